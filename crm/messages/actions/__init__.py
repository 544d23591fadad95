"""Promise messages and take promises back (`promising`), keep them (`sending`), say what became of them (`states`).

`receiving` hears what providers tell, `settling` sets failures aside, `channels` says how a structure sends.
"""

from crm.messages.actions.channels import choose_account, describe
from crm.messages.actions.promising import hold_back, promise, take_back
from crm.messages.actions.receiving import STOPS, receive
from crm.messages.actions.sending import attempt, claim, hold, mark_late, postponed
from crm.messages.actions.settling import corrected, set_aside
from crm.messages.actions.states import record, settle

__all__ = [
    "STOPS",
    "attempt",
    "choose_account",
    "claim",
    "corrected",
    "describe",
    "hold",
    "hold_back",
    "mark_late",
    "postponed",
    "promise",
    "receive",
    "record",
    "set_aside",
    "settle",
    "take_back",
]
