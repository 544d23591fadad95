"""What can be done with appointments: `booking`, `moving`, `outcomes`; `telling` the person in the same transaction."""

from crm.appointments.actions.booking import book, take
from crm.appointments.actions.moving import exchange, move, shift
from crm.appointments.actions.outcomes import OUTCOMES, attend, cancel, excuse

__all__ = [
    "OUTCOMES",
    "attend",
    "book",
    "cancel",
    "exchange",
    "excuse",
    "move",
    "shift",
    "take",
]
