"""The lists of cases: what each holds, in which order, and one's place in it. A counter counts its own list."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, or_, select, tuple_
from sqlalchemy.orm import contains_eager

from crm.accounts.models import Membership
from crm.codes.dropouts import DropoutState as State
from crm.codes.people import Flag
from crm.codes.structures import Role
from crm.db import db
from crm.dropouts.models import ContactAttempt, DropoutCase, Solution, SolutionCheck
from crm.dropouts.queries.clocks import awaits_interview
from crm.dropouts.queries.record import WHOLE
from crm.dropouts.rules import AMBER, AWAY, NEW, OPEN, RUNNING, SETTLED, Rung
from crm.people.models import Person, PersonFlag
from crm.people.rules import MAJORITY, born_by
from crm.policy import May, permitted
from crm.territory.rules import PARIS

PAGE = 50
BOXES = (
    "to_call",
    "to_recall",
    "done",
    "amber",
    "late",
    "climbed",
    "checks",
    "to_assign",
    "in_hand",
    "in_solution",
    "unreachable",
    "ended",
)
ROUND = ("to_call", "to_recall", "done")
"""The three tabs of somebody who calls."""

RUNG = {Role.STRUCTURE_MANAGER: Rung.MANAGER, Role.PSAD_COORDINATOR: Rung.COORDINATOR}
"""From which rung on a case is listed as having climbed to somebody."""


def boxes(actor: Membership, today: date) -> dict[str, ColumnElement[bool]]:
    """What each box holds of the cases that an actor may read; its counter counts the same rows."""
    state = DropoutCase.state
    midnight = datetime.combine(today, time(), PARIS)
    called_today = DropoutCase.id.in_(select(ContactAttempt.case_id).where(ContactAttempt.at >= midnight))
    due = exists().where(Solution.case_id == DropoutCase.id, SolutionCheck.solution_id == Solution.id, pending(today))
    return {
        "to_call": state.in_(NEW),
        "to_recall": and_(state.in_([State.CONTACTING, State.REACHED]), DropoutCase.next_step_on <= today),
        "done": called_today,
        "amber": and_(awaits_interview(), DropoutCase.interview_due_on.between(today, today + AMBER)),
        "late": and_(awaits_interview(), DropoutCase.interview_due_on < today),
        "climbed": and_(state.in_(OPEN), DropoutCase.climbed >= RUNG.get(actor.role, Rung.RED)),
        "checks": and_(state.in_(SETTLED), due),
        "to_assign": and_(state.in_(OPEN), DropoutCase.assigned.is_(False)),
        "in_hand": state.in_([one for one in OPEN if one not in (*SETTLED, *AWAY)]),
        "in_solution": state.in_(SETTLED),
        "unreachable": state.in_(AWAY),
        "ended": state.not_in(OPEN),
    }


def pending(today: date) -> ColumnElement[bool]:
    return and_(SolutionCheck.done_on.is_(None), SolutionCheck.due_on <= today, Solution.status.in_(RUNNING))


def first(today: date) -> ColumnElement[int]:
    """0 for those who go first (minors, RQTH, explicit requests), as `rules.priority` says."""
    rqth = exists().where(PersonFlag.person_id == Person.id, PersonFlag.flag == Flag.RQTH, PersonFlag.value)
    minor = Person.born_on > born_by(today, MAJORITY)
    return case((or_(DropoutCase.requested, minor, rqth), 0), else_=1)


@dataclass(frozen=True)
class Place:
    """Where one stands in a list: a case, and whether what is looked at comes after it or before."""

    uid: UUID
    forward: bool = True


Stand = tuple[int, date, int]
"""The keys of a case in the order of every list."""


def stand(actor: Membership, today: date, uid: UUID) -> Stand | None:
    """Where a case stands, even in a list that it has left; None when the actor may not read it."""
    found = select(*keys(today)).join(DropoutCase.person)
    found = found.where(DropoutCase.uid == uid, permitted(actor, May.READ_CASE, DropoutCase))
    row = db.session.execute(found).one_or_none()
    return (row[0], row[1], row[2]) if row else None


def keys(today: date) -> tuple[Any, ...]:
    return first(today), DropoutCase.interview_due_on, DropoutCase.id


def ordered(actor: Membership, name: str, today: date, at: Stand | None, *, forward: bool) -> Select[DropoutCase]:
    """A box in its order, those who go first at its top, then by clock; from a place on, or back from it."""
    query = select(DropoutCase).join(DropoutCase.person)
    query = query.where(permitted(actor, May.READ_CASE, DropoutCase), boxes(actor, today)[name])
    if at:
        place = tuple_(*keys(today))
        query = query.where(place > at if forward else place < at)
    return query.order_by(*(key if forward else key.desc() for key in keys(today)))


def listed(
    actor: Membership, name: str, today: date, at: Place | None = None
) -> tuple[Sequence[DropoutCase], bool, bool]:
    """One part of a box from a place on, and whether there is something before it and after it."""
    here = stand(actor, today, at.uid) if at else None
    forward = here is None or at is None or at.forward
    whole = contains_eager(DropoutCase.person).selectinload(Person.flags)
    query = ordered(actor, name, today, here, forward=forward).options(whole, *WHOLE[1:])
    rows = db.session.scalars(query.limit(PAGE + 1)).all()
    more, shown = len(rows) > PAGE, rows[:PAGE]
    return (shown, here is not None, more) if forward else (shown[::-1], more, True)


def beside(actor: Membership, name: str, today: date, uid: UUID) -> tuple[DropoutCase | None, DropoutCase | None]:
    """The cases before and after one in a list, which it may have left: a caller never loses their place."""
    here = stand(actor, today, uid)
    before, after = (
        db.session.scalar(ordered(actor, name, today, here, forward=forward).limit(1)) for forward in (False, True)
    )
    return before, after


def counts(actor: Membership, today: date) -> dict[str, int]:
    unseen = {"ended"} if actor.role in RUNG else {"ended", "climbed"}
    held = {name: inside for name, inside in boxes(actor, today).items() if name not in unseen}
    each = (func.count().filter(inside) for inside in held.values())
    row = db.session.execute(select(*each).where(permitted(actor, May.READ_CASE, DropoutCase))).one()
    return dict(zip(held, row, strict=True))


def checks_due(actor: Membership, today: date, owner_id: int | None = None) -> Sequence[SolutionCheck]:
    """Solutions to ask after today: those of one owner and of nobody in particular, or all."""
    query = (
        select(SolutionCheck)
        .join(SolutionCheck.solution)
        .join(Solution.case)
        .join(DropoutCase.person)
        .options(
            contains_eager(SolutionCheck.solution).contains_eager(Solution.case).contains_eager(DropoutCase.person)
        )
        .where(permitted(actor, May.WORK_CASE, DropoutCase), pending(today), DropoutCase.state.in_(SETTLED))
        .order_by(SolutionCheck.due_on, SolutionCheck.id)
    )
    if owner_id:
        query = query.where(or_(DropoutCase.owner_id == owner_id, DropoutCase.owner_id.is_(None)))
    return db.session.scalars(query.limit(50)).all()
