"""What can be done: `booking`, `moving`, `outcomes`, `collective`, `openings`; `telling` the person with each."""

from crm.appointments.actions.booking import book, take
from crm.appointments.actions.collective import call_off, enrol, gather, note_attendance, resize
from crm.appointments.actions.moving import exchange, move, shift
from crm.appointments.actions.openings import be_away, come_back, furnish, keep_travel, open_hours, stop_hours
from crm.appointments.actions.outcomes import OUTCOMES, attend, cancel, excuse, give_up

__all__ = [
    "OUTCOMES",
    "attend",
    "be_away",
    "book",
    "call_off",
    "cancel",
    "come_back",
    "enrol",
    "exchange",
    "excuse",
    "furnish",
    "gather",
    "give_up",
    "keep_travel",
    "move",
    "note_attendance",
    "open_hours",
    "resize",
    "shift",
    "stop_hours",
    "take",
]
