"""Tables: the `referral` and its moves."""

from crm.referrals.models.referral import OPEN_STATES, Referral, ReferralTransition

__all__ = ["OPEN_STATES", "Referral", "ReferralTransition"]
