"""Tables: the `referral` and its moves; the `pool` of a platform and its proposals."""

from crm.referrals.models.pool import Pool, Proposal, SetAside
from crm.referrals.models.referral import OPEN_STATES, Referral, ReferralTransition

__all__ = ["OPEN_STATES", "Pool", "Proposal", "Referral", "ReferralTransition", "SetAside"]
