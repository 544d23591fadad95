"""Files that may be of one person, over the whole région: what linkage compares, and what an actor may be told."""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import numpy as np
from sqlalchemy import Select, Text, cast, func, select, text, tuple_, union
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import joinedload, selectinload
from werkzeug.exceptions import NotFound

from crm.accounts.models import Membership
from crm.codes.people import NameKind, PairState
from crm.db import db
from crm.people.models import (
    Circle,
    FurtherContact,
    Guardian,
    LinkageModel,
    Merge,
    NameCount,
    Person,
    PersonSearch,
    SuspectedPair,
)
from crm.people.rules.comparing import compare
from crm.people.rules.explaining import explain
from crm.people.rules.identity import Identity, read, swapped
from crm.people.rules.linking import Link, link
from crm.people.rules.model import Counts, Frequencies, Model, default, score, shares
from crm.people.rules.searching import sound_key
from crm.policy import May, permitted
from crm.reading import read_date
from crm.territory.models import Commune

POSSIBLE = 0.2
"""From this probability a file is shown before a second one is opened."""

SHOWN = 8
PAGE = 50

COLUMNS = (
    *(Person.id, Person.given_name, Person.family_name, Person.usual_name, Person.born_on, Person.sex),
    *(Commune.name, Commune.postcodes[1], Person.address, Person.phone, Person.email),
)


@dataclass(frozen=True)
class Presence:
    """T0: that a person is known, and whom to call. Nothing else."""

    uid: UUID
    exact: bool
    """The same names and birth date."""

    reachable: bool
    """May the actor open the file?"""

    places: Sequence[str]
    explanation: str
    """What speaks for one person: only of a file that the actor may open."""


def everybody() -> Iterator[Identity]:
    """Every file as linkage sees it, but restricted and merged ones."""
    compared = select(*COLUMNS).outerjoin(Person.commune).where(Person.merged_into_id.is_(None), ~Person.restricted)
    others: dict[int, list[str | None]] = {}
    for one in (Guardian, FurtherContact):
        for number, phone in db.session.execute(select(one.person_id, one.phone).where(one.phone.is_not(None))):
            others.setdefault(number, []).append(phone)
    for row in db.session.execute(compared.order_by(Person.id)):
        yield as_identity(row, others.get(row[0], ()))


def as_identity(row: Any, others: Iterable[str | None] = ()) -> Identity:
    number, given, family, usual, born_on, sex, commune, postcode, address, phone, email = row
    return read(
        number,
        given,
        (family, usual),
        born_on,
        sex=sex.value,
        commune=commune,
        postcode=postcode,
        address=address,
        phones=(phone, *others),
        email=email,
    )


def asked_for(values: dict[str, Any]) -> Identity:
    """The identity that a form asks for."""
    commune = db.session.get(Commune, values["commune_code"]) if values.get("commune_code") else None
    postcode = commune.postcodes[0] if commune and commune.postcodes else ""
    row = [values.get(name) for name in ("given_name", "family_name", "usual_name", "born_on", "sex")]
    more = [values.get(name) or "" for name in ("address", "phone", "email")]
    return as_identity([None, *row, commune.name if commune else "", postcode, *more])


def days_of(asked: Identity) -> list[date]:
    """The birth date, and the one with day and month exchanged."""
    texts = {asked.born, swapped(asked.born)}
    return [day for born in texts if (day := read_date(f"{born[:4]}-{born[4:6]}-{born[6:]}"))]


def near(asked: Sequence[Identity]) -> Select[*tuple[Any, ...]]:
    """The files worth comparing with any of these identities, from the index: born on one of their days, with both
    their names, or with one of their telephones or e-mails."""
    names = {f"s{given}|s{family}" for p in asked for given in p.given_sounds[:1] for family in p.family_sounds}
    reached = {*(f"t{phone}" for p in asked for phone in p.phones), *(f"e{p.email}" for p in asked if p.email)}
    days = {day for p in asked for day in days_of(p)}
    numbers = union(
        select(PersonSearch.person_id).where(PersonSearch.born_on.in_(days)), holding(reached), holding(names)
    )
    return (
        select(*COLUMNS).outerjoin(Person.commune).where(Person.id.in_(numbers.scalar_subquery()), ~Person.restricted)
    )


def holding(keys: Collection[str]) -> Select[int]:
    """The files that hold any of these keys, or both of two with a bar between them. One by one, each from the index:
    asked for a thousand at once, PostgreSQL would read the whole table and compare each with all."""
    asked = func.unnest(cast(list(keys), ARRAY(Text))).table_valued("key", name="asked").render_derived()
    return select(PersonSearch.person_id).join(
        asked, PersonSearch.keys.contains(func.string_to_array(asked.c.key, "|"))
    )


def in_use() -> tuple[Model, LinkageModel | None]:
    """The model learned last, or what is believed before any was."""
    latest = db.session.scalar(select(LinkageModel).order_by(LinkageModel.id.desc()).limit(1))
    if latest is None:
        estimated = text("SELECT reltuples::bigint FROM pg_class WHERE oid = 'person_search'::regclass")
        return default(max(db.session.scalar(estimated) or 0, 20)), None
    return Model({field: np.array(rows) for field, rows in latest.levels.items()}, np.array(latest.shares)), latest


def frequencies(latest: LinkageModel | None, people: Sequence[Identity]) -> Frequencies:
    """How common the names and birth dates of these people are."""
    if latest is None:
        return Frequencies.of({}, {}, {})
    counts: dict[NameKind, dict[str, int]] = {kind: {} for kind in NameKind}
    names = {name for person in people for name in (person.given, *person.families, person.born)}
    for kind, name, number in db.session.execute(
        select(NameCount.kind, NameCount.name, NameCount.count).where(NameCount.name.in_(names))
    ):
        counts[kind][name] = number
    return Frequencies(**{kind: Counts(counts[kind], *latest.totals[kind]) for kind in NameKind})


@dataclass(frozen=True)
class Likeness:
    """The known file that a line of a list is most likely about."""

    person_id: int
    probability: float
    explanation: str
    exact: bool


def nearest(asked: Sequence[Identity]) -> dict[Any, Likeness]:
    """For each identity by its key, the likeliest known file, if any is likely enough to be shown."""
    model, latest = in_use()
    known = {other.key: other for other in map(as_identity, db.session.execute(near(asked)))}
    ours = {person.key: person for person in asked}
    common = frequencies(latest, asked)
    best: dict[Any, Likeness] = {}
    for line in link(asked, list(known.values()), threshold=POSSIBLE, model=model, frequencies=common):
        exact = is_exact(ours[line.a], known[line.b])
        found = Likeness(line.b, line.probability, line.explanation, exact)
        if line.a not in best or (exact, line.probability) > (best[line.a].exact, best[line.a].probability):
            best[line.a] = found
    return best


def resembling(listed: Sequence[Identity], files: int, threshold: float) -> Iterator[Link]:
    """Which lines of one list of so many files are probably of one person."""
    model, latest = in_use()
    model = Model(model.levels, shares(files, max(files * (files - 1) // 2, 1)))
    return link(listed, threshold=threshold, model=model, frequencies=frequencies(latest, listed))


def likely(actor: Membership, values: dict[str, Any]) -> list[Presence]:
    """Files that may be of the person whose file is about to be opened, the likeliest first.

    An exact one (names and birth date) says who follows; another only that a file may exist. Restricted records
    never show.
    """
    asked = asked_for(values)
    model, latest = in_use()
    common = frequencies(latest, [asked])
    found = []
    for row in db.session.execute(near([asked])):
        other = as_identity(row)
        pattern = compare(asked, other)
        probability = score(model, pattern, common.rarity(asked, other))
        if probability >= POSSIBLE or is_exact(asked, other):
            found.append((probability, other, explain(asked, other, pattern)))
    best = sorted(found, key=lambda line: (-line[0], line[1].key))[:SHOWN]
    return presences(actor, [(other, is_exact(asked, other), why) for _, other, why in best])


def is_exact(asked: Identity, other: Identity) -> bool:
    return asked.born == other.born and asked.given == other.given and bool(set(asked.families) & set(other.families))


def presences(actor: Membership, found: Sequence[tuple[Identity, bool, str]]) -> list[Presence]:
    query = select(Person).where(Person.id.in_([other.key for other, _, _ in found]))
    files = {
        p.id: p for p in db.session.scalars(query.options(selectinload(Person.circle).joinedload(Circle.structure)))
    }
    return [presence(actor, files[other.key], exact, why) for other, exact, why in found]


def presence(actor: Membership, person: Person, exact: bool, why: str) -> Presence:
    reachable = person.followed_by(actor.structure_id, actor.platform_id)
    places = sorted({place(line) for line in person.circle if line.until is None and line.structure})
    told = exact or reachable
    return Presence(person.uid, exact, reachable, places if told else [], why if reachable else "")


def place(line: Circle) -> str:
    """Whom to call."""
    assert line.structure
    return f"{line.structure.short_name}, {line.structure.phone}" if line.structure.phone else line.structure.short_name


def known_as(actor: Membership, words: Sequence[str], born_on: date) -> list[Presence]:
    """T0 from the search: is the person of exactly these names and birth date known outside the actor's circle?"""
    query = (
        select(Person)
        .join(PersonSearch)
        .where(PersonSearch.born_on == born_on, PersonSearch.keys.contains([sound_key(word) for word in words]))
        .where(~Person.restricted)
        .options(selectinload(Person.circle).joinedload(Circle.structure))
    )
    asked = set(words)
    return [
        presence(actor, person, exact=True, why="")
        for person in db.session.scalars(query)
        if is_named(person, asked) and not person.followed_by(actor.structure_id, actor.platform_id)
    ]


def is_named(person: Person, words: set[str]) -> bool:
    """Are these words all of a given name and of a family name, and nothing else?"""
    names = read(None, person.given_name, (person.family_name, person.usual_name), None)
    return any(words == {*names.given.split(), *family.split()} for family in names.families)


def pair(actor: Membership, uid: UUID) -> SuspectedPair:
    query = select(SuspectedPair).where(SuspectedPair.uid == uid, permitted(actor, May.SETTLE_PAIR, SuspectedPair))
    found = db.session.scalar(query)
    if found is None:
        raise NotFound
    return found


def duplicates(actor: Membership, after: str = "") -> Sequence[SuspectedPair]:
    """The pairs that the actor may settle, the likeliest first: one page and one more."""
    query = suspected(actor).options(joinedload(SuspectedPair.a), joinedload(SuspectedPair.b))
    likely, _, number = after.partition("|")
    if number.isdigit() and re.fullmatch(r"[01]\.\d+", likely):
        query = query.where(tuple_(-SuspectedPair.probability, SuspectedPair.id) > (-float(likely), int(number)))
    return db.session.scalars(query.order_by(-SuspectedPair.probability, SuspectedPair.id).limit(PAGE + 1)).all()


def duplicate_count(actor: Membership) -> int:
    return db.session.scalar(select(func.count()).select_from(suspected(actor).subquery())) or 0


def suspected(actor: Membership) -> Select[SuspectedPair]:
    return select(SuspectedPair).where(
        permitted(actor, May.SETTLE_PAIR, SuspectedPair), SuspectedPair.state == PairState.SUSPECTED
    )


def undoable(actor: Membership, uid: UUID) -> Merge:
    found = db.session.scalar(select(Merge).where(Merge.uid == uid, permitted(actor, May.UNDO_MERGE, Merge)))
    if found is None:
        raise NotFound
    return found


def merges(actor: Membership, since: datetime) -> Sequence[Merge]:
    """What the actor merged since then and may still undo, the latest first."""
    query = select(Merge).where(
        permitted(actor, May.UNDO_MERGE, Merge), Merge.undone_at.is_(None), Merge.merged_at > since
    )
    return db.session.scalars(query.options(joinedload(Merge.kept)).order_by(Merge.id.desc())).all()
