"""Pure functions and values about messages: `hours` at which they may leave, and what `sending` one means."""

from crm.messages.rules.hours import first_moment, in_quiet_hours, last_moment
from crm.messages.rules.sending import (
    ATTEMPTS,
    LEASE,
    Compose,
    Content,
    Deliver,
    Obsolete,
    Suppressed,
    Unavailable,
    Undeliverable,
    backoff,
)

__all__ = [
    "ATTEMPTS",
    "LEASE",
    "Compose",
    "Content",
    "Deliver",
    "Obsolete",
    "Suppressed",
    "Unavailable",
    "Undeliverable",
    "backoff",
    "first_moment",
    "in_quiet_hours",
    "last_moment",
]
