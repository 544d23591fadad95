"""Read messages, always as someone."""

from collections.abc import Sequence

from sqlalchemy import select

from crm.accounts.models import Membership
from crm.codes.appointments import MessageState
from crm.db import db
from crm.messages.models import Message
from crm.policy import May, permitted


def failed(actor: Membership, limit: int = 20) -> Sequence[Message]:
    """What did not leave for the people of the actor's structure, latest first."""
    query = (
        select(Message)
        .where(permitted(actor, May.SEE_FAILED_MESSAGE, Message), Message.state == MessageState.FAILED)
        .order_by(Message.id.desc())
    )
    return db.session.scalars(query.limit(limit)).all()
