"""The referral behind a link, for a structure without accounts."""

from datetime import datetime

from sqlalchemy import select

from crm import links
from crm.db import db
from crm.referrals.models import Referral
from crm.referrals.queries.inbox import WHOLE
from crm.referrals.rules import LINK, OPEN

PURPOSE = "referral"


def token(referral: Referral) -> str:
    """What opens its page, at `/o/…`."""
    assert referral.link_uid is not None  # it has a link
    return links.sign(PURPOSE, referral.link_uid)


def by_token(token: str, now: datetime, *, locked: bool = False) -> Referral | None:
    """The referral whose link this is, while it lives and there is something to answer.

    Locked, two answers come one after the other.
    """
    uid = links.read(PURPOSE, token)
    alive = (Referral.link_uid == uid, Referral.linked_at > now - LINK, Referral.state.in_(OPEN))
    query = select(Referral).where(*alive).options(*WHOLE)
    if locked:
        query = query.with_for_update(of=Referral)
    return db.session.scalar(query) if uid else None
