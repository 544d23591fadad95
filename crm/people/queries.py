"""Read people, always as someone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Select, extract, func, or_, select
from sqlalchemy.orm import selectinload
from werkzeug.exceptions import NotFound

from crm.accounts.models import Membership, User
from crm.db import db
from crm.people.models import Circle, Person
from crm.people.rules import Search, read_search
from crm.policy import May, permitted
from crm.reading import fold

PAGE = 50
TYPO = 0.45
"""Word similarity from which a misspelt name is proposed."""


def get(actor: Membership, uid: UUID, may: May = May.READ_PERSON) -> Person:
    """The person, if the actor may; the file that took over, if theirs was merged."""
    person = db.session.scalar(select(Person).where(Person.uid == uid, permitted(actor, may, Person)))
    if person is None:
        raise NotFound
    return person


def matching(search: Search) -> list[Any]:
    conditions: list[Any] = [Person.folded.contains(f" {word}", autoescape=True) for word in search.words]
    if search.born_on:
        conditions.append(Person.born_on == search.born_on)
    if search.born_in:
        first, last = date(search.born_in, 1, 1), date(search.born_in, 12, 31)
        conditions.append(Person.born_on.between(first, last))
    if search.phone:
        conditions.append(Person.phone == search.phone)
    if search.email:
        conditions.append(func.lower(Person.email) == search.email)
    return conditions


def visible(actor: Membership) -> Select[Person]:
    return select(Person).where(permitted(actor, May.READ_IDENTITY, Person), Person.merged_into_id.is_(None))


@dataclass(frozen=True)
class Found:
    """A part of the list, and from where it goes on."""

    people: Sequence[Person]
    after: str = ""
    nearly: bool = False
    """No name was quite what was typed: these resemble it."""


def search(actor: Membership, text: str, after: str = "") -> Found:
    """The actor's people who answer to a typed line, in the order of their names; what resembles it if nobody does."""
    asked = read_search(text)
    query = visible(actor).where(*matching(asked)).options(selectinload(Person.commune))
    people = db.session.scalars(keyset(query, after)).all()
    if not people and asked == Search(words=asked.words) and asked.words and not after:
        typed = " ".join(asked.words)
        resembling = func.word_similarity(typed, Person.folded)
        nearly = visible(actor).where(Person.folded.bool_op("%>")(typed)).order_by(resembling.desc(), Person.id)
        return Found(db.session.scalars(nearly.options(selectinload(Person.commune)).limit(20)).all(), nearly=True)
    last = people[PAGE - 1] if len(people) > PAGE else None
    return Found(people[:PAGE], f"{last.folded}|{last.id}" if last else "")


def keyset(query: Select[Person], after: str) -> Select[Person]:
    name, _, number = after.rpartition("|")
    if number.isdigit():
        query = query.where(or_(Person.folded > name, (Person.folded == name) & (Person.id > int(number))))
    return query.order_by(Person.folded, Person.id).limit(PAGE + 1)


def count(actor: Membership, text: str = "") -> int:
    asked = visible(actor).where(*matching(read_search(text)))
    return db.session.scalar(select(func.count()).select_from(asked.subquery())) or 0


@dataclass(frozen=True)
class Presence:
    """T0: that a person is known, and whom to call. Nothing else."""

    uid: UUID
    exact: bool
    reachable: bool
    """May the actor open the file?"""

    places: Sequence[str]


def likely(actor: Membership, given_name: str, family_name: str, born_on: date) -> Sequence[Presence]:
    """Files that may be of the same person, over the whole région.

    An exact one (names and birth date) says who follows; another only that a file may exist. Restricted records
    never show.
    """
    full = f"{given_name} {family_name}"
    near = (
        select(Person)
        .where(
            Person.merged_into_id.is_(None),
            Person.restricted.is_(False),
            or_(
                (Person.born_on == born_on) & (func.word_similarity(fold(family_name), Person.folded) > TYPO),
                Person.folded.contains(f" {fold(full)} ") & (extract("year", Person.born_on) == born_on.year),
            ),
        )
        .options(selectinload(Person.circle).selectinload(Circle.structure))
        .limit(8)
    )
    return [presence(actor, person, full, born_on) for person in db.session.scalars(near)]


def presence(actor: Membership, person: Person, full: str, born_on: date) -> Presence:
    exact = person.born_on == born_on and set(fold(full).split()) <= set(person.folded.split())
    reachable = person.followed_by(actor.structure_id, actor.platform_id)
    places = sorted({place(c) for c in person.circle if c.until is None and c.structure})
    return Presence(uid=person.uid, exact=exact, reachable=reachable, places=places if exact or reachable else [])


def place(circle: Circle) -> str:
    structure = circle.structure
    return (
        f"{structure.short_name}, {structure.phone}"
        if structure and structure.phone
        else str(structure and structure.short_name)
    )


def circle(person: Person) -> Sequence[Circle]:
    """Who follows the person today, one line for each structure or platform."""
    seen: dict[tuple[int | None, int | None], Circle] = {}
    for line in person.circle:
        if line.until is None:
            seen.setdefault((line.structure_id, line.platform_id), line)
    return list(seen.values())


def colleagues(actor: Membership) -> Sequence[User]:
    """Counsellors and managers of the actor's structure."""
    query = (
        select(User)
        .join(Membership)
        .where(Membership.structure_id == actor.structure_id, Membership.ended_on.is_(None), User.active)
        .order_by(User.family_name, User.id)
    )
    return db.session.scalars(query).unique().all()
