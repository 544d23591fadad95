"""Keep what was promised."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select, update

from crm.codes.appointments import MessageState
from crm.db import db
from crm.logs import log
from crm.messages.actions.states import postpone, settle
from crm.messages.models import Message
from crm.messages.rules import (
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
