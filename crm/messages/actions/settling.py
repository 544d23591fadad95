"""Failures that somebody has looked into."""

from datetime import datetime

from sqlalchemy import update

from crm.accounts.models import Membership
from crm.codes.appointments import Channel
from crm.db import db
from crm.messages.models import Message
from crm.messages.queries.failures import LOST
from crm.policy import May, require


def set_aside(actor: Membership, message: Message, *, now: datetime) -> None:
    """A counsellor has seen it: it leaves the day, and stays on the person's file."""
    require(actor, May.SEE_FAILED_MESSAGE, message)
    message.set_aside_at = now
    db.session.flush()


def corrected(person_id: int, channel: Channel, *, now: datetime) -> None:
    """The number or the address is another: what failed with the old one is settled, for every structure."""
    failed = update(Message).where(
        Message.person_id == person_id,
        Message.channel == channel,
        Message.state.in_(LOST),
        Message.set_aside_at.is_(None),
    )
    db.session.execute(failed.values(set_aside_at=now))
