"""Pure functions and values: `hours` at which messages may leave, `sending` one, the `states` it goes through.

`channels` that reach somebody, `texting`, `sensitive` words; `receipts` of providers, and the `signing` of them.
"""

from crm.messages.rules.channels import Reach, barred, channels, unreachable
from crm.messages.rules.hours import first_moment, in_quiet_hours, last_moment
from crm.messages.rules.receipts import READERS, Receipt
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
    Sample,
    Suppressed,
    Unavailable,
    Undeliverable,
    again_at,
    backoff,
)
from crm.messages.rules.sensitive import sensitive
from crm.messages.rules.signing import LIFETIME, is_sealed, is_signed, seal, signature
from crm.messages.rules.states import MOVES, PENDING, may_become
from crm.messages.rules.texting import Size, is_mobile, plain, size

__all__ = [
    "ATTEMPTS",
    "LEASE",
    "LIFETIME",
    "MOVES",
    "PATIENCE",
    "PENDING",
    "READERS",
    "Compose",
    "Content",
    "Deliver",
    "Down",
    "Obsolete",
    "Outcome",
    "Reach",
    "Receipt",
    "Sample",
    "Size",
    "Suppressed",
    "Unavailable",
    "Undeliverable",
    "again_at",
    "backoff",
    "barred",
    "channels",
    "first_moment",
    "in_quiet_hours",
    "is_mobile",
    "is_sealed",
    "is_signed",
    "last_moment",
    "may_become",
    "plain",
    "seal",
    "sensitive",
    "signature",
    "size",
    "unreachable",
]
