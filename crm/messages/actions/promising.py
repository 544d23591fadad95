"""Promise a message with its cause, and take it back with it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import insert as insert_into
from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert

from crm.codes.appointments import Channel, MessageKind, MessageState
from crm.db import db
from crm.messages.actions.states import settle
from crm.messages.models import Message, MessageEvent
from crm.messages.rules import PENDING


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
    """Cancel what has not left about a subject, in the transaction that makes it pointless.

    A message that a worker is handing over at this very moment is waited for: it left before, or it never leaves.
    """
    gone = (
        update(Message)
        .where(Message.subject == subject, Message.state.in_(PENDING))
        .values(state=MessageState.CANCELLED, reason=reason, lease=None, lease_until=None, retry_at=None, details={})
        .returning(Message.id)
    )
    if kinds:
        gone = gone.where(Message.kind.in_(kinds))
    if ids := db.session.scalars(gone).all():
        told = [{"message_id": i, "state": MessageState.CANCELLED, "at": now, "reason": reason} for i in ids]
        db.session.execute(insert_into(MessageEvent), told)


def hold_back(
    person_id: int, *, now: datetime, reason: str, channel: Channel | None = None, instead: Channel | None = None
) -> None:
    """Suppress what has not left to a person, by one channel or by all; another may carry it instead."""
    waiting = select(Message).where(Message.person_id == person_id, Message.state.in_(PENDING))
    if channel:
        waiting = waiting.where(Message.channel == channel)
    for message in db.session.scalars(waiting.with_for_update()).all():
        settle(message, MessageState.SUPPRESSED, now, reason)
        if instead:
            promise(
                message.kind,
                message.subject,
                message.recipient,
                occasion=message.occasion,
                not_before=message.not_before,
                not_after=message.not_after,
                now=now,
                person_id=person_id,
                structure_id=message.structure_id,
                channel=instead,
            )
    db.session.flush()
