"""The people somebody accompanies, or all those of a structure: looked at through filters that stand in the address."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, SQLColumnExpression, and_, exists, false, func, select, tuple_
from sqlalchemy.orm import contains_eager, joinedload
from werkzeug.exceptions import NotFound

from crm.accounts.models import Membership, User
from crm.codes import Code
from crm.codes.people import Flag
from crm.codes.support import Missing, SituationCategory, SituationState, Sort
from crm.db import among, db
from crm.people.models import InformationNotice, Person, PersonFlag
from crm.people.rules import MAJORITY, birthday, born_by
from crm.policy import May, permitted
from crm.support.models import Handover, SavedFilter, Situation, SupportEpisode
from crm.territory.models import Commune

PAGE = 50


@dataclass(frozen=True)
class Filters:
    """What the address asks for; whatever it cannot mean is left out."""

    referent: UUID | None = None
    """A colleague; none: the whole structure."""

    arrondissement: str = ""
    situation: SituationCategory | None = None
    youngest: int | None = None
    oldest: int | None = None
    flag: Flag | None = None
    silent_for: int | None = None
    """Days without a sign from the person."""

    missing: Missing | None = None
    sort: Sort = Sort.NEXT_STEP


def filters_of(actor: Membership, asked: Mapping[str, str]) -> Filters:
    """Read the address; a counsellor who asks for nothing sees their own people."""
    own = actor.user.uid if "referent" not in asked and actor.role == "counsellor" else None
    return Filters(
        referent=own or read(UUID, asked.get("referent")),
        arrondissement=asked.get("arrondissement", ""),
        situation=read(SituationCategory, asked.get("situation")),
        youngest=read(age, asked.get("youngest")),
        oldest=read(age, asked.get("oldest")),
        flag=read(Flag, asked.get("flag")),
        silent_for=read(age, asked.get("silent_for")),
        missing=read(Missing, asked.get("missing")),
        sort=read(Sort, asked.get("sort")) or Sort.NEXT_STEP,
    )


def read(kind: Any, text: str | None) -> Any:
    try:
        return kind(text) if text else None
    except ValueError:
        return None


def age(text: str) -> int:
    """A small whole number: of years, or of days."""
    return max(0, min(int(text), 1500))


@dataclass(frozen=True)
class Order:
    """By a value that is never empty, so that a page can begin after any line."""

    by: SQLColumnExpression[Any]
    of: Callable[[SupportEpisode], Any]
    read: Callable[[str], Any]


NEVER = datetime(1, 1, 1, tzinfo=UTC)
ORDERS: dict[Sort, Order] = {
    Sort.NEXT_STEP: Order(SupportEpisode.next_step_on, lambda line: line.next_step_on, date.fromisoformat),
    Sort.NAME: Order(Person.folded, lambda line: line.person.folded, str),
    Sort.SILENT: Order(
        func.coalesce(Person.last_contact_from_person_at, NEVER),
        lambda line: line.person.last_contact_from_person_at or NEVER,
        datetime.fromisoformat,
    ),
}


@dataclass(frozen=True)
class Page:
    """Some lines of a list, how many the whole list has, and where its next page begins."""

    lines: Sequence[SupportEpisode]
    count: int
    after: str


def caseload(actor: Membership, asked: Filters, today: date, after: str = "") -> Page:
    """Open episodes of the actor's structure: chosen, counted and put in order in one pass over keys alone."""
    order = ORDERS[asked.sort]
    keys: tuple[Any, ...] = (SupportEpisode.id, order.by.label("place"), func.count().over().label("number"))
    every = chosen(actor, asked, today).with_only_columns(*keys).subquery()
    query = select(every.c.id, every.c.number).order_by(every.c.place, every.c.id).limit(PAGE + 1)
    value, _, last_id = after.rpartition("|")
    if last_id.isdigit() and (last := read(order.read, value)) is not None:
        query = query.where(tuple_(every.c.place, every.c.id) > tuple_(last, int(last_id)))
    found = db.session.execute(query).all()
    if after and not found:
        return caseload(actor, asked, today)
    shown = select(SupportEpisode).where(among(SupportEpisode.id, (row.id for row in found[:PAGE])))
    lines = db.session.scalars(shown.join(SupportEpisode.person).options(*WHOLE).order_by(order.by, SupportEpisode.id))
    page = lines.all()
    return Page(page, found[0].number if found else 0, place_of(page[-1], asked.sort) if len(found) > PAGE else "")


WHOLE = (contains_eager(SupportEpisode.person).joinedload(Person.commune), joinedload(SupportEpisode.referent))


def place_of(line: SupportEpisode, sort: Sort) -> str:
    value = ORDERS[sort].of(line)
    return f"{value if sort is Sort.NAME else value.isoformat()}|{line.id}"


def chosen(actor: Membership, asked: Filters, today: date) -> Select[SupportEpisode]:
    query = select(SupportEpisode).join(SupportEpisode.person)
    query = query.where(permitted(actor, May.WORK_EPISODE, SupportEpisode), SupportEpisode.closed_on.is_(None))
    return query.where(*conditions(asked, today), permitted(actor, May.READ_IDENTITY, Person))


def conditions(asked: Filters, today: date) -> list[ColumnElement[bool]]:
    given: list[tuple[Any, ColumnElement[bool]]] = [
        (asked.referent, accompanied_by(asked.referent)),
        (asked.arrondissement, lives_in(asked.arrondissement)),
        (asked.situation, now_in(asked.situation)),
        (asked.youngest, Person.born_on <= born_by(today, asked.youngest or 0)),
        (asked.oldest, Person.born_on > born_by(today, (asked.oldest or 0) + 1)),
        (asked.flag, flagged(asked.flag)),
        (asked.silent_for, silent_since(today - timedelta(days=asked.silent_for or 0))),
        (asked.missing, MISSING.get(asked.missing, false()) if asked.missing else false()),
    ]
    return [condition for value, condition in given if value is not None and value != ""]


def accompanied_by(colleague: UUID | None) -> ColumnElement[bool]:
    return SupportEpisode.referent_id == select(User.id).where(User.uid == colleague).scalar_subquery()


def lives_in(arrondissement: str) -> ColumnElement[bool]:
    return Person.commune.has(Commune.arrondissement_code == arrondissement)


def now_in(category: Code | None) -> ColumnElement[bool]:
    return exists().where(
        Situation.person_id == Person.id, Situation.category == category, Situation.state == SituationState.ONGOING
    )


def flagged(flag: Flag | None) -> ColumnElement[bool]:
    return exists().where(PersonFlag.person_id == Person.id, PersonFlag.flag == flag, PersonFlag.value)


def silent_since(day: date) -> ColumnElement[bool]:
    return func.coalesce(Person.last_contact_from_person_at < day, True)


MISSING: dict[Missing, ColumnElement[bool]] = {
    Missing.PHONE: and_(Person.phone.is_(None), ~Person.no_phone),
    Missing.EMAIL: and_(Person.email.is_(None), ~Person.no_email),
    Missing.COMMUNE: Person.commune_code.is_(None),
    Missing.NOTICE: ~exists().where(InformationNotice.person_id == Person.id),
}


def saved_filters(actor: Membership) -> Sequence[SavedFilter]:
    query = select(SavedFilter).where(SavedFilter.user_id == actor.user_id)
    return db.session.scalars(query.order_by(SavedFilter.name)).all()


def export(actor: Membership, asked: Filters, today: date) -> Sequence[SupportEpisode]:
    """The whole list, as it is filtered and sorted."""
    query = chosen(actor, asked, today).order_by(ORDERS[asked.sort].by, SupportEpisode.id)
    return db.session.scalars(query.options(*WHOLE)).all()


def episodes_of(actor: Membership, referent: UUID) -> list[UUID]:
    """Everybody whom a colleague accompanies."""
    query = select(SupportEpisode.uid).join(SupportEpisode.referent)
    query = query.where(permitted(actor, May.HAND_OVER, SupportEpisode), User.uid == referent)
    return list(db.session.scalars(query.where(SupportEpisode.closed_on.is_(None))))


def hand_over_of(actor: Membership, uids: Sequence[UUID]) -> Sequence[SupportEpisode]:
    """Those of these open episodes that the actor may hand over."""
    query = select(SupportEpisode).where(
        SupportEpisode.uid.in_(uids),
        SupportEpisode.closed_on.is_(None),
        permitted(actor, May.HAND_OVER, SupportEpisode),
    )
    return db.session.scalars(query.options(joinedload(SupportEpisode.person))).all()


def current_loans() -> Select[Handover]:
    query = select(Handover).where(Handover.until.is_not(None), Handover.given_back_at.is_(None))
    return query.options(joinedload(Handover.episode).joinedload(SupportEpisode.person))


def loans(episodes: Sequence[int]) -> Sequence[Handover]:
    return db.session.scalars(current_loans().where(Handover.episode_id.in_(episodes))).all()


def loans_until(day: date) -> Sequence[Handover]:
    return db.session.scalars(current_loans().where(Handover.until <= day)).all()


def lent(actor: Membership, batch: UUID | None = None) -> Sequence[Handover]:
    """What is lent and the actor may take back; of one batch, if it is given."""
    query = current_loans().where(permitted(actor, May.TAKE_BACK, Handover)).options(joinedload(Handover.to_user))
    if batch:
        query = query.where(Handover.batch == batch)
    found = db.session.scalars(query.order_by(Handover.id)).all()
    if batch and not found:
        raise NotFound
    return found


def works_in(user_id: int, structure_id: int) -> bool:
    membership = exists().where(
        Membership.user_id == user_id, Membership.structure_id == structure_id, Membership.ended_on.is_(None)
    )
    return bool(db.session.scalar(select(membership)))


def overdue(actor: Membership, today: date) -> Sequence[SupportEpisode]:
    """Steps whose date has come, for the people whose referent the actor is."""
    query = (
        select(SupportEpisode)
        .where(
            permitted(actor, May.WORK_EPISODE, SupportEpisode),
            SupportEpisode.referent_id == actor.user_id,
            SupportEpisode.closed_on.is_(None),
            SupportEpisode.next_step_on <= today,
        )
        .options(joinedload(SupportEpisode.person))
        .order_by(SupportEpisode.next_step_on, SupportEpisode.id)
    )
    return db.session.scalars(query.limit(50)).all()


def come_of_age(actor: Membership, today: date) -> Sequence[SupportEpisode]:
    """Whom the actor accompanies and who turned eighteen these two weeks, until their file is confirmed."""
    first, last = (born_by(day, MAJORITY) for day in (today - timedelta(days=15), today))
    query = (
        select(SupportEpisode)
        .join(SupportEpisode.person)
        .where(
            permitted(actor, May.WORK_EPISODE, SupportEpisode),
            SupportEpisode.referent_id == actor.user_id,
            SupportEpisode.closed_on.is_(None),
            Person.born_on > first,
            Person.born_on <= last,
        )
        .options(contains_eager(SupportEpisode.person))
    )
    found = db.session.scalars(query.order_by(Person.born_on.desc(), SupportEpisode.id))
    return [line for line in found if not confirmed_of_age(line.person)]


def confirmed_of_age(person: Person) -> bool:
    day = birthday(person.born_on, MAJORITY)
    return person.confirmed_at is not None and person.confirmed_at.date() >= day


def overdue_count(actor: Membership, today: date) -> int:
    """How many of the structure's open episodes have passed their date."""
    query = select(func.count()).where(
        permitted(actor, May.WORK_EPISODE, SupportEpisode),
        SupportEpisode.closed_on.is_(None),
        SupportEpisode.next_step_on < today,
    )
    return db.session.scalar(query) or 0
