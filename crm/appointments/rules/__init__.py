"""Pure: `moves`, free `slots`, `timing`, `rates`, `words` of messages, `calendars`, and what `links` open."""

from crm.appointments.rules.calendars import Entry, feed, invitation, title
from crm.appointments.rules.links import lives, standing
from crm.appointments.rules.moves import HELD, MOVES, OPEN, may_become, moves
from crm.appointments.rules.rates import Tally, together
from crm.appointments.rules.slots import FreeSlot, parts, weekly
from crm.appointments.rules.timing import (
    holidays,
    is_again,
    month_of,
    occasion,
    reminder_window,
    short_window,
    week_of,
)
from crm.appointments.rules.words import ENDONYMS, Words, brief, day, direction, hour, letter, place

__all__ = [
    "ENDONYMS",
    "HELD",
    "MOVES",
    "OPEN",
    "Entry",
    "FreeSlot",
    "Tally",
    "Words",
    "brief",
    "day",
    "direction",
    "feed",
    "holidays",
    "hour",
    "invitation",
    "is_again",
    "letter",
    "lives",
    "may_become",
    "month_of",
    "moves",
    "occasion",
    "parts",
    "place",
    "reminder_window",
    "short_window",
    "standing",
    "title",
    "together",
    "week_of",
    "weekly",
]
