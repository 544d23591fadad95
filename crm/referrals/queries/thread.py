"""What the two sides wrote to each other, and what somebody has not read yet."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, exists, select, update
from sqlalchemy.orm import joinedload

from crm.accounts.models import Membership
from crm.codes.referrals import ReferralState as State
from crm.db import db
from crm.policy import May, can
from crm.referrals.models import Referral, ReferralNews, ReferralPost
from crm.referrals.rules import OPEN


def readable(actor: Membership, referral: Referral) -> bool:
    """What travelled and what was written stay open while the referral is, then to who follows the person."""
    return referral.state in OPEN or can(actor, May.READ_IDENTITY, referral.person)


def talks(referral: Referral) -> bool:
    """May one still write on it?"""
    return referral.state in (*OPEN, State.ENGAGED)


def posts(referral: Referral) -> Sequence[ReferralPost]:
    query = select(ReferralPost).where(ReferralPost.referral_id == referral.id).order_by(ReferralPost.id)
    return db.session.scalars(query.options(joinedload(ReferralPost.author), joinedload(ReferralPost.structure))).all()


def unseen(actor: Membership) -> ColumnElement[bool]:
    """Something happened there that the actor has not opened."""
    return exists().where(
        ReferralNews.referral_id == Referral.id,
        ReferralNews.user_id == actor.user_id,
        ReferralNews.seen_at.is_(None),
    )


def see(actor: Membership, referral: Referral, now: datetime) -> None:
    """The actor opens it: it leaves their news."""
    mine = (ReferralNews.referral_id == referral.id, ReferralNews.user_id == actor.user_id)
    db.session.execute(update(ReferralNews).where(*mine, ReferralNews.seen_at.is_(None)).values(seen_at=now))


def done(actor: Membership, referral: Referral, move: str, since: datetime) -> bool:
    """Has the actor just made this very move?"""
    last = referral.transitions[-1] if referral.transitions else None
    return last is not None and last.move == move and last.actor_id == actor.user_id and last.at >= since
