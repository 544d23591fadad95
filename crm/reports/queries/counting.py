"""Count what an edition holds: one query for each indicator, over events dated by when they happened.

Each gives one line for every person, appointment, referral or case that counts: its commune then, the person's sex and
birth date, and the day at which their age is taken. No name, contact or note is read.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Date, Select, and_, cast, exists, func, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import aliased

from crm.appointments.models import Participation
from crm.codes.appointments import ParticipationStatus
from crm.codes.dropouts import Verification
from crm.codes.people import Sex
from crm.codes.referrals import ReferralState
from crm.codes.support import ContactType
from crm.db import db
from crm.dropouts.models import DropoutCase, Solution
from crm.people.models import Person
from crm.referrals.models import Referral
from crm.reports.rules.tables import ELSEWHERE, Counted, after, age_band, before, first_day
from crm.support.models import ContactEvent
from crm.territory.models import Arrondissement, Commune
from crm.territory.rules import PARIS

MET = (ContactType.INDIVIDUAL_INTERVIEW, ContactType.PHONE_INTERVIEW, ContactType.VIDEO_INTERVIEW)
FOLLOWED = (*MET, ContactType.COLLECTIVE_INFORMATION, ContactType.WORKSHOP)
SIXTY = timedelta(days=60)

Rows = Select[*tuple[Any, ...]]


def midnight(day: date) -> datetime:
    return datetime.combine(day, time(), PARIS)


def during(column: Any, first: date, last: date) -> ColumnElement[bool]:
    """From the first day to before the last, in Paris."""
    return and_(column >= midnight(first), column < midnight(last))


def day(column: Any) -> ColumnElement[date]:
    return cast(func.timezone("Europe/Paris", column), Date)


def contacts(types: Iterable[ContactType], first: date, last: date, *conditions: ColumnElement[bool]) -> Rows:
    """Each person once, where they lived at their latest event of the quarter."""
    return (
        select(ContactEvent.commune_code, Person.sex, Person.born_on, day(ContactEvent.happened_at))
        .join(Person, Person.id == ContactEvent.person_id)
        .where(ContactEvent.type.in_(list(types)), during(ContactEvent.happened_at, first, last), *conditions)
        .ext(distinct_on(ContactEvent.person_id))
        .order_by(ContactEvent.person_id, ContactEvent.happened_at.desc(), ContactEvent.id.desc())
    )


def first_receptions(first: date, last: date) -> Rows:
    """A-2: the first contact ever falls in the quarter."""
    earlier = aliased(ContactEvent)
    known = exists().where(
        earlier.person_id == ContactEvent.person_id, earlier.type.in_(MET), earlier.happened_at < midnight(first)
    )
    return contacts(MET, first, last, ~known)


def accompanied(first: date, last: date) -> Rows:
    """A-3."""
    return contacts(FOLLOWED, first, last)


def appointments(*conditions: ColumnElement[bool]) -> Callable[[date, date], Rows]:
    """B-1, and with conditions B-2."""

    def rows(first: date, last: date) -> Rows:
        return (
            select(Participation.commune_code, Person.sex, Person.born_on, day(Participation.starts_at))
            .join(Person, Person.id == Participation.person_id)
            .where(
                during(Participation.starts_at, first, last),
                Participation.status.not_in((ParticipationStatus.RESCHEDULED, ParticipationStatus.WAITING)),
                *conditions,
            )
        )

    return rows


def referrals(*conditions: ColumnElement[bool]) -> Callable[[date, date], Rows]:
    """C-1: the cohort whose sixty days are over when the quarter ends; with conditions C-5."""

    def rows(first: date, last: date) -> Rows:
        return (
            select(Referral.commune_code, Person.sex, Person.born_on, day(Referral.sent_at))
            .join(Person, Person.id == Referral.person_id)
            .where(
                during(Referral.sent_at, first - SIXTY, last - SIXTY),
                Referral.state != ReferralState.DRAFT,
                *conditions,
            )
        )

    return rows


def cases(*conditions: ColumnElement[bool]) -> Callable[[date, date], Rows]:
    """D-3: confirmed cases reported in the quarter before, whose three months are over; with conditions D-7."""

    def rows(first: date, _: date) -> Rows:
        year, quarter = before(first.year, (first.month - 1) // 3 + 1)
        return (
            select(DropoutCase.commune_code, Person.sex, Person.born_on, DropoutCase.reported_on)
            .join(Person, Person.id == DropoutCase.person_id)
            .where(
                DropoutCase.reported_on >= first_day(year, quarter),
                DropoutCase.reported_on < first,
                DropoutCase.verification == Verification.CONFIRMED,
                *conditions,
            )
        )

    return rows


def solutions(first: date, last: date) -> Rows:
    """D-9: each person once."""
    return (
        select(DropoutCase.commune_code, Person.sex, Person.born_on, Solution.started_on)
        .join(DropoutCase, DropoutCase.id == Solution.case_id)
        .join(Person, Person.id == DropoutCase.person_id)
        .where(Solution.started_on >= first, Solution.started_on < last)
        .ext(distinct_on(DropoutCase.person_id))
        .order_by(DropoutCase.person_id, Solution.started_on.desc(), Solution.id.desc())
    )


QUERIES: dict[str, Callable[[date, date], Rows]] = {
    "A-2": first_receptions,
    "A-3": accompanied,
    "B-1": appointments(),
    "B-3": appointments(),
    "B-2p": appointments(),
    "B-2": appointments(Participation.status == ParticipationStatus.NO_SHOW),
    "C-5t": referrals(),
    "C-5": referrals(Referral.engaged_at <= Referral.sent_at + SIXTY),
    "D-7t": cases(),
    "D-7": cases(day(DropoutCase.interviewed_at) <= DropoutCase.interview_due_on),
    "D-9": solutions,
}


def count(year: int, quarter: int) -> list[Counted]:
    """The fact table of a quarter: how many for each indicator, arrondissement, sex and age band."""
    first, last = first_day(year, quarter), first_day(*after(year, quarter))
    places = dict(db.session.execute(select(Commune.code, Commune.arrondissement_code)).all())
    counted: Counter[tuple[str, str, str]] = Counter()
    for indicator, rows in QUERIES.items():
        for commune, sex, born_on, on in db.session.execute(rows(first, last)):
            known = sex.value if sex in (Sex.FEMALE, Sex.MALE) else "other"
            for axis in ("", f"sex:{known}", f"age:{age_band(born_on, on)}"):
                counted[indicator, places.get(commune or "", ELSEWHERE), axis] += 1
    return [Counted(*key, number) for key, number in sorted(counted.items())]


def departements() -> dict[str, str]:
    """The département of each arrondissement."""
    query = select(Arrondissement.code, Arrondissement.departement_code)
    return dict(db.session.execute(query).all())
