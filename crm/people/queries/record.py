"""Read one file, always as someone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Row, and_, func, or_, select
from werkzeug.exceptions import NotFound

from crm.accounts.models import Membership, User
from crm.db import db
from crm.journal import AccessEntry
from crm.people.models import Circle, FurtherContact, Guardian, Person, follower
from crm.policy import May, permitted
from crm.structures.models import Structure

A_YEAR = timedelta(days=365)


def get(actor: Membership, uid: UUID, may: May = May.READ_PERSON) -> Person:
    """The person, if the actor may; the file that took over, if theirs was merged."""
    other = select(Person.merged_into_id).where(Person.uid == uid, Person.merged_into_id.is_not(None)).scalar_subquery()
    wanted = or_(Person.id == other, and_(Person.uid == uid, Person.merged_into_id.is_(None)))
    person = db.session.scalar(select(Person).where(wanted, permitted(actor, may, Person)))
    if person is None:
        raise NotFound
    return person


@dataclass(frozen=True)
class Follower:
    """A structure or a platform of the circle, how to call it, since when, and what keeps it there."""

    name: str
    phone: str | None
    since: datetime
    reasons: Sequence[str]


def circle(person: Person) -> Sequence[Follower]:
    """Who follows the person today, the first to come first."""
    lines: dict[int, list[Circle]] = {}
    for line in sorted((line for line in person.circle if line.until is None), key=lambda line: line.since):
        lines.setdefault(follower(line.structure_id, line.platform_id), []).append(line)
    return [follower_of(reasons) for reasons in lines.values()]


def follower_of(lines: Sequence[Circle]) -> Follower:
    first = lines[0]
    place = first.structure or (first.platform and first.platform.lead_structure)
    name = first.structure.short_name if first.structure else first.platform.name if first.platform else ""
    return Follower(name, place.phone if place else None, first.since, [line.reason.label for line in lines])


def readers(person: Person) -> Sequence[Row[*tuple[Any, ...]]]:
    """Who opened the file these twelve months: user, structure, how often, when last; latest first."""
    last = func.max(AccessEntry.at).label("last")
    merged = select(Person.id).where(Person.merged_into_id == person.id)
    query = (
        select(User.given_name, User.family_name, Structure.short_name, func.count().label("times"), last)
        .select_from(AccessEntry)
        .join(User, User.id == AccessEntry.user_id)
        .outerjoin(Structure, Structure.id == AccessEntry.structure_id)
        .where(or_(AccessEntry.person_id == person.id, AccessEntry.person_id.in_(merged)))
        .where(AccessEntry.at > func.now() - A_YEAR)
        .group_by(User.given_name, User.family_name, Structure.short_name)
    )
    return db.session.execute(query.order_by(last.desc())).all()


def guardian(actor: Membership, uid: UUID) -> tuple[Guardian, Person]:
    query = select(Guardian, Person).join(Person, Person.id == Guardian.person_id)
    found = db.session.execute(query.where(Guardian.uid == uid, permitted(actor, May.EDIT_PERSON, Person))).first()
    if found is None:
        raise NotFound
    return found[0], found[1]


def further_contact(actor: Membership, uid: UUID) -> FurtherContact:
    query = select(FurtherContact).join(Person)
    found = db.session.scalar(query.where(FurtherContact.uid == uid, permitted(actor, May.EDIT_PERSON, Person)))
    if found is None:
        raise NotFound
    return found


def colleagues(actor: Membership) -> Sequence[User]:
    """Counsellors and managers of the actor's structure."""
    query = (
        select(User)
        .join(Membership)
        .where(Membership.structure_id == actor.structure_id, Membership.ended_on.is_(None), User.active)
        .order_by(User.family_name, User.id)
    )
    return db.session.scalars(query).unique().all()
