"""What pages send: when `sending` somebody, about the `record` of a referral, in `answering` one, about the `pool`."""

from crm.referrals.forms.answering import (
    BY_HAND,
    LATER,
    AcceptForm,
    AdviseForm,
    BulkForm,
    LinkedDeclineForm,
    LinkedForm,
    LinkedWordsForm,
    PostForm,
    RedirectForm,
    StructureForm,
)
from crm.referrals.forms.pool import HOW_MUCH, MoveForm, WeighForm
from crm.referrals.forms.record import BookForm, CloseForm, DeclineForm
from crm.referrals.forms.sending import ReferForm

__all__ = [
    "BY_HAND",
    "HOW_MUCH",
    "LATER",
    "AcceptForm",
    "AdviseForm",
    "BookForm",
    "BulkForm",
    "CloseForm",
    "DeclineForm",
    "LinkedDeclineForm",
    "LinkedForm",
    "LinkedWordsForm",
    "MoveForm",
    "PostForm",
    "RedirectForm",
    "ReferForm",
    "StructureForm",
    "WeighForm",
]
