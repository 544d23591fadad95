"""What a structure still has to write down before a quarter is counted: each number is the size of its list."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import contains_eager

from crm.accounts.models import Membership
from crm.appointments.models import Appointment, Participation
from crm.appointments.rules import OPEN
from crm.codes.people import EducationLevel
from crm.codes.referrals import ReferralState
from crm.codes.structures import Role
from crm.db import db
from crm.people.models import Person
from crm.policy import May, permitted
from crm.referrals.models import Referral
from crm.reports.queries.indicators import Period
from crm.structures.models import Structure
from crm.support.models import ContactEvent

SHOWN = 50
UNANSWERED = (ReferralState.PENDING, ReferralState.UNDER_REVIEW)


@dataclass(frozen=True)
class Gap:
    """Something missing: how many, the first of them, and of whom the reader may see the name."""

    name: str
    count: int
    rows: Sequence[Any]


def gaps(structure_id: int, year: int, quarter: int, now: datetime) -> dict[str, Select[Any]]:
    """What is missing of a structure in a quarter, as one query for each kind: its rows, oldest first."""
    span = Period.quarter(year, quarter)
    met = select(ContactEvent.person_id).where(
        ContactEvent.structure_id == structure_id, span.holds(ContactEvent.happened_at)
    )
    return {
        "outcomes": select(Participation)
        .join(Participation.appointment)
        .where(
            Appointment.structure_id == structure_id,
            Participation.status.in_(OPEN),
            Participation.ends_at <= now,
            span.holds(Participation.starts_at),
        )
        .options(contains_eager(Participation.appointment))
        .order_by(Participation.starts_at, Participation.id),
        "answers": select(Referral)
        .where(
            Referral.recipient_structure_id == structure_id,
            Referral.state.in_(UNANSWERED),
            span.holds(Referral.sent_at),
        )
        .order_by(Referral.sent_at, Referral.id),
        "files": select(Person)
        .where(
            Person.id.in_(met),
            or_(Person.education_level == EducationLevel.UNKNOWN, Person.commune_code.is_(None)),
        )
        .order_by(Person.id),
    }


def missing(structure_id: int, year: int, quarter: int, now: datetime) -> dict[str, int]:
    """How many of each kind; only what is not zero."""
    counted = {
        name: db.session.scalar(query.with_only_columns(func.count(), maintain_column_froms=True).order_by(None)) or 0
        for name, query in gaps(structure_id, year, quarter, now).items()
    }
    return {name: number for name, number in counted.items() if number}


def completeness(actor: Membership, year: int, quarter: int, now: datetime) -> list[Gap]:
    """What is missing of the actor's structure: the numbers, and the first of each list."""
    assert actor.structure_id is not None
    numbers = missing(actor.structure_id, year, quarter, now)
    queries: Mapping[str, Select[Any]] = gaps(actor.structure_id, year, quarter, now)
    return [
        Gap(name, numbers.get(name, 0), db.session.scalars(query.limit(SHOWN)).all() if name in numbers else [])
        for name, query in queries.items()
    ]


def named(actor: Membership, found: Sequence[Gap]) -> dict[int, Person]:
    """The people of the lists whom the reader may name, by key: the others keep their place and no name."""
    ids = {row.id if isinstance(row, Person) else row.person_id for gap in found for row in gap.rows}
    query = select(Person).where(Person.id.in_(ids), permitted(actor, May.READ_IDENTITY, Person))
    return {person.id: person for person in db.session.scalars(query)}


def managers(on: date) -> Sequence[Membership]:
    """Whoever answers for a structure that works with the product."""
    query = select(Membership).join(Structure, Structure.id == Membership.structure_id)
    current = or_(Membership.ended_on.is_(None), Membership.ended_on > on)
    return db.session.scalars(
        query.where(Membership.role == Role.STRUCTURE_MANAGER, current).order_by(Membership.id)
    ).all()
