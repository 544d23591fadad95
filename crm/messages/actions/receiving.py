"""What providers tell afterwards. Told twice, late or in the wrong order, it changes nothing more."""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from uuid import UUID

from sqlalchemy import or_, select

from crm.codes.appointments import Channel
from crm.db import db
from crm.logs import log
from crm.messages.actions.states import settle
from crm.messages.models import Message
from crm.messages.rules import Receipt, may_become

STOPS: list[Callable[[str, datetime], None]] = []
"""Areas above that hold people's wishes, told the E.164 number that wants no more; `create_app` lists them."""


def receive(receipt: Receipt, *, now: datetime) -> None:
    """Note what became of a message, and obey who wants no more. What names nothing of ours is forgotten.

    A receipt that overtakes our own note of the sending closes the message, which then leaves no second time.
    """
    if receipt.stop:
        for stop in STOPS:
            stop(receipt.stop, now)
    elif receipt.state and (message := of(receipt)) and may_become(message.state, receipt.state):
        message.provider_id = message.provider_id or receipt.provider_id or None
        settle(message, receipt.state, now, receipt.reason)
        log.info("receipt", message=message.id, state=message.state)
    db.session.flush()


def of(receipt: Receipt) -> Message | None:
    """The text message it is about. A worker that is handing it over at this very moment is waited for."""
    known = []
    if receipt.provider_id:
        known.append(Message.provider_id == receipt.provider_id)
    with suppress(ValueError):
        known.append(Message.uid == UUID(receipt.key))
    if not known:
        return None
    query = select(Message).where(or_(*known), Message.channel == Channel.SMS)
    return db.session.scalar(query.limit(1).with_for_update())
