"""Keep what was promised: claim a batch, hold a few, try each, record what came of them.

The worker calls these in turn and commits between them. What is held is locked in the database until it is recorded:
no other worker can send it, and a cancellation waits for it.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from crm.codes.appointments import MessageState
from crm.db import db
from crm.logs import log
from crm.messages.models import Message
from crm.messages.rules import (
    LEASE,
    PATIENCE,
    Compose,
    Deliver,
    Down,
    Obsolete,
    Outcome,
    Suppressed,
    Unavailable,
    Undeliverable,
    again_at,
    first_moment,
    in_quiet_hours,
)

LATE = text("""
    WITH late AS (
        SELECT id FROM message
        WHERE state IN ('waiting', 'sending') AND not_after <= :now AND (lease_until IS NULL OR lease_until <= :now)
        LIMIT 5000 FOR UPDATE SKIP LOCKED
    ), marked AS (
        UPDATE message SET state = 'too_late', reason = :reason, lease = NULL, lease_until = NULL, retry_at = NULL,
            details = '{}'
        WHERE id IN (SELECT id FROM late) RETURNING id
    )
    INSERT INTO message_event (message_id, state, at, reason) SELECT id, 'too_late', :now, :reason FROM marked""")

CLAIM = text("""
    WITH due AS (
        SELECT id FROM message
        WHERE state IN ('waiting', 'sending') AND coalesce(lease_until, retry_at, not_before) <= :now
            AND NOT (:quiet AND person_id IS NOT NULL)
        ORDER BY coalesce(lease_until, retry_at, not_before) LIMIT :limit FOR UPDATE SKIP LOCKED
    )
    UPDATE message SET state = 'sending', lease = :lease, lease_until = :until, retry_at = NULL
    WHERE id IN (SELECT id FROM due) RETURNING id""")

TOO_LATE = "Il n’était plus temps de l’envoyer."


def mark_late(now: datetime) -> None:
    """Whatever nobody sent while it was useful says so, however many they are and however long nobody worked."""
    while db.session.execute(LATE, {"now": now, "reason": TOO_LATE}).rowcount:  # type: ignore[attr-defined]
        pass


def claim(now: datetime, lease: UUID, limit: int = 50) -> Sequence[int]:
    """Take what is due, unless another worker has it; in quiet hours, only what is not for a young person.

    The caller commits before sending.
    """
    values = {"now": now, "lease": lease, "until": now + LEASE, "quiet": in_quiet_hours(now), "limit": limit}
    return db.session.scalars(CLAIM, values).all()


def hold(ids: Sequence[int], lease: UUID) -> Sequence[Message]:
    """Lock messages claimed under this lease until the transaction ends; those that others took or lock are left."""
    mine = select(Message).where(Message.id.in_(ids), Message.state == MessageState.SENDING, Message.lease == lease)
    return db.session.scalars(mine.with_for_update(skip_locked=True).order_by(Message.id)).all()


def attempt(message: Message, compose: Compose, deliver: Deliver, now: datetime) -> Outcome:
    """Send one message that is held, if it still has something to say; says what came of it, and writes nothing."""
    if now >= message.not_after:
        return Outcome(message.id, MessageState.TOO_LATE, now, TOO_LATE, tried=False)
    if message.person_id and in_quiet_hours(now):
        return postponed(message, first_moment(now), now, "En attente des heures d’envoi.")
    try:
        receipt = deliver(message, compose(message))
    except Obsolete:
        return Outcome(
            message.id, MessageState.CANCELLED, now, "Ce que le message annonçait n’a plus lieu.", tried=False
        )
    except Suppressed as why:
        return Outcome(message.id, MessageState.SUPPRESSED, now, str(why), tried=False)
    except Undeliverable as why:
        return Outcome(message.id, MessageState.FAILED, now, str(why))
    except Down as why:
        return postponed(message, now + (why.retry_after or PATIENCE), now, "Le service d’envoi ne répond pas.")
    except Unavailable as why:
        return refused(message, "Le service d’envoi ne l’a pas pris.", why.retry_after, now)
    except DBAPIError:
        raise
    except Exception:  # noqa: BLE001 - one message that cannot be composed must not hold up the others
        log.exception("message", message=message.id, kind=message.kind)
        return refused(message, "Il n’a pas pu être rédigé.", None, now)
    return Outcome(message.id, MessageState.SENT, now, receipt=receipt)


def postponed(message: Message, until: datetime, now: datetime, reason: str) -> Outcome:
    """Not its turn: taken again later, without having been tried."""
    return Outcome(message.id, MessageState.WAITING, now, reason, retry_at=until, tried=False)


def refused(message: Message, reason: str, retry_after: timedelta | None, now: datetime) -> Outcome:
    """Tried in vain: again later while it is still useful, else it fails visibly."""
    if at := again_at(message.attempts + 1, retry_after, message.not_after, now):
        return Outcome(message.id, MessageState.WAITING, now, reason, retry_at=at)
    return Outcome(message.id, MessageState.FAILED, now, f"{reason} Il n’est pas parti à temps.")
