"""Find referrals: one by its address, and the boxes in which they wait."""

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, select
from sqlalchemy.orm import joinedload
from werkzeug.exceptions import NotFound

from crm.accounts.models import Membership
from crm.codes.referrals import ReferralState as State
from crm.codes.structures import Role
from crm.db import db
from crm.policy import May, permitted
from crm.referrals.models import Referral
from crm.referrals.rules import ANSWERABLE, OPEN

WHOLE = (
    joinedload(Referral.person),
    joinedload(Referral.sender_structure),
    joinedload(Referral.recipient_structure),
    joinedload(Referral.platform),
)
PAGE = 50

BOXES = ("to_answer", "in_hand", "pool", "sent", "ended")


def get(actor: Membership, uid: UUID, may: May = May.READ_REFERRAL) -> Referral:
    query = select(Referral).where(Referral.uid == uid, permitted(actor, may, Referral))
    found = db.session.scalar(query.options(*WHOLE))
    if found is None:
        raise NotFound
    return found


def box(actor: Membership, name: str) -> ColumnElement[bool]:
    """What a box of the inbox holds; its counter counts the same rows."""
    ours = Referral.recipient_structure_id == actor.structure_id
    pool = and_(Referral.platform_id == actor.platform_id, Referral.recipient_structure_id.is_(None))
    return and_(
        permitted(actor, May.READ_REFERRAL, Referral),
        {
            "to_answer": and_(ours, Referral.state.in_(ANSWERABLE)),
            "in_hand": and_(ours, Referral.state.in_([State.ACCEPTED, State.APPOINTMENT_SET, State.MISSED])),
            "pool": and_(pool, Referral.state.in_(ANSWERABLE)),
            "sent": and_(sent_by(actor), Referral.state.in_(OPEN)),
            "ended": Referral.state.not_in([*OPEN, State.DRAFT]),
        }[name],
    )


def sent_by(actor: Membership) -> ColumnElement[bool]:
    if actor.role is Role.PSAD_COORDINATOR:
        return and_(Referral.platform_id == actor.platform_id, Referral.recipient_structure_id.is_not(None))
    return Referral.sender_structure_id == actor.structure_id


def boxes(actor: Membership) -> tuple[str, ...]:
    return (
        ("pool", "sent", "ended") if actor.role is Role.PSAD_COORDINATOR else ("to_answer", "in_hand", "sent", "ended")
    )


def listed(actor: Membership, name: str, after: int | None = None) -> tuple[Sequence[Referral], int | None]:
    """One part of a box, the most pressing first, and from where it goes on."""
    query: Select[Referral] = select(Referral).where(box(actor, name)).options(*WHOLE)
    if name == "ended":
        query = query.order_by(Referral.id.desc())
        query = query.where(Referral.id < after) if after else query
    else:
        query = query.order_by(Referral.id)
        query = query.where(Referral.id > after) if after else query
    rows = db.session.scalars(query.limit(PAGE + 1)).all()
    return rows[:PAGE], rows[PAGE - 1].id if len(rows) > PAGE else None


def counts(actor: Membership) -> dict[str, int]:
    """How many each open box holds."""
    names = [name for name in boxes(actor) if name != "ended"]
    row = db.session.execute(
        select(*(select(func.count()).where(box(actor, name)).scalar_subquery() for name in names))
    )
    return dict(zip(names, row.one(), strict=True))


def sent_lately(actor: Membership, since_days: int, today: date) -> Sequence[Referral]:
    """Answers that came back in the last days, for the sender's day."""
    query = (
        select(Referral)
        .where(
            permitted(actor, May.SEND_REFERRAL, Referral),
            Referral.sender_id == actor.user_id,
            Referral.answered_at >= today - timedelta(days=since_days),
        )
        .options(*WHOLE)
        .order_by(Referral.answered_at.desc())
    )
    return db.session.scalars(query.limit(20)).all()


def silent(today: date) -> Select[Referral]:
    """Referrals whose next step has come: to be nudged or to expire."""
    return select(Referral).where(Referral.state.in_(ANSWERABLE), Referral.next_step_on <= today)
