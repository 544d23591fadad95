"""Pure: allowed `moves`, free `slots`, `timing` of reminders, `words` of messages, `calendars`, what `links` open."""

from crm.appointments.rules.calendars import Entry, feed, invitation, title
from crm.appointments.rules.links import lives, standing
from crm.appointments.rules.moves import AFTER, BEFORE, OPEN, may_become
from crm.appointments.rules.slots import FreeSlot, parts
from crm.appointments.rules.timing import occasion, reminder_window, week_of
from crm.appointments.rules.words import ENDONYMS, Words, brief, day, direction, hour, letter, place

__all__ = [
    "AFTER",
    "BEFORE",
    "ENDONYMS",
    "OPEN",
    "Entry",
    "FreeSlot",
    "Words",
    "brief",
    "day",
    "direction",
    "feed",
    "hour",
    "invitation",
    "letter",
    "lives",
    "may_become",
    "occasion",
    "parts",
    "place",
    "reminder_window",
    "standing",
    "title",
    "week_of",
]
