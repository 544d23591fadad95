"""Promise messages and take promises back (`promising`), keep them (`sending`), say what became of them (`states`)."""

from crm.messages.actions.promising import promise, take_back
from crm.messages.actions.sending import attempt, claim, hold, mark_late, postponed
from crm.messages.actions.states import record, settle

__all__ = [
    "attempt",
    "claim",
    "hold",
    "mark_late",
    "postponed",
    "promise",
    "record",
    "settle",
    "take_back",
]
