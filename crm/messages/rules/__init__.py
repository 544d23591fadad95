"""Pure functions and values: `hours` at which messages may leave, `sending` one, the `states` it goes through."""

from crm.messages.rules.hours import first_moment, in_quiet_hours, last_moment
from crm.messages.rules.sending import (
    ATTEMPTS,
    LEASE,
    PATIENCE,
    Compose,
    Content,
    Deliver,
    Down,
    Obsolete,
    Outcome,
    Suppressed,
    Unavailable,
    Undeliverable,
    again_at,
    backoff,
)
from crm.messages.rules.states import MOVES, PENDING, may_become

__all__ = [
    "ATTEMPTS",
    "LEASE",
    "MOVES",
    "PATIENCE",
    "PENDING",
    "Compose",
    "Content",
    "Deliver",
    "Down",
    "Obsolete",
    "Outcome",
    "Suppressed",
    "Unavailable",
    "Undeliverable",
    "again_at",
    "backoff",
    "first_moment",
    "in_quiet_hours",
    "last_moment",
    "may_become",
]
