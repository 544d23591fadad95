"""Read obligations, always as someone; and gather what is known of them, for the product itself."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, CompoundSelect, Select, and_, case, exists, func, or_, select
from sqlalchemy.orm import joinedload, selectinload
from werkzeug.exceptions import NotFound

from crm.accounts.models import Membership
from crm.codes.dropouts import SolutionStatus, Verification
from crm.codes.duty import Means, ObligationState
from crm.codes.people import CircleReason
from crm.codes.structures import Network
from crm.codes.support import SituationState
from crm.db import db
from crm.dropouts.models import ContactAttempt, DropoutCase, Solution
from crm.duty.models import ObligationChange, TrainingObligation
from crm.duty.rules import (
    CLOCKED,
    FOUND_ELSEWHERE,
    LIVING,
    SCHEMES,
    SITUATIONS,
    SOLUTIONS,
    WARNED,
    WITHOUT,
    Proof,
    born_between,
    school_year_end,
)
from crm.people.models import Circle, Person
from crm.policy import May, can, permitted
from crm.structures.models import Platform, PlatformArrondissement, Structure, StructureNetwork
from crm.support.models import ContactEvent, Situation, SupportEpisode
from crm.territory.models import Commune

PAGE = 50
LAST = 2**63 - 1
Obligation = TrainingObligation


@dataclass(frozen=True)
class Filters:
    """What the address asks for; whatever it cannot mean is left out."""

    state: ObligationState | None = None
    """None: what is due."""

    structure: UUID | None = None
    arrondissement: str = ""

    @property
    def address(self) -> dict[str, Any]:
        """What stands after “?” in the address, but for the state."""
        values = {"structure": self.structure, "arrondissement": self.arrondissement}
        return {name: value for name, value in values.items() if value}


def get(actor: Membership, uid: UUID, may: May = May.READ_OBLIGATION) -> Obligation:
    query = select(Obligation).where(Obligation.uid == uid, permitted(actor, may, Obligation))
    found = db.session.scalar(
        query.options(
            joinedload(Obligation.person).joinedload(Person.commune),
            joinedload(Obligation.structure).joinedload(Structure.commune),
            selectinload(Obligation.changes).joinedload(ObligationChange.actor),
        )
    )
    if found is None:
        raise NotFound
    return found


def is_due(actor: Membership, today: date) -> ColumnElement[bool]:
    """The two months have run out, or nearly, as the actor's role is told."""
    near = Obligation.due_on <= today + timedelta(days=WARNED.get(actor.role, 0))
    return and_(Obligation.state.in_(CLOCKED), or_(Obligation.state == ObligationState.TO_TRANSMIT, near))


def box(actor: Membership, state: ObligationState | None, today: date) -> ColumnElement[bool]:
    """What a box of the list holds; its counter counts the same rows."""
    return is_due(actor, today) if state is None else Obligation.state == state


def chosen(actor: Membership, asked: Filters) -> Select[Any]:
    query = select(Obligation).where(permitted(actor, May.READ_OBLIGATION, Obligation))
    if asked.structure:
        query = query.where(Obligation.structure.has(Structure.uid == asked.structure))
    if asked.arrondissement:
        lives = Person.commune.has(Commune.arrondissement_code == asked.arrondissement)
        query = query.where(Obligation.person.has(lives))
    return query


def listed(actor: Membership, asked: Filters, today: date, after: str = "") -> tuple[Sequence[Obligation], str]:
    """One page of a box, by what is due first, then by majority; and where the next begins."""
    query = chosen(actor, asked).where(box(actor, asked.state, today))
    if begun := place(after):
        day, number = begun
        query = query.where(or_(Obligation.due_on > day, and_(Obligation.due_on == day, Obligation.id > number)))
    query = query.options(
        joinedload(Obligation.person).joinedload(Person.commune), joinedload(Obligation.structure)
    ).order_by(Obligation.due_on, Obligation.id)
    rows = db.session.scalars(query.limit(PAGE + 1)).all()
    last = rows[PAGE - 1] if len(rows) > PAGE else None
    return rows[:PAGE], f"{last.due_on}|{last.id}" if last else ""


def place(after: str) -> tuple[date, int] | None:
    """Where a page begins: after a date and a number; None for what is neither."""
    day, _, number = after.partition("|")
    try:
        return date.fromisoformat(day), min(int(number), LAST)
    except ValueError:
        return None


def counts(actor: Membership, asked: Filters, today: date) -> dict[ObligationState | None, int]:
    """How many rows each box holds."""
    rows = chosen(actor, asked).with_only_columns(Obligation.state, func.count(), count_due(actor, today))
    found = db.session.execute(rows.group_by(Obligation.state)).all()
    return {None: sum(due for _, _, due in found), **{state: number for state, number, _ in found}}


def count_due(actor: Membership, today: date) -> ColumnElement[int]:
    return func.count(case((is_due(actor, today), 1)))


def due(actor: Membership, today: date) -> Sequence[Obligation]:
    """The head of the list of what is due, for the first page of each role."""
    return listed(actor, Filters(), today)[0]


def due_count(actor: Membership, today: date) -> int:
    query = chosen(actor, Filters()).where(is_due(actor, today)).with_only_columns(func.count())
    return db.session.scalar(query) or 0


def structures(actor: Membership) -> Sequence[tuple[UUID, str]]:
    """Those that check some obligation which the actor may read."""
    mine = exists().where(Obligation.structure_id == Structure.id, permitted(actor, May.READ_OBLIGATION, Obligation))
    query = select(Structure.uid, Structure.short_name).where(mine).order_by(Structure.short_name)
    return [(uid, name) for uid, name in db.session.execute(query)]


def panel(actor: Membership, person: Person) -> tuple[str, dict[str, Any]]:
    """The card on a person's page, for whoever may read the obligation."""
    query = select(Obligation).where(Obligation.person_id == person.id, Obligation.state.in_(LIVING))
    found = db.session.scalar(query.options(joinedload(Obligation.structure)))
    return "duty/_panel.html", {"obligation": found if found and can(actor, May.READ_OBLIGATION, found) else None}


@dataclass(frozen=True)
class Done:
    """What was tried, for the sheet that goes to the département: counted, never told."""

    attempts: int
    interviews: int
    last_contact_on: date | None


def done(obligation: Obligation) -> Done:
    tried = select(func.count()).select_from(ContactAttempt).join(DropoutCase, DropoutCase.id == ContactAttempt.case_id)
    met = select(func.count()).where(ContactEvent.person_id == obligation.person_id)
    last = select(func.max(ContactEvent.happened_at)).where(ContactEvent.person_id == obligation.person_id)
    attempts, interviews, at = db.session.execute(
        select(
            tried.where(DropoutCase.person_id == obligation.person_id).scalar_subquery(),
            met.scalar_subquery(),
            last.scalar_subquery(),
        )
    ).one()
    return Done(attempts, interviews, at.date() if at else None)


def owners(today: date) -> Select[Any]:
    """Person, structure and platform for everybody who may be 16 or 17: the mission locale that follows, whoever else
    does, or the lead of the platform where they live."""
    first, last = born_between(today)
    follows = (
        select(Circle.structure_id)
        .outerjoin(
            StructureNetwork,
            and_(
                StructureNetwork.structure_id == Circle.structure_id,
                StructureNetwork.network == Network.MISSION_LOCALE,
            ),
        )
        .where(Circle.person_id == Person.id, Circle.until.is_(None), Circle.structure_id.is_not(None))
        .order_by(StructureNetwork.network.is_(None), Circle.reason != CircleReason.EPISODE, Circle.since, Circle.id)
        .limit(1)
        .correlate(Person)
        .scalar_subquery()
    )
    here = (
        select(PlatformArrondissement.platform_id)
        .join(Commune, Commune.arrondissement_code == PlatformArrondissement.arrondissement_code)
        .where(Commune.code == Person.commune_code)
        .correlate(Person)
        .scalar_subquery()
    )
    platform = func.coalesce(here, select(func.min(Platform.id)).scalar_subquery())
    known = (
        select(
            Person.id.label("person_id"),
            Person.born_on,
            Person.created_at,
            follows.label("follows"),
            platform.label("platform_id"),
        )
        .where(Person.born_on.between(first, last), Person.merged_into_id.is_(None))
        .subquery()
    )
    structure = func.coalesce(known.c.follows, Platform.lead_structure_id).label("structure_id")
    query = select(known.c.person_id, known.c.born_on, known.c.created_at, structure, known.c.platform_id)
    return query.outerjoin(Platform, Platform.id == known.c.platform_id)


def proofs(people: Select[Any]) -> dict[int, list[Proof]]:
    """What is known for and against, by person, of the people that a query gives."""
    found: dict[int, list[Proof]] = defaultdict(list)
    for person, kind, since, until in db.session.execute(evidence(people)):
        found[person].append(Proof(Means(kind) if kind else None, since, until))
    for person, said, reported_on, closed_on in db.session.execute(checked(people)):
        means = FOUND_ELSEWHERE.get(said)
        since = closed_on if means and closed_on else reported_on
        found[person].append(Proof(means, since, school_year_end(since) if means else closed_on))
    return found


def evidence(people: Select[Any]) -> CompoundSelect[Any]:
    """Person, means or none, first and last day: situations, accompaniments, solutions."""
    situations = select(
        Situation.person_id, case(SITUATIONS, value=Situation.category), Situation.started_on, Situation.ended_on
    ).where(Situation.category.in_([*SITUATIONS, *WITHOUT]), Situation.state != SituationState.PLANNED)
    episodes = select(
        SupportEpisode.person_id,
        case(SCHEMES, value=SupportEpisode.scheme),
        SupportEpisode.opened_on,
        SupportEpisode.closed_on,
    ).where(SupportEpisode.scheme.in_(SCHEMES))
    begun = (SolutionStatus.STARTED, SolutionStatus.MAINTAINED, SolutionStatus.BROKEN, SolutionStatus.COMPLETED)
    solutions = (
        select(DropoutCase.person_id, case(SOLUTIONS, value=Solution.type), Solution.started_on, Solution.ended_on)
        .join(DropoutCase, DropoutCase.id == Solution.case_id)
        .where(Solution.status.in_(begun), Solution.type.in_(SOLUTIONS))
    )
    return situations.where(Situation.person_id.in_(people)).union_all(
        episodes.where(SupportEpisode.person_id.in_(people)), solutions.where(DropoutCase.person_id.in_(people))
    )


def checked(people: Select[Any]) -> Select[Any]:
    """What the check of a report said: left school, or found elsewhere."""
    said = [*FOUND_ELSEWHERE, Verification.CONFIRMED]
    columns: list[Any] = [
        DropoutCase.person_id,
        DropoutCase.verification,
        DropoutCase.reported_on,
        DropoutCase.closed_on,
    ]
    return select(*columns).where(DropoutCase.verification.in_(said), DropoutCase.person_id.in_(people))
