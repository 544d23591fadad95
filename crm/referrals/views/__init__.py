"""Pages of referrals: the inbox and the `record` of one, `answering` it, by `links` too; the coordinator's `pool` and
`board`."""

from crm.referrals.views import answering, board, links, pool
from crm.referrals.views.record import bp

__all__ = ["answering", "board", "bp", "links", "pool"]
