"""Tables: the `referral`, its moves and its messages; the `pool` of a platform and its proposals."""

from crm.referrals.models.pool import Pool, Proposal, SetAside
from crm.referrals.models.referral import OPEN_STATES, Referral, ReferralNews, ReferralPost, ReferralTransition

__all__ = [
    "OPEN_STATES",
    "Pool",
    "Proposal",
    "Referral",
    "ReferralNews",
    "ReferralPost",
    "ReferralTransition",
    "SetAside",
]
