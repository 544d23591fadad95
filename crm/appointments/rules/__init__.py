"""Pure functions and values: allowed `moves`, free `slots`, `timing` of reminders, `words` of messages, `calendars`."""

from crm.appointments.rules.calendars import calendar
from crm.appointments.rules.moves import HELD, MOVES, OPEN, may_become, moves
from crm.appointments.rules.rates import Tally, together
from crm.appointments.rules.slots import FreeSlot, parts, weekly
from crm.appointments.rules.timing import holidays, month_of, occasion, reminder_window, week_of
from crm.appointments.rules.words import Words, cancelled, changed, confirmation, reminder, spoken

__all__ = [
    "HELD",
    "MOVES",
    "OPEN",
    "FreeSlot",
    "Tally",
    "Words",
    "calendar",
    "cancelled",
    "changed",
    "confirmation",
    "holidays",
    "may_become",
    "month_of",
    "moves",
    "occasion",
    "parts",
    "reminder",
    "reminder_window",
    "spoken",
    "together",
    "week_of",
    "weekly",
]
