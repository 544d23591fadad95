"""Pure functions and values: allowed `moves`, free `slots`, `timing` of reminders, `words` of messages, `calendars`."""

from crm.appointments.rules.calendars import calendar
from crm.appointments.rules.moves import AFTER, BEFORE, OPEN, may_become
from crm.appointments.rules.slots import FreeSlot, parts
from crm.appointments.rules.timing import occasion, reminder_window, week_of
from crm.appointments.rules.words import Words, cancelled, changed, confirmation, reminder, spoken

__all__ = [
    "AFTER",
    "BEFORE",
    "OPEN",
    "FreeSlot",
    "Words",
    "calendar",
    "cancelled",
    "changed",
    "confirmation",
    "may_become",
    "occasion",
    "parts",
    "reminder",
    "reminder_window",
    "spoken",
    "week_of",
]
