"""Read meetings and the cases they look at, always as someone."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, or_, select
from sqlalchemy.orm import joinedload, selectinload
from werkzeug.exceptions import NotFound

from crm.accounts.models import Membership
from crm.codes.dropouts import DropoutState
from crm.codes.structures import Role
from crm.db import db
from crm.dropouts.models import DropoutCase
from crm.dropouts.rules import OPEN
from crm.people.models import Circle, Person
from crm.policy import May, permitted, require
from crm.psad import rules
from crm.psad.models import Decision, Meeting, Seat
from crm.psad.rules import BANDS, Band
from crm.structures.models import Structure
from crm.territory.models import Arrondissement, Commune
from crm.territory.rules import PARIS

PAGE = 50
LAST = 2**63 - 1


@dataclass(frozen=True)
class Filters:
    """What the address asks for; whatever it cannot mean is left out."""

    state: DropoutState | None = None
    structure: UUID | None = None
    band: Band | None = None

    @property
    def address(self) -> dict[str, Any]:
        """What stands after “?” in the address."""
        values = {"state": self.state, "structure": self.structure, "band": self.band.name if self.band else None}
        return {name: value for name, value in values.items() if value}


@dataclass(frozen=True)
class Line:
    """A case before the meeting, how it is called there, and what was decided."""

    case: DropoutCase
    called: str
    decision: Decision | None = None


def meetings(actor: Membership) -> Sequence[Meeting]:
    """Those that the actor holds or sits in, the latest first."""
    require(actor, May.CHECK_PRESENCE)
    query = select(Meeting).where(permitted(actor, May.READ_MEETING, Meeting)).order_by(Meeting.held_on.desc())
    return db.session.scalars(query.options(joinedload(Meeting.platform), selectinload(Meeting.seats)).limit(60)).all()


def get(actor: Membership, uid: UUID, may: May = May.HOLD_MEETING) -> Meeting:
    query = select(Meeting).where(Meeting.uid == uid, permitted(actor, may, Meeting))
    seats = selectinload(Meeting.seats).joinedload(Seat.structure)
    found = db.session.scalar(query.options(joinedload(Meeting.platform), seats))
    if found is None:
        raise NotFound
    return found


RESTRICTED = exists().where(Person.id == DropoutCase.person_id, Person.restricted)


def before(meeting: Meeting) -> ColumnElement[bool]:
    return and_(DropoutCase.platform_id == meeting.platform_id, DropoutCase.state.in_(OPEN))


def chosen(meeting: Meeting, asked: Filters, now: datetime) -> Select[DropoutCase]:
    """Open cases of the platform; restricted records are not for a meeting."""
    query = select(DropoutCase).where(before(meeting), ~RESTRICTED)
    if asked.state:
        query = query.where(DropoutCase.state == asked.state)
    if asked.structure:
        query = query.where(DropoutCase.structure.has(Structure.uid == asked.structure))
    if asked.band:
        query = query.where(within(DropoutCase.last_action_at, asked.band, now))
    return query


def within(last: Any, band: Band, now: datetime) -> ColumnElement[bool]:
    """The last action lies so many days back, counted from midnight in Paris."""
    midnight = datetime.combine(now.astimezone(PARIS).date(), datetime.min.time(), PARIS)
    newest = last < midnight - timedelta(days=band.first - 1) if band.first else last.is_not(None)
    return and_(newest, last >= midnight - timedelta(days=band.last)) if band.last is not None else newest


def lines(meeting: Meeting, asked: Filters, now: datetime, after: str = "") -> tuple[list[Line], str]:
    """One page of the cases, the longest forgotten first; and where the next begins."""
    query = chosen(meeting, asked, now)
    if begun := place(after):
        (since, number), last = begun, DropoutCase.last_action_at
        query = query.where(or_(last > since, and_(last == since, DropoutCase.id > number)))
    query = query.options(
        joinedload(DropoutCase.person).joinedload(Person.commune),
        joinedload(DropoutCase.structure),
        joinedload(DropoutCase.owner),
    ).order_by(DropoutCase.last_action_at, DropoutCase.id)
    rows = db.session.scalars(query.limit(PAGE + 1)).all()
    cases, more = rows[:PAGE], len(rows) > PAGE
    names, made = called(meeting, cases, now), decided(meeting)
    found = [Line(one, names[one.id], made.get(one.id)) for one in cases]
    return found, f"{cases[-1].last_action_at.isoformat()}|{cases[-1].id}" if more else ""


def place(after: str) -> tuple[datetime, int] | None:
    """Where a page begins: after an instant and a number; None for what is neither."""
    at, _, number = after.partition("|")
    try:
        return datetime.fromisoformat(at).astimezone(PARIS), min(int(number), LAST)
    except (ValueError, OverflowError):
        return None


def grid(meeting: Meeting, asked: Filters, now: datetime) -> dict[tuple[DropoutState, str], int]:
    """How many cases stand in each state, by age of their last action: the sizes of the lists that they open."""
    band = case(*((within(DropoutCase.last_action_at, one, now), one.name) for one in BANDS))
    query = chosen(meeting, Filters(structure=asked.structure), now)
    rows = query.with_only_columns(DropoutCase.state, band, func.count()).group_by(DropoutCase.state, band)
    return {(state, name): number for state, name, number in db.session.execute(rows)}


def set_apart(meeting: Meeting) -> int:
    """How many restricted cases the meeting does not see: they are dealt with by those who are named."""
    return db.session.scalar(select(func.count(DropoutCase.id)).where(before(meeting), RESTRICTED)) or 0


def called(meeting: Meeting, cases: Sequence[DropoutCase], now: datetime) -> dict[int, str]:
    """How each case is called before those who sit there."""
    known, names = known_by_all(meeting, [one.person_id for one in cases]), arrondissements()
    today = now.astimezone(PARIS).date()
    return {
        one.id: rules.label(
            name=one.person.name,
            initials=one.person.initials,
            age=one.person.age(today),
            commune=commune_of(one.person.commune, names),
            known_by_all=one.person_id in known,
        )
        for one in cases
    }


def commune_of(commune: Commune | None, names: dict[str, str]) -> rules.Commune | None:
    if commune is None:
        return None
    return rules.Commune(commune.name, commune.population or 0, names.get(commune.arrondissement_code, ""))


def arrondissements() -> dict[str, str]:
    return dict(db.session.execute(select(Arrondissement.code, Arrondissement.name)).all())


def known_by_all(meeting: Meeting, people: Iterable[int]) -> set[int]:
    """Those whom every structure present follows today."""
    present = [seat.structure_id for seat in meeting.seats]
    query = (
        select(Circle.person_id)
        .where(Circle.person_id.in_(list(people)), Circle.until.is_(None), Circle.structure_id.in_(present))
        .group_by(Circle.person_id)
        .having(func.count(Circle.structure_id.distinct()) == len(present))
    )
    return set(db.session.scalars(query)) if present else set()


def decided(meeting: Meeting) -> dict[int, Decision]:
    """What was decided there, by case."""
    both = (joinedload(Decision.structure), joinedload(Decision.owner))
    query = select(Decision).where(Decision.meeting_id == meeting.id).order_by(Decision.id).options(*both)
    return {made.case_id: made for made in db.session.scalars(query)}


def decisions(meeting: Meeting) -> Sequence[Decision]:
    """What was decided, for whoever holds the meeting."""
    case = joinedload(Decision.case).joinedload(DropoutCase.person)
    query = select(Decision).join(Decision.case).where(Decision.meeting_id == meeting.id, ~RESTRICTED)
    query = query.order_by(Decision.id)
    return db.session.scalars(query.options(case, joinedload(Decision.structure), joinedload(Decision.owner))).all()


def minutes(meeting: Meeting, now: datetime) -> list[tuple[str, Decision]]:
    """Each decision, with the name that those present may read."""
    made = decided(meeting)
    query = select(DropoutCase).where(DropoutCase.id.in_(made), ~RESTRICTED)
    cases = db.session.scalars(query.options(joinedload(DropoutCase.person).joinedload(Person.commune))).all()
    names = called(meeting, cases, now)
    return [(names[number], decision) for number, decision in made.items() if number in names]


def case_of(actor: Membership, meeting: Meeting, uid: UUID) -> DropoutCase:
    """A case that this meeting may decide about."""
    asked = (DropoutCase.uid == uid, before(meeting), ~RESTRICTED, permitted(actor, May.ASSIGN_CASE, DropoutCase))
    found = db.session.scalar(select(DropoutCase).where(*asked).options(joinedload(DropoutCase.person)))
    if found is None:
        raise NotFound
    return found


def following(meeting: Meeting, asked: Filters, now: datetime) -> DropoutCase | None:
    """The next case of the list that the meeting has not decided about."""
    done = select(Decision.case_id).where(Decision.meeting_id == meeting.id)
    query = (
        chosen(meeting, asked, now)
        .where(DropoutCase.id.not_in(done))
        .order_by(DropoutCase.last_action_at, DropoutCase.id)
    )
    return db.session.scalar(query.limit(1))


def owners(meeting: Meeting, found: DropoutCase) -> dict[str, list[tuple[str, str]]]:
    """Who may be given the case: the structures present and the one that has it, and those who work there."""
    places = {seat.structure_id: seat.structure.short_name for seat in meeting.seats}
    places |= {found.structure_id: found.structure.short_name}
    query = select(Membership).where(
        Membership.structure_id.in_(places),
        Membership.role.in_((Role.COUNSELLOR, Role.STRUCTURE_MANAGER)),
        Membership.ended_on.is_(None),
    )
    staff = db.session.scalars(query.options(joinedload(Membership.user))).unique().all()
    offered = {}
    for number, name in sorted(places.items(), key=lambda place: place[1]):
        people = {m.user_id: m.user.name for m in staff if m.structure_id == number and m.user.active}
        named = sorted(people.items(), key=lambda one: one[1])
        offered[name] = [(f"{number}:", f"{name}, à répartir"), *((f"{number}:{user}", who) for user, who in named)]
    return offered


def held_before(platform_id: int, day: date) -> Meeting | None:
    """The last meeting of a platform before that day: the next one invites the same structures."""
    query = select(Meeting).where(Meeting.platform_id == platform_id, Meeting.held_on < day)
    return db.session.scalar(query.order_by(Meeting.held_on.desc()).limit(1))
