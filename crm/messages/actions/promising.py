"""Promise a message with its cause, and take it back with it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from crm.codes.appointments import Channel, MessageKind, MessageState
from crm.db import db
from crm.messages.actions.states import settle
from crm.messages.models import Message, MessageEvent


def promise(
    kind: MessageKind,
    subject: str,
    recipient: str,
    *,
    occasion: str,
    not_before: datetime,
    not_after: datetime,
    now: datetime,
    person_id: int | None = None,
    structure_id: int | None = None,
    details: Mapping[str, Any] | None = None,
    channel: Channel = Channel.EMAIL,
) -> None:
    """Write the message with its cause. The same kind, subject, recipient and occasion is promised once only."""
    row = (
        insert(Message)
        .values(
            kind=kind,
            subject=subject,
            recipient=recipient,
            occasion=occasion,
            channel=channel,
            not_before=not_before,
            not_after=not_after,
            person_id=person_id,
            structure_id=structure_id,
            details=dict(details or {}),
        )
        .on_conflict_do_nothing()
        .returning(Message.id)
    )
    if (message_id := db.session.scalar(row)) is not None:
        db.session.add(MessageEvent(message_id=message_id, state=MessageState.WAITING, at=now))


def take_back(subject: str, *, now: datetime, reason: str, kinds: Sequence[MessageKind] = ()) -> None:
    """Cancel what still waits to be sent about a subject, in the transaction that makes it pointless."""
    waiting = select(Message).where(Message.subject == subject, Message.state == MessageState.WAITING).with_for_update()
    if kinds:
        waiting = waiting.where(Message.kind.in_(kinds))
    for message in db.session.scalars(waiting):
        settle(message, MessageState.CANCELLED, now, reason)
    db.session.flush()
