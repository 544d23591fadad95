"""What needs each role now: the `day` on the first page, and the `digests` that lead to it."""

from crm.today.queries.day import Day, day
from crm.today.queries.digests import awaiting, compose, lines, samples

__all__ = ["Day", "awaiting", "compose", "day", "lines", "samples"]
