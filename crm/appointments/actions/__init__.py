"""What can be done with appointments: `booking`, `outcomes`, and `telling` the person, in the same transaction."""

from crm.appointments.actions.booking import book, move
from crm.appointments.actions.outcomes import OUTCOMES, attend, cancel, excuse

__all__ = [
    "OUTCOMES",
    "attend",
    "book",
    "cancel",
    "excuse",
    "move",
]
