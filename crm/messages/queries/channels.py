"""How a structure sends, and what is left of its text messages."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import func, select

from crm.db import db
from crm.messages.models import Message
from crm.structures.models import ChannelSetting, Structure
from crm.territory.rules import PARIS


class Ending(NamedTuple):
    """What ends every message of a structure: who writes, and the E.164 number to call back."""

    signature: str
    call_back: str | None


def setting(structure: Structure) -> ChannelSetting:
    """What the structure chose, or what holds as long as it chose nothing."""
    return structure.channels or ChannelSetting(signature="", account="", monthly_quota=0, foreign_numbers=False)


def ending(structure: Structure) -> Ending:
    chosen = setting(structure)
    return Ending(chosen.signature or structure.short_name, chosen.call_back or structure.phone)


def used(structure: Structure, now: datetime) -> int:
    """Segments that a structure has sent since the first of the month, in Paris."""
    month = now.astimezone(PARIS).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    sent = select(func.coalesce(func.sum(Message.segments), 0)).where(
        Message.structure_id == structure.id, Message.sent_at >= month, Message.segments.is_not(None)
    )
    return db.session.scalar(sent) or 0


def quota_left(structure: Structure, now: datetime) -> int:
    chosen = setting(structure)
    return chosen.monthly_quota - used(structure, now) if chosen.account else 0
