"""Pages of referrals: `sending`; `record` of one and the inbox; the coordinator's `pool` and `board`."""

from crm.referrals.views import board, pool, sending
from crm.referrals.views.record import bp

__all__ = ["board", "bp", "pool", "sending"]
