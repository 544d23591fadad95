"""What can be done: `booking`, `moving`, `outcomes`, the `public` page; and `telling`, in the same transaction."""

from crm.appointments.actions.booking import book, take
from crm.appointments.actions.moving import exchange, move, shift
from crm.appointments.actions.outcomes import OUTCOMES, attend, cancel, excuse
from crm.appointments.actions.public import (
    ask_back,
    choose,
    close_feed,
    confirm,
    decline,
    open_feed,
    settle_answer,
)

__all__ = [
    "OUTCOMES",
    "ask_back",
    "attend",
    "book",
    "cancel",
    "choose",
    "close_feed",
    "confirm",
    "decline",
    "exchange",
    "excuse",
    "move",
    "open_feed",
    "settle_answer",
    "shift",
    "take",
]
