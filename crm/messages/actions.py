"""Promise messages, take promises back, and keep them."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert

from crm.codes.appointments import Channel, MessageKind, MessageState
from crm.db import db
from crm.logs import log
from crm.messages.models import Message, MessageEvent
from crm.messages.rules import (
    ATTEMPTS,
    LEASE,
    Compose,
    Deliver,
    Obsolete,
    Suppressed,
    Unavailable,
    Undeliverable,
    backoff,
    first_moment,
    in_quiet_hours,
)


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


def claim(now: datetime, limit: int = 50) -> Sequence[int]:
    """Take what is due for the length of a lease, unless another worker has it. The caller commits before sending."""
    free = func.coalesce(Message.lease_until, Message.retry_at, Message.not_before)
    due = (
        select(Message.id)
        .where(Message.state.in_([MessageState.WAITING, MessageState.SENDING]), free <= now)
        .order_by(free)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    taken = (
        update(Message)
        .where(Message.id.in_(due.scalar_subquery()))
        .values(
            state=MessageState.SENDING,
            lease_until=now + LEASE,
            retry_at=None,
            attempts=Message.attempts + 1,
        )
        .returning(Message.id)
    )
    return db.session.scalars(taken).all()


def send(message_id: int, compose: Compose, deliver: Deliver, *, now: datetime) -> None:
    """Send one message that was claimed, if it still has something to say, and record what became of it."""
    claimed = select(Message).where(Message.id == message_id, Message.state == MessageState.SENDING)
    message = db.session.scalar(claimed.with_for_update(skip_locked=True))
    if message is None:
        return
    if now >= message.not_after:
        settle(message, MessageState.TOO_LATE, now, "Il n’était plus temps de l’envoyer.")
    elif message.person_id and in_quiet_hours(now):
        postpone(message, first_moment(now), now, "En attente des heures d’envoi.")
    else:
        attempt(message, compose, deliver, now)
    db.session.flush()
    log.info("message", message=message.id, kind=message.kind, state=message.state, attempts=message.attempts)


def attempt(message: Message, compose: Compose, deliver: Deliver, now: datetime) -> None:
    try:
        message.provider_id = deliver(message, compose(message))
    except Obsolete:
        settle(message, MessageState.CANCELLED, now, "Ce que le message annonçait n’a plus lieu.")
    except Suppressed as why:
        settle(message, MessageState.SUPPRESSED, now, str(why))
    except Undeliverable:
        settle(message, MessageState.FAILED, now, "L’adresse a été refusée : vérifiez les coordonnées.")
    except Unavailable:
        postpone(message, now + backoff(message.attempts), now, "Le service d’envoi n’a pas répondu.")
    else:
        message.sent_at = now
        settle(message, MessageState.SENT, now)


def postpone(message: Message, until: datetime, now: datetime, reason: str) -> None:
    """Try again later while it is still useful; otherwise fail visibly."""
    if message.attempts >= ATTEMPTS or until >= message.not_after:
        settle(message, MessageState.FAILED, now, f"{reason} Il n’est pas parti à temps.")
    else:
        settle(message, MessageState.WAITING, now, reason)
        message.retry_at = until


def settle(message: Message, state: MessageState, now: datetime, reason: str = "") -> None:
    message.state, message.reason, message.lease_until = state, reason, None
    if state is not MessageState.WAITING:
        message.details = {}
    message.history.append(MessageEvent(state=state, at=now, reason=reason))
