"""Promise messages, take promises back, and keep them: `promising`, `sending`, and the `states` between."""

from crm.messages.actions.promising import promise, take_back
from crm.messages.actions.sending import claim, send

__all__ = [
    "claim",
    "promise",
    "send",
    "take_back",
]
