"""What pages send: when `sending` somebody, about the `record` of a referral, about the `pool`."""

from crm.referrals.forms.pool import HOW_MUCH, MoveForm, WeighForm
from crm.referrals.forms.record import AcceptForm, BookForm, CloseForm, DeclineForm, StructureForm
from crm.referrals.forms.sending import ReferForm

__all__ = [
    "HOW_MUCH",
    "AcceptForm",
    "BookForm",
    "CloseForm",
    "DeclineForm",
    "MoveForm",
    "ReferForm",
    "StructureForm",
    "WeighForm",
]
