"""How a message goes from one state to the next."""

from datetime import datetime

from crm.codes.appointments import MessageState
from crm.messages.models import Message, MessageEvent
from crm.messages.rules import (
    ATTEMPTS,
)


def settle(message: Message, state: MessageState, now: datetime, reason: str = "") -> None:
    message.state, message.reason, message.lease_until = state, reason, None
    if state is not MessageState.WAITING:
        message.details = {}
    message.history.append(MessageEvent(state=state, at=now, reason=reason))


def postpone(message: Message, until: datetime, now: datetime, reason: str) -> None:
    """Try again later while it is still useful; otherwise fail visibly."""
    if message.attempts >= ATTEMPTS or until >= message.not_after:
        settle(message, MessageState.FAILED, now, f"{reason} Il n’est pas parti à temps.")
    else:
        settle(message, MessageState.WAITING, now, reason)
        message.retry_at = until
