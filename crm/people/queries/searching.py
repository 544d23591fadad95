"""Find people, always as someone: the index narrows, the policy decides."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, literal, or_, select, tuple_
from sqlalchemy.orm import joinedload

from crm.accounts.models import Membership
from crm.db import db
from crm.people.models import Person, PersonSearch, follower
from crm.people.rules.searching import HEARD, Search, read_search, reasons, sound_key
from crm.policy import May, permitted

PAGE = 50
RESEMBLING = 20
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
    """The actor's people who answer to a typed line, best first; those who resemble it if nobody does."""
    asked = read_search(text)
    if text and not asked:
        return Found([], asked)
    better = rank(asked.words)
    query = visible(actor, better).where(*matching(asked))
    lines = db.session.execute(page(query, better, after)).unique().all()
    people = [line.Person for line in lines[:PAGE]]
    if not people and asked.words and not after:
        return Found(db.session.scalars(resembling(actor, asked)).unique().all(), asked, nearly=True)
    last = lines[PAGE - 1] if len(lines) > PAGE else None
    return Found(people, asked, f"{last.rank}|{last.Person.folded}|{last.Person.id}" if last else "")


def visible(actor: Membership, *more: Any) -> Select[Any]:
    """The files that the actor may see in a list, each with its row of the index."""
    return (
        select(Person, *more)
        .join(PersonSearch)
        .where(
            permitted(actor, May.READ_IDENTITY, Person),
            PersonSearch.followers.contains([follower(actor.structure_id, actor.platform_id)]),
        )
        .options(joinedload(Person.commune))
    )


def matching(asked: Search) -> list[ColumnElement[bool]]:
    conditions = [*map(said, asked.words)]
    if asked.born_on:
        conditions.append(PersonSearch.born_on == asked.born_on)
    if asked.born_in:
        conditions.append(PersonSearch.born_on.between(date(asked.born_in, 1, 1), date(asked.born_in, 12, 31)))
    if asked.phone:
        conditions.append(PersonSearch.keys.contains([f"t{asked.phone}"]))
    if asked.email:
        conditions.append(PersonSearch.keys.contains([f"e{asked.email}"]))
    return conditions


def said(word: str) -> ColumnElement[bool]:
    """A name or the commune begins so, or a name sounds so."""
    written = PersonSearch.words.contains(f" {word}", autoescape=True)
    return written if len(word) < HEARD else or_(written, PersonSearch.keys.contains([sound_key(word)]))


def rank(words: Sequence[str]) -> ColumnElement[int]:
    """How well the words answer, best lowest: a whole name, the beginning of one, the commune, the sound."""
    parts = (
        case(
            (Person.folded.contains(f" {word} ", autoescape=True), 0),
            (Person.folded.contains(f" {word}", autoescape=True), 1),
            (PersonSearch.words.contains(f" {word}", autoescape=True), 2),
            else_=3,
        )
        for word in words
    )
    return sum(parts, start=literal(0)).label("rank")


def page(query: Select[Any], better: ColumnElement[int], after: str) -> Select[Any]:
    place, _, rest = after.partition("|")
    name, _, number = rest.rpartition("|")
    if place.isdigit() and number.isdigit():
        query = query.where(tuple_(better, Person.folded, Person.id) > (int(place), name, int(number)))
    return query.order_by(better, Person.folded, Person.id).limit(PAGE + 1)


def resembling(actor: Membership, asked: Search) -> Select[Any]:
    typed = " ".join(asked.words)
    alike = func.word_similarity(typed, PersonSearch.words)
    query = visible(actor).where(PersonSearch.words.bool_op("%>")(typed), *matching(without_words(asked)))
    return query.order_by(alike.desc(), Person.id).limit(RESEMBLING)


def without_words(asked: Search) -> Search:
    return Search(born_on=asked.born_on, born_in=asked.born_in, phone=asked.phone, email=asked.email)
