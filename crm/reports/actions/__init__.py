"""What can be done with editions: their `life`, the `building` of their figures, `opening` them, `reminding`."""

from crm.reports.actions.building import THRESHOLD, make, note, tell
from crm.reports.actions.life import archive, ask, publish, sign_off
from crm.reports.actions.opening import next_to_open, open_up
from crm.reports.actions.reminding import keep_calendar, remind

__all__ = [
    "THRESHOLD",
    "archive",
    "ask",
    "keep_calendar",
    "make",
    "next_to_open",
    "note",
    "open_up",
    "publish",
    "remind",
    "sign_off",
    "tell",
]
