"""The tables of messages: the `outbox`."""

from crm.messages.models.outbox import Message, MessageEvent

__all__ = [
    "Message",
    "MessageEvent",
]
