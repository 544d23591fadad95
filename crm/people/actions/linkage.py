"""Duplicates are looked for in the background, and somebody says whether they are."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.dialects.postgresql import insert

from crm import journal
from crm.accounts.models import Membership
from crm.codes.people import NameKind, PairState
from crm.db import db
from crm.people.models import LinkageModel, NameCount, Person, SuspectedPair
from crm.people.queries import matching
from crm.people.rules.linking import Link, link, train
from crm.people.rules.model import Frequencies, Model
from crm.policy import May, require
from crm.structures.models import PlatformArrondissement
from crm.territory.models import Commune

SUSPICIOUS = 0.7
"""From this probability somebody is asked."""


def find_duplicates(*, now: datetime) -> int:
    """Learn the weights from all the files, and list the pairs that are probably of one person. Twice is once: a pair
    that was judged is not asked about again, and one that is no longer likely is forgotten. Returns how many there are.
    """
    people = list(matching.everybody())
    model, frequencies = train(people), Frequencies.count(people)
    remember(model, frequencies, len(people), now=now)
    found = list(link(people, threshold=SUSPICIOUS, model=model, frequencies=frequencies))
    suspect(found, now=now)
    return len(found)


def remember(model: Model, frequencies: Frequencies, people: int, *, now: datetime) -> None:
    counted = {kind: getattr(frequencies, kind) for kind in NameKind}
    db.session.add(
        LinkageModel(
            learned_at=now,
            levels={field: table.tolist() for field, table in model.levels.items()},
            shares=model.shares.tolist(),
            people=people,
            totals={kind: [counts.total, counts.mean] for kind, counts in counted.items()},
        )
    )
    db.session.execute(delete(NameCount))
    rows = ({"kind": k, "name": n, "count": c} for k, counts in counted.items() for n, c in counts.of.items())
    if lines := list(rows):
        db.session.execute(insert(NameCount), lines)
    db.session.flush()


def suspect(found: list[Link], *, now: datetime) -> None:
    platforms = platforms_of({number for line in found for number in (line.a, line.b)})
    still = {ordered(line) for line in found}
    for pair in db.session.scalars(select(SuspectedPair).where(SuspectedPair.state == PairState.SUSPECTED)):
        if (pair.a_id, pair.b_id) not in still:
            db.session.delete(pair)
    db.session.flush()
    statement = insert(SuspectedPair)
    again = {name: statement.excluded[name] for name in ("probability", "explanation", "platform_id")}
    if lines := list(suspicions(found, platforms, now)):
        db.session.execute(statement.on_conflict_do_update(index_elements=["a_id", "b_id"], set_=again), lines)


def ordered(line: Link) -> tuple[int, int]:
    return min(line.a, line.b), max(line.a, line.b)


def suspicions(found: list[Link], platforms: dict[int, int], now: datetime) -> Iterator[dict[str, Any]]:
    for line in found:
        a, b = ordered(line)
        yield {
            "a_id": a,
            "b_id": b,
            "probability": line.probability,
            "explanation": line.explanation,
            "platform_id": platforms.get(a) or platforms.get(b),
            "found_at": now,
        }


def platforms_of(numbers: set[int]) -> dict[int, int]:
    """The platform of where each of these people lives."""
    query = (
        select(Person.id, PlatformArrondissement.platform_id)
        .join(Commune, Commune.code == Person.commune_code)
        .join(PlatformArrondissement, PlatformArrondissement.arrondissement_code == Commune.arrondissement_code)
        .where(Person.id.in_(numbers))
    )
    return dict(db.session.execute(query).all())


def tell_apart(actor: Membership, pair: SuspectedPair, *, now: datetime) -> None:
    """Say that these are two people: the pair is not proposed again."""
    require(actor, May.SETTLE_PAIR, pair)
    settle(actor, pair, PairState.DIFFERENT, now=now)
    journal.record(actor, "people.tell_apart", pair.a)
    journal.record(actor, "people.tell_apart", pair.b)
    db.session.flush()


def settle(actor: Membership, pair: SuspectedPair, state: PairState, *, now: datetime) -> None:
    pair.state, pair.settled_at, pair.settled_by_id = state, now, actor.user_id


def unsettle(a_id: int, b_id: int) -> None:
    """A merge was undone: the question is open again."""
    db.session.execute(
        update(SuspectedPair)
        .where(SuspectedPair.a_id == min(a_id, b_id), SuspectedPair.b_id == max(a_id, b_id))
        .values(state=PairState.SUSPECTED, settled_at=None, settled_by_id=None)
    )
