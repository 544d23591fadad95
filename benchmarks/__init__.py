"""What `make bench` runs: pages, reminders and the report, each beside the bare SQL that it needs, in the same run."""
