"""What did not leave, for those who can do something about it."""

from uuid import UUID

from sqlalchemy import Select, select
from werkzeug.exceptions import NotFound

from crm.accounts.models import Membership
from crm.codes.appointments import MessageState
from crm.db import db
from crm.messages.models import Message
from crm.policy import May, permitted

LOST = (MessageState.FAILED, MessageState.TOO_LATE)


def unsettled(actor: Membership) -> Select[Message]:
    """What failed for the people of the actor's structure and nobody has set aside, latest first."""
    return (
        select(Message)
        .where(
            permitted(actor, May.SEE_FAILED_MESSAGE, Message),
            Message.state.in_(LOST),
            Message.set_aside_at.is_(None),
        )
        .order_by(Message.id.desc())
    )


def failure(actor: Membership, uid: UUID) -> Message:
    found = db.session.scalars(unsettled(actor).where(Message.uid == uid)).one_or_none()
    if found is None:
        raise NotFound
    return found
