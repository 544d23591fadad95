"""Read dropout cases, always as someone."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, case, func, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload
from werkzeug.exceptions import NotFound

from crm.accounts.models import Membership
from crm.codes.dropouts import DropoutState as State
from crm.codes.people import Flag, StoryKind
from crm.codes.referrals import Urgency
from crm.codes.support import Theme
from crm.db import db
from crm.dropouts.models import DropoutCase, Solution, SolutionCheck
from crm.dropouts.rules import AMBER, CALLABLE, OPEN, Tried, seems_unreachable
from crm.people.models import Person, PersonFlag
from crm.people.rules import Event
from crm.policy import May, can, permitted
from crm.referrals.queries import Waiting, need_of, subject
from crm.structures.models import Platform, PlatformArrondissement
from crm.territory.models import Commune

WHOLE = (joinedload(DropoutCase.person), joinedload(DropoutCase.structure), joinedload(DropoutCase.owner))
PAGE = 50
BOXES = ("to_call", "late", "to_assign", "in_hand", "in_solution", "unreachable", "ended")


def get(actor: Membership, uid: UUID, may: May = May.READ_CASE) -> DropoutCase:
    query = select(DropoutCase).where(DropoutCase.uid == uid, permitted(actor, may, DropoutCase))
    found = db.session.scalar(query.options(*WHOLE, selectinload(DropoutCase.attempts)))
    if found is None:
        raise NotFound
    return found


def box(actor: Membership, name: str, today: date) -> ColumnElement[bool]:
    """What a box of the list holds; its counter counts the same rows."""
    state = DropoutCase.state
    return and_(
        permitted(actor, May.READ_CASE, DropoutCase),
        {
            "to_call": and_(state.in_(CALLABLE), DropoutCase.next_step_on <= today),
            "late": and_(state.in_(OPEN), DropoutCase.interviewed_at.is_(None), DropoutCase.interview_due_on < today),
            "to_assign": and_(state.in_(OPEN), DropoutCase.assigned.is_(False)),
            "in_hand": state.in_(
                [
                    State.REPORTED,
                    State.TO_CONTACT,
                    State.CONTACTING,
                    State.REACHED,
                    State.INTERVIEW_SET,
                    State.ASSESSED,
                    State.SOLUTION_PROPOSED,
                ]
            ),
            "in_solution": state.in_([State.IN_SOLUTION, State.STABILISED]),
            "unreachable": state.in_([State.UNREACHABLE, State.REFUSED_SUPPORT]),
            "ended": state.not_in(OPEN),
        }[name],
    )


def first(today: date) -> ColumnElement[int]:
    """0 for those who go first (minors, RQTH, explicit requests), as `rules.priority` says."""
    rqth = Person.flags.any(and_(PersonFlag.flag == Flag.RQTH, PersonFlag.value))
    minor = Person.born_on > today - timedelta(days=int(18 * 365.25))
    return case((DropoutCase.requested, 0), (minor, 0), (rqth, 0), else_=1)


def listed(actor: Membership, name: str, today: date, skip: int = 0) -> tuple[Sequence[DropoutCase], bool]:
    """One part of a box, those who go first at its top, then by clock; and whether there is more."""
    query = (
        select(DropoutCase)
        .join(DropoutCase.person)
        .where(box(actor, name, today))
        .options(*WHOLE)
        .order_by(first(today), DropoutCase.interview_due_on, DropoutCase.id)
    )
    rows = db.session.scalars(query.offset(skip).limit(PAGE + 1)).all()
    return rows[:PAGE], len(rows) > PAGE


def counts(actor: Membership, today: date) -> dict[str, int]:
    names = [name for name in BOXES if name != "ended"]
    each = (select(func.count()).where(box(actor, name, today)).scalar_subquery() for name in names)
    return dict(zip(names, db.session.execute(select(*each)).one(), strict=True))


def following(actor: Membership, current: DropoutCase, today: date) -> DropoutCase | None:
    """The next case to call after this one, so that a caller never goes back to the list."""
    query = (
        select(DropoutCase)
        .join(DropoutCase.person)
        .where(box(actor, "to_call", today), DropoutCase.id != current.id)
        .order_by(first(today), DropoutCase.interview_due_on, DropoutCase.id)
    )
    return db.session.scalar(query.limit(1))


def unreachable_proposed(found: DropoutCase) -> bool:
    return seems_unreachable([Tried(a.at, a.channel, a.result) for a in found.attempts])


def open_case(person: Person) -> DropoutCase | None:
    query = select(DropoutCase).where(DropoutCase.person_id == person.id, DropoutCase.state.in_(OPEN))
    return db.session.scalar(query.options(*WHOLE))


def platform_of(commune_code: str | None) -> Platform | None:
    """The PSAD of the territory where a person lives."""
    if commune_code is None:
        return None
    return db.session.scalar(
        select(Platform)
        .join(PlatformArrondissement)
        .join(Commune, Commune.arrondissement_code == PlatformArrondissement.arrondissement_code)
        .where(Commune.code == commune_code)
    )


def any_platform() -> Platform | None:
    return db.session.scalar(select(Platform).order_by(Platform.id).limit(1))


def solution(actor: Membership, uid: UUID) -> Solution:
    query = select(Solution).join(Solution.case).where(Solution.uid == uid)
    found = db.session.scalar(query.where(permitted(actor, May.WORK_CASE, DropoutCase)))
    if found is None:
        raise NotFound
    return found


def checks_due(actor: Membership, today: date) -> Sequence[SolutionCheck]:
    """Solutions to ask after today."""
    query = (
        select(SolutionCheck)
        .join(SolutionCheck.solution)
        .join(Solution.case)
        .options(contains_eager(SolutionCheck.solution).contains_eager(Solution.case).joinedload(DropoutCase.person))
        .where(
            permitted(actor, May.WORK_CASE, DropoutCase),
            SolutionCheck.done_on.is_(None),
            SolutionCheck.due_on <= today,
            DropoutCase.state == State.IN_SOLUTION,
        )
        .order_by(SolutionCheck.due_on)
    )
    return db.session.scalars(query.limit(50)).all()


def story(actor: Membership, person: Person) -> list[Event]:
    """Attempts and moves of the dropout follow-up, for those who read the shared record."""
    if not can(actor, May.READ_PERSON, person):
        return []
    query = select(DropoutCase).where(DropoutCase.person_id == person.id).options(joinedload(DropoutCase.structure))
    told: list[Event] = []
    for found in db.session.scalars(query):
        told += [
            Event(a.at, StoryKind.DROPOUT, f"{a.channel.label} : {a.result.label.lower()}", a.comment, a.author.name)
            for a in found.attempts
        ]
        told += [
            Event(t.at, StoryKind.DROPOUT, f"Décrochage : {t.to_state.label.lower()}", t.reason)
            for t in found.transitions
            if t.from_state != t.to_state
        ]
    return told


def panel(actor: Membership, person: Person) -> tuple[str, dict[str, Any]]:
    found = open_case(person)
    readable = found if found and can(actor, May.READ_CASE, found) else None
    return "dropouts/_panel.html", {"case": readable, "may_report": can(actor, May.REPORT_DROPOUT) and not found}


def waiting(now: datetime) -> Sequence[DropoutCase]:
    """Unreachable cases whose person has come, called or written since."""
    query = (
        select(DropoutCase)
        .join(DropoutCase.person)
        .where(DropoutCase.state == State.UNREACHABLE, Person.last_contact_from_person_at > now - timedelta(days=2))
    )
    return db.session.scalars(query.limit(500)).all()


def in_pool(platform_id: int) -> Select[DropoutCase]:
    """Open cases that no structure has been given yet."""
    return select(DropoutCase).where(
        DropoutCase.platform_id == platform_id, DropoutCase.state.in_(OPEN), DropoutCase.assigned.is_(False)
    )


def pooled(platform_id: int, today: date, uids: Sequence[UUID] | None = None) -> list[Waiting]:
    """New cases, as the pool of their platform shows them."""
    query = in_pool(platform_id).options(joinedload(DropoutCase.person).joinedload(Person.commune))
    if uids is not None:
        query = query.where(DropoutCase.uid.in_(uids))
    return [card(found, today) for found in db.session.scalars(query)]


def card(found: DropoutCase, today: date) -> Waiting:
    name, urgency = subject("case", found.uid), pressing(found, today)
    need = need_of(
        name,
        found.person,
        today,
        theme=Theme.REMOBILISATION,
        urgency=list(Urgency).index(urgency),
        waited=max((today - found.reported_on).days, 0),
    )
    page = ("dropouts.show", found.uid)
    return Waiting(name, found.person, "Décrochage signalé", urgency, found.reported_on, page, need)


def pressing(found: DropoutCase, today: date) -> Urgency:
    """Urgent when the interview of L.313-8 is due within a month, soon when the person or a partner asked for it."""
    if found.interviewed_at is None and found.interview_due_on <= today + AMBER:
        return Urgency.URGENT
    return Urgency.SOON if found.requested else Urgency.NORMAL


def pooled_count(platform_id: int) -> int:
    return db.session.scalar(select(func.count()).select_from(in_pool(platform_id).subquery())) or 0


def arrivals(structure_ids: Sequence[int], since: datetime) -> dict[int, int]:
    """Cases opened since then that each structure was given."""
    query = (
        select(DropoutCase.structure_id, func.count())
        .where(DropoutCase.structure_id.in_(structure_ids), DropoutCase.assigned, DropoutCase.created_at >= since)
        .group_by(DropoutCase.structure_id)
    )
    return dict(db.session.execute(query).all())
