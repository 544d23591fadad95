"""What happened in a simulated year, told by those who lived it: who booked what, and what the provider took, when.

It knows nothing of the outbox; the audit reads nothing else.
"""

from dataclasses import dataclass, field
from datetime import datetime


@dataclass
class Booking:
    """One hour given to one person, from the day it was given to the day it was over."""

    number: int
    booked_at: datetime
    starts_at: datetime
    moved: bool
    """It replaces an earlier hour."""

    over_at: datetime | None = None
    revoked: bool = False
    """The service cancelled it, and says so."""

    unreachable: bool = False
    """The person's address does not exist."""


@dataclass(frozen=True)
class Received:
    """What the provider took: on the envelope which message it is, inside the hour that the person reads."""

    at: datetime
    kind: str
    booking: int
    starts_at: datetime


@dataclass
class Ledger:
    bookings: dict[int, Booking] = field(default_factory=dict)
    received: list[Received] = field(default_factory=list)
    looks: list[tuple[datetime, bool]] = field(default_factory=list)
    """When a worker looked at the outbox, and whether the provider was up."""

    refusals: dict[tuple[str, int], int] = field(default_factory=dict)
    """How many times the provider asked to come back later, for a message."""
