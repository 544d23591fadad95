"""The people somebody accompanies, or all those of a structure: looked at through filters that stand in the address."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Date, Select, and_, exists, false, func, or_, select, text
from sqlalchemy.orm import contains_eager, joinedload
from werkzeug.exceptions import NotFound

from crm.accounts.models import Membership, User
from crm.codes import Code
from crm.codes.people import Flag
from crm.codes.support import Missing, SituationCategory, SituationState, Sort
from crm.db import db
from crm.people.models import InformationNotice, Person, PersonFlag
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
    return min(int(text), 9999)


def caseload(actor: Membership, asked: Filters, today: date, after: str = "") -> Sequence[SupportEpisode]:
    """Open episodes of the actor's structure, one page and one more."""
    order = ORDERS[asked.sort]
    query = chosen(actor, asked, today).options(
        contains_eager(SupportEpisode.person).joinedload(Person.commune), joinedload(SupportEpisode.referent)
    )
    value, _, number = after.rpartition("|")
    if number.isdigit():
        query = query.where(or_(order > value, and_(order == value, SupportEpisode.id > int(number))))
    return db.session.scalars(query.order_by(order, SupportEpisode.id).limit(PAGE + 1)).all()


NEVER = "0001-01-01"
ORDERS: dict[Sort, ColumnElement[str]] = {
    Sort.NEXT_STEP: func.to_char(SupportEpisode.next_step_on, "YYYY-MM-DD"),
    Sort.NAME: func.lower(Person.folded),
    Sort.SILENT: func.coalesce(
        func.to_char(func.timezone("Europe/Paris", Person.last_contact_from_person_at), "YYYY-MM-DD"), NEVER
    ),
}
"""Each order as a text that is never empty, so that a page can begin after any line."""


def place_of(line: SupportEpisode, sort: Sort) -> str:
    """Where the next page begins, after this line."""
    order = db.session.scalar(
        select(ORDERS[sort]).select_from(SupportEpisode).join(Person).where(SupportEpisode.id == line.id)
    )
    return f"{order}|{line.id}"


def caseload_count(actor: Membership, asked: Filters, today: date) -> int:
    return db.session.scalar(select(func.count()).select_from(chosen(actor, asked, today).subquery())) or 0


def chosen(actor: Membership, asked: Filters, today: date) -> Select[SupportEpisode]:
    query = select(SupportEpisode).join(SupportEpisode.person).join(SupportEpisode.referent)
    query = query.where(permitted(actor, May.WORK_EPISODE, SupportEpisode), SupportEpisode.closed_on.is_(None))
    return query.where(*conditions(asked, today), permitted(actor, May.READ_IDENTITY, Person))


def conditions(asked: Filters, today: date) -> list[ColumnElement[bool]]:
    given: list[tuple[Any, ColumnElement[bool]]] = [
        (asked.referent, User.uid == asked.referent),
        (asked.arrondissement, lives_in(asked.arrondissement)),
        (asked.situation, now_in(asked.situation)),
        (asked.youngest, Person.born_on <= years_before(today, asked.youngest or 0)),
        (asked.oldest, Person.born_on > years_before(today, (asked.oldest or 0) + 1)),
        (asked.flag, flagged(asked.flag)),
        (asked.silent_for, silent_since(today - timedelta(days=asked.silent_for or 0))),
        (asked.missing, MISSING.get(asked.missing, false()) if asked.missing else false()),
    ]
    return [condition for value, condition in given if value is not None and value != ""]


def years_before(today: date, years: int) -> date:
    return today.replace(year=max(today.year - years, 1), day=min(today.day, 28) if today.month == 2 else today.day)


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
    query = chosen(actor, asked, today).order_by(ORDERS[asked.sort], SupportEpisode.id)
    both = (contains_eager(SupportEpisode.person).joinedload(Person.commune), contains_eager(SupportEpisode.referent))
    return db.session.scalars(query.options(*both)).all()


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
    birthday = (Person.born_on + text("interval '18 years'")).cast(Date)
    query = (
        select(SupportEpisode)
        .join(SupportEpisode.person)
        .where(
            permitted(actor, May.WORK_EPISODE, SupportEpisode),
            SupportEpisode.referent_id == actor.user_id,
            SupportEpisode.closed_on.is_(None),
            birthday.between(today - timedelta(days=14), today),
            func.coalesce(Person.confirmed_at < birthday, True),
        )
        .options(contains_eager(SupportEpisode.person))
    )
    return db.session.scalars(query.order_by(birthday.desc(), SupportEpisode.id)).all()


def overdue_count(actor: Membership, today: date) -> int:
    """How many of the structure's open episodes have passed their date."""
    query = select(func.count()).where(
        permitted(actor, May.WORK_EPISODE, SupportEpisode),
        SupportEpisode.closed_on.is_(None),
        SupportEpisode.next_step_on < today,
    )
    return db.session.scalar(query) or 0
