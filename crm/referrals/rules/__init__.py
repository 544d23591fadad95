"""Pure functions and values: allowed `moves` and their clocks, `loops`, `sharing`."""

from crm.referrals.rules.loops import CHAIN, LOOP, MANY, Leg, loops
from crm.referrals.rules.moves import (
    ANSWERABLE,
    EXPIRES,
    EXPIRES_UNDER_REVIEW,
    FIRST_APPOINTMENT,
    MISSES,
    MOVES,
    NUDGES,
    OPEN,
    RESENT,
    By,
    Move,
    allowed,
    expiry,
    move,
    next_nudge,
    offered,
)
from crm.referrals.rules.sharing import SHAREABLE, USUAL

__all__ = [
    "ANSWERABLE",
    "CHAIN",
    "EXPIRES",
    "EXPIRES_UNDER_REVIEW",
    "FIRST_APPOINTMENT",
    "LOOP",
    "MANY",
    "MISSES",
    "MOVES",
    "NUDGES",
    "OPEN",
    "RESENT",
    "SHAREABLE",
    "USUAL",
    "By",
    "Leg",
    "Move",
    "allowed",
    "expiry",
    "loops",
    "move",
    "next_nudge",
    "offered",
]
