"""What beat wakes, and how often. It carries nothing: each task looks for its own work, and expires when unread.

Nothing is set between 2:00 and 3:00, an hour that two days a year has twice or not at all.
"""

from typing import Any

SCHEDULE: dict[str, dict[str, Any]] = {
    "send-due-messages": {"task": "worker.messages.send_due", "schedule": 5, "options": {"expires": 5}},
}
