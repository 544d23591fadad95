"""Read referrals, always as someone: `inbox`, `record` of one, `letters` about one."""

from crm.referrals.queries.inbox import (
    BOXES,
    PAGE,
    WHOLE,
    box,
    boxes,
    counts,
    get,
    listed,
    sent_by,
    sent_lately,
    silent,
)
from crm.referrals.queries.letters import (
    compose,
)
from crm.referrals.queries.record import (
    loops,
    panel,
    picked,
    platforms,
    recipients,
    story,
    travels,
)

__all__ = [
    "BOXES",
    "PAGE",
    "WHOLE",
    "box",
    "boxes",
    "compose",
    "counts",
    "get",
    "listed",
    "loops",
    "panel",
    "picked",
    "platforms",
    "recipients",
    "sent_by",
    "sent_lately",
    "silent",
    "story",
    "travels",
]
