"""How messages go from one state to the next, and what remains of it in their history."""

import json
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import text

from crm.codes.appointments import MessageState
from crm.db import db
from crm.messages.models import Message, MessageEvent
from crm.messages.rules import Outcome, may_become


def settle(message: Message, state: MessageState, now: datetime, reason: str = "") -> None:
    """One message, whose row the caller has locked: what a receipt says, what a person changes."""
    if not may_become(message.state, state):
        raise ValueError(f"A message that is {message.state} does not become {state}.")
    message.state, message.reason, message.details = state, reason, {}
    message.lease = message.lease_until = message.retry_at = None
    if state is MessageState.DELIVERED and message.sent_at is None:
        message.sent_at = now
    db.session.add(MessageEvent(message_id=message.id, state=state, at=now, reason=reason))


RECORD = text("""
    WITH outcome AS (
        SELECT * FROM jsonb_to_recordset(cast(:outcomes AS jsonb)) AS o (
            message_id bigint, state text, at timestamptz, reason text, receipt text, retry_at timestamptz,
            tried boolean)
    ), recorded AS (
        UPDATE message m SET
            state = o.state, reason = o.reason, lease = NULL, lease_until = NULL, retry_at = o.retry_at,
            attempts = m.attempts + o.tried::int,
            provider_id = coalesce(o.receipt, m.provider_id),
            sent_at = CASE WHEN o.state = 'sent' THEN o.at ELSE m.sent_at END,
            details = CASE WHEN o.state = 'waiting' THEN m.details ELSE '{}' END
        FROM outcome o WHERE m.id = o.message_id AND m.state = 'sending' AND m.lease = :lease
        RETURNING m.id, o.*
    )
    INSERT INTO message_event (message_id, state, at, reason)
    SELECT id, state, at, reason FROM recorded WHERE tried OR state <> 'waiting' ORDER BY id""")


def record(outcomes: Sequence[Outcome], lease: UUID) -> None:
    """What came of messages held under this lease. Said twice, or once another worker has them, it changes nothing."""
    if outcomes:
        told = json.dumps([vars(outcome) for outcome in outcomes], default=datetime.isoformat)
        db.session.execute(RECORD, {"outcomes": told, "lease": lease})
