"""Pages of referrals: `sending`, the inbox and the `record` of one, `answering` it, by `links` too, or from a
`program`; the coordinator's `pool` and `board`."""

from crm.referrals.views import answering, board, links, pool, sending
from crm.referrals.views.record import bp

__all__ = ["answering", "board", "bp", "links", "pool", "sending"]
