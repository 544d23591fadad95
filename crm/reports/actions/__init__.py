"""What can be done with editions: their `life`, the `building` of their figures, and the calendar of `reminding`."""

from crm.reports.actions.building import THRESHOLD, make, note, tell
from crm.reports.actions.life import archive, ask, publish, sign_off
from crm.reports.actions.reminding import keep_calendar, remind

__all__ = ["THRESHOLD", "archive", "ask", "keep_calendar", "make", "note", "publish", "remind", "sign_off", "tell"]
