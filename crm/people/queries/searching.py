"""Find people, always as someone: the index narrows, the policy decides."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, literal, or_, select, tuple_
from sqlalchemy.orm import joinedload

from crm.accounts.models import Membership
from crm.db import db
from crm.journal import AccessEntry
from crm.people.models import Person, PersonSearch, follower
from crm.people.rules.searching import HEARD, PARTICLES, SHORT, Search, read_search, reasons, sound_key
from crm.policy import May, permitted

PAGE = 50
RESEMBLING = 20
RECENT, LATEST = timedelta(days=30), 15
"""So many are proposed when no name is quite what was typed."""


@dataclass(frozen=True)
class Found:
    """A part of the list, and from where it goes on."""

    people: Sequence[Person]
    asked: Search
    after: str = ""
    nearly: bool = False
    """No name was quite what was typed: these resemble it."""

    def why(self, person: Person) -> list[str]:
        """What matched, where the name does not show it."""
        return [] if self.nearly else reasons(self.asked, person.folded, commune_of(person), person.phone)


def commune_of(person: Person) -> str:
    return person.commune.name if person.commune else ""


def search(actor: Membership, text: str, after: str = "") -> Found:
    """The actor's people who answer to a typed line, best first; those who resemble it if nobody does. Nothing typed
    gives the files that the actor opened last."""
    asked = read_search(text)
    if not asked:
        return Found([] if text else recent(actor), asked)
    hits = page(hits_of(actor, asked), after)
    lines = db.session.execute(files(actor, hits, ranked=bool(asked.words)).limit(PAGE + 1)).unique().all()
    people = [line.Person for line in lines[:PAGE]]
    if not people and asked.words and not after:
        alike = files(actor, resembling(actor, asked), ranked=True).limit(RESEMBLING)
        return Found([line.Person for line in db.session.execute(alike).unique()], asked, nearly=True)
    last = lines[PAGE - 1] if len(lines) > PAGE else None
    return Found(people, asked, f"{last.rank}|{last.words}|{last.Person.id}" if last else "")


def hits_of(actor: Membership, asked: Search) -> Select[*tuple[Any, ...]]:
    """From the index alone: who answers, and how well."""
    better = rank(asked.words).label("rank")
    hits = select(PersonSearch.person_id, better, PersonSearch.words)
    return hits.where(circle_of(actor), *matching(asked))


def circle_of(actor: Membership) -> ColumnElement[bool]:
    return PersonSearch.followers.contains([follower(actor.structure_id, actor.platform_id)])


def matching(asked: Search) -> list[ColumnElement[bool]]:
    alone = all(len(word) == 1 for word in asked.words)
    conditions = [named(words, whole=alone) for words in grouped(asked.words)]
    if asked.born_on:
        conditions.append(PersonSearch.born_on == asked.born_on)
    if asked.born_in:
        conditions.append(PersonSearch.keys.contains([f"y{asked.born_in}"]))
    if asked.phone:
        conditions.append(PersonSearch.keys.contains([f"t{asked.phone}"]))
    if asked.email:
        conditions.append(PersonSearch.keys.contains([f"e{asked.email}"]))
    return conditions


def grouped(words: Sequence[str]) -> Iterator[Sequence[str]]:
    """Words one by one, but a particle with what follows it."""
    place = 0
    while place < len(words):
        size = 2 if words[place] in PARTICLES and place + 1 < len(words) else 1
        yield words[place : place + size]
        place += size


def named(words: Sequence[str], *, whole: bool) -> ColumnElement[bool]:
    """Every word is said; or a particle and its name, written as one."""
    apart = and_(*(said(word, whole=whole) for word in words))
    if len(words) == 1 or whole:
        return apart
    return or_(apart, PersonSearch.keys.contains([sound_key("".join(words))]))


def said(word: str, *, whole: bool = False) -> ColumnElement[bool]:
    """A name or the commune begins so, or a name sounds so; or one of them is just that word."""
    written = PersonSearch.words.contains(f" {word} " if whole else f" {word}", autoescape=True)
    if word in SHORT:
        written = or_(written, PersonSearch.words.contains(f" {SHORT[word]} ", autoescape=True))
    return written if len(word) < HEARD else or_(written, PersonSearch.keys.contains([sound_key(word)]))


def rank(words: Sequence[str]) -> ColumnElement[int]:
    """How well the words answer, best lowest: a whole name, the beginning of one, the commune, the sound (of a name
    that begins alike first)."""
    names = func.split_part(PersonSearch.words, "|", 1)
    parts = (
        case(
            (names.contains(f" {word} ", autoescape=True), 0),
            (names.contains(f" {word}", autoescape=True), 1),
            (PersonSearch.words.contains(f" {word}", autoescape=True), 2),
            (names.contains(f" {word[:2]}", autoescape=True), 3),
            else_=4,
        )
        for word in words
    )
    return sum(parts, start=literal(0))


def page(hits: Select[*tuple[Any, ...]], after: str) -> Select[*tuple[Any, ...]]:
    place, _, rest = after.partition("|")
    words, _, number = rest.rpartition("|")
    better = hits.selected_columns.rank
    if place.isdigit() and number.isdigit():
        beyond = tuple_(better, PersonSearch.words, PersonSearch.person_id) > (int(place), words, int(number))
        hits = hits.where(beyond)
    return hits.order_by(better, PersonSearch.words, PersonSearch.person_id)


def resembling(actor: Membership, asked: Search) -> Select[*tuple[Any, ...]]:
    typed = " ".join(asked.words)
    unlike = (1 - func.word_similarity(typed, PersonSearch.words)).label("rank")
    rest = Search(born_on=asked.born_on, born_in=asked.born_in, phone=asked.phone, email=asked.email)
    hits = select(PersonSearch.person_id, unlike, PersonSearch.words)
    hits = hits.where(circle_of(actor), PersonSearch.words.bool_op("%>")(typed), *matching(rest))
    return hits.order_by(unlike, PersonSearch.person_id)


def files(actor: Membership, hits: Select[*tuple[Any, ...]], *, ranked: bool) -> Select[*tuple[Any, ...]]:
    """The files of these hits, in their order, as far as the actor may see them. Read one by one until a page is
    full: a common name costs no more than a rare one. Where no word ranks them, no rank is asked for: to sort by what
    is always the same, PostgreSQL would read them all."""
    found = hits.offset(0).subquery("hits")  # kept as it is by the planner: the index first, then the policy
    return (
        select(Person, found.c.rank, found.c.words)
        .join(found, found.c.person_id == Person.id)
        .where(permitted(actor, May.READ_IDENTITY, Person))
        .options(joinedload(Person.commune))
        .order_by(*([found.c.rank] if ranked else []), found.c.words, Person.id)
    )


def recent(actor: Membership) -> Sequence[Person]:
    """The files that the actor opened last, the latest first."""
    opened = (
        select(AccessEntry.person_id, func.max(AccessEntry.id).label("last"))
        .where(
            AccessEntry.user_id == actor.user_id,
            AccessEntry.verb == "people.show",
            AccessEntry.at > func.now() - RECENT,
        )
        .group_by(AccessEntry.person_id)
        .subquery()
    )
    query = (
        select(Person)
        .join(opened, opened.c.person_id == Person.id)
        .where(permitted(actor, May.READ_IDENTITY, Person), Person.merged_into_id.is_(None))
        .options(joinedload(Person.commune))
    )
    return db.session.scalars(query.order_by(opened.c.last.desc()).limit(LATEST)).unique().all()
