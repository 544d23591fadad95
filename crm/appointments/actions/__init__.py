"""What can be done: `booking`, `moving`, `outcomes`, `collective`, `openings`, `public` answers, and `telling`."""

from crm.appointments.actions.booking import book, take
from crm.appointments.actions.collective import call_off, enrol, gather, note_attendance, resize
from crm.appointments.actions.moving import exchange, move, shift
from crm.appointments.actions.openings import be_away, come_back, furnish, keep_travel, open_hours, stop_hours
from crm.appointments.actions.outcomes import OUTCOMES, attend, cancel, excuse, give_up
from crm.appointments.actions.public import ask_back, choose, close_feed, confirm, decline, open_feed, settle_answer

__all__ = [
    "OUTCOMES",
    "ask_back",
    "attend",
    "be_away",
    "book",
    "call_off",
    "cancel",
    "choose",
    "close_feed",
    "come_back",
    "confirm",
    "decline",
    "enrol",
    "exchange",
    "excuse",
    "furnish",
    "gather",
    "give_up",
    "keep_travel",
    "move",
    "note_attendance",
    "open_feed",
    "open_hours",
    "resize",
    "settle_answer",
    "shift",
    "stop_hours",
    "take",
]
