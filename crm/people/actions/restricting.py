"""A restricted record opens to the people named alone; wherever it is followed, there is one of them."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import and_, delete, exists, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import aliased

from crm import journal
from crm.accounts.models import Membership, User
from crm.codes.structures import Role
from crm.db import db
from crm.people import queries
from crm.people.models import Circle, Person, RestrictedAccess
from crm.policy import May, require


def restrict(actor: Membership, person: Person, users: Collection[int]) -> None:
    """Name those of the actor's structure to whom the record opens; the actor is always one of them."""
    require(actor, May.RESTRICT, person)
    ours = {user.id for user in queries.colleagues(actor)}
    named = RestrictedAccess.person_id == person.id
    db.session.execute(delete(RestrictedAccess).where(named, RestrictedAccess.user_id.in_(ours)))
    db.session.add_all(
        RestrictedAccess(person_id=person.id, user_id=user_id) for user_id in {actor.user_id, *ours.intersection(users)}
    )
    person.restricted = True
    journal.record(actor, "people.restrict", person)
    name_managers()


def admit(actor: Membership, person: Person, taker: User) -> None:
    """Who takes a person on, and who says so, read the record from then on."""
    for user_id in {actor.user_id, taker.id}:
        if not person.open_to(user_id):
            db.session.add(RestrictedAccess(person_id=person.id, user_id=user_id))
            journal.record(actor, "people.restrict", person)
    db.session.flush()
    db.session.expire(person, ["named_readers"])


def open_up(actor: Membership, person: Person) -> None:
    """The record opens to all who follow again."""
    require(actor, May.RESTRICT, person)
    db.session.execute(delete(RestrictedAccess).where(RestrictedAccess.person_id == person.id))
    person.restricted = False
    journal.record(actor, "people.open_up", person)
    db.session.flush()
    db.session.expire(person, ["named_readers"])


def name_managers() -> int:
    """Where a restricted record is followed and nobody named works any more, or yet, its managers are named; without
    any, all who work there. Returns how many were."""
    db.session.flush()
    led = (Role.STRUCTURE_MANAGER, Role.PSAD_COORDINATOR)
    leader, other = aliased(Membership), aliased(Membership)
    nobody = ~exists().where(
        RestrictedAccess.person_id == Circle.person_id, RestrictedAccess.user_id == other.user_id, works(other)
    )
    lost = (
        select(Circle.person_id, Membership.user_id)
        .join(Person, and_(Person.id == Circle.person_id, Person.restricted))
        .join(Membership, works(Membership))
        .where(Circle.until.is_(None), nobody)
        .where(or_(Membership.role.in_(led), ~exists().where(works(leader), leader.role.in_(led))))
        .distinct()
    )
    named = insert(RestrictedAccess).from_select(["person_id", "user_id"], lost).on_conflict_do_nothing()
    people = db.session.scalars(named.returning(RestrictedAccess.person_id)).all()
    for person in db.session.scalars(select(Person).where(Person.id.in_(set(people)))):
        journal.record(None, "people.restrict", person)
        db.session.expire(person, ["named_readers"])
    db.session.flush()
    return len(people)


def works(member: type[Membership]) -> Any:
    """Works today in the structure, or for the platform, of a line of the circle."""
    active = exists().where(User.id == member.user_id, User.active)
    where = or_(member.structure_id == Circle.structure_id, member.platform_id == Circle.platform_id)
    return and_(where, member.ended_on.is_(None), active)
