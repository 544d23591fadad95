"""Pages of referrals: `record` of one, and the inbox."""

from crm.referrals.views.record import bp

__all__ = ["bp"]
