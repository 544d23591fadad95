"""Find referrals: one by its address, and the boxes in which they wait."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import joinedload
from werkzeug.exceptions import NotFound

from crm.accounts.models import Membership
from crm.codes.referrals import ReferralState as State
from crm.codes.structures import Role
from crm.db import db
from crm.people.models import Person
from crm.policy import May, permitted
from crm.referrals.models import Referral
from crm.referrals.queries.filters import ASKED, DUE, Filters, beyond, conditions
from crm.referrals.queries.thread import unseen
from crm.referrals.rules import ANSWERABLE, ARRIVING, LATE, OPEN
from crm.structures.models import Structure

WHOLE = (
    joinedload(Referral.person),
    joinedload(Referral.sender_structure),
    joinedload(Referral.recipient_structure),
    joinedload(Referral.platform),
)
PAGE = 50

BOXES = ("to_answer", "to_book", "in_hand", "pool", "news", "sent", "ended")
UNBOOKED = (State.ACCEPTED, State.MISSED)
"""Taken on, without an appointment to come."""

LATEST = ("news", "ended")
"""Boxes that begin with what is newest; the others with what presses most."""


def get(actor: Membership, uid: UUID, may: May = May.READ_REFERRAL, *, locked: bool = False) -> Referral:
    """Locked, two people who answer at once come one after the other, and the second reads what the first did."""
    query = select(Referral).where(Referral.uid == uid, permitted(actor, may, Referral)).options(*WHOLE)
    if locked:
        query = query.with_for_update(of=Referral).execution_options(populate_existing=True)
    found = db.session.scalar(query)
    if found is None:
        raise NotFound
    return found


def box(actor: Membership, name: str) -> ColumnElement[bool]:
    """What a box of the inbox holds; its counter counts the same rows."""
    from_us = Referral.sender_structure_id == actor.structure_id
    ours = Referral.recipient_structure_id == actor.structure_id
    pool = and_(Referral.platform_id == actor.platform_id, Referral.recipient_structure_id.is_(None))
    return and_(
        permitted(actor, May.READ_REFERRAL, Referral),
        {
            "to_answer": or_(and_(ours, Referral.state.in_(ANSWERABLE), ~ASKED), and_(from_us, ASKED)),
            "to_book": and_(ours, Referral.state.in_(UNBOOKED)),
            "in_hand": and_(ours, or_(Referral.state == State.APPOINTMENT_SET, ASKED)),
            "news": unseen(actor),
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
    left_out = ("to_answer", "to_book", "in_hand", "news") if actor.role is Role.PSAD_COORDINATOR else ("pool",)
    return tuple(name for name in BOXES if name not in left_out)


def listed(
    actor: Membership, name: str, asked: Filters | None = None, after: str = "", *, today: date | None = None
) -> tuple[Sequence[Referral], str | None]:
    """One part of a box, and from where it goes on."""
    query = select(Referral).where(box(actor, name)).options(*WHOLE)
    if asked and today:
        query = query.where(*conditions(replace(asked, structure=None), today), *from_or_to(asked.structure))
    if name in LATEST:
        query = query.order_by(Referral.id.desc())
        query = query.where(Referral.id < int(after)) if after.isdecimal() and len(after) < 18 else query
    else:
        query = query.order_by(DUE, Referral.id)
        query = query.where(later) if (later := beyond(DUE, after)) is not None else query
    rows = db.session.scalars(query.limit(PAGE + 1)).all()
    return rows[:PAGE], place_of(rows[PAGE - 1], name) if len(rows) > PAGE else None


def place_of(last: Referral, name: str) -> str:
    return str(last.id) if name in LATEST else f"{last.due_on}_{last.id}"


def from_or_to(structure: UUID | None) -> list[ColumnElement[bool]]:
    named = select(Structure.id).where(Structure.uid == structure)
    sides = or_(Referral.sender_structure_id.in_(named), Referral.recipient_structure_id.in_(named))
    return [sides] if structure else []


def others(actor: Membership, name: str) -> Sequence[Structure]:
    """The structures on the other side of what a box holds."""
    held = select(Referral.sender_structure_id, Referral.recipient_structure_id).where(box(actor, name)).subquery()
    sides = or_(Structure.id.in_(select(held.c[0])), Structure.id.in_(select(held.c[1])))
    query = select(Structure).where(sides, Structure.id.is_distinct_from(actor.structure_id))
    return db.session.scalars(query.order_by(Structure.short_name)).all()


def named(actor: Membership, rows: Sequence[Referral]) -> set[int]:
    """Whose names the actor still reads, of these: those who wait, and those whom they follow."""
    ended = {row.person_id for row in rows if row.state not in OPEN}
    followed = select(Person.id).where(Person.id.in_(ended), permitted(actor, May.READ_IDENTITY, Person))
    return {row.person_id for row in rows if row.state in OPEN} | set(db.session.scalars(followed) if ended else ())


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


def late(today: date) -> Select[Referral]:
    """Those taken on whose next step is past its date, and has not been asked for since."""
    due = (
        and_(Referral.nudged < count, Referral.next_step_on <= today - timedelta(days=days))
        for count, days in enumerate(LATE, 1)
    )
    return select(Referral).where(Referral.state.in_(ARRIVING), or_(*due))
