"""What is proposed for a pool, as its coordinator reads it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import String, cast, func, select
from sqlalchemy.orm import joinedload
from werkzeug.exceptions import NotFound

from crm.accounts.models import Membership
from crm.db import db
from crm.errors import Refused
from crm.people.models import Person
from crm.policy import May, permitted, require
from crm.referrals.models import Proposal
from crm.referrals.queries.pool import all_arrivals, all_pooled, fortnight
from crm.referrals.queries.waiting import SOURCES, Waiting
from crm.referrals.rules.assignment import Alternative, BadInstance, alternatives
from crm.structures import queries as structures
from crm.structures.models import Structure

PAGE = 50

NOBODY = "nobody"
"""Asks for the proposals without a structure."""


def proposals(actor: Membership, where: str, after: int) -> tuple[Sequence[Proposal], int | None]:
    """One page of the proposals, the most pressing first: all, of one structure, or those without any."""
    query = select(Proposal).where(permitted(actor, May.ASSIGN_POOL, Proposal), Proposal.rank > after, shown(where))
    query = query.options(joinedload(Proposal.person).joinedload(Person.commune), joinedload(Proposal.structure))
    rows = db.session.scalars(query.order_by(Proposal.rank).limit(PAGE + 1)).all()
    return rows[:PAGE], rows[PAGE - 1].rank if len(rows) > PAGE else None


def shown(where: str) -> Any:
    if where == NOBODY:
        return Proposal.structure_id.is_(None)
    return Proposal.structure.has(cast(Structure.uid, String) == where) if where else Proposal.id.is_not(None)


def proposal(actor: Membership, uid: UUID) -> Proposal:
    query = select(Proposal).where(Proposal.uid == uid, permitted(actor, May.ASSIGN_POOL, Proposal))
    found = db.session.scalar(query.options(joinedload(Proposal.person), joinedload(Proposal.structure)))
    if found is None:
        raise NotFound
    return found


def cards_of(actor: Membership, rows: Sequence[Proposal], today: date) -> dict[str, Waiting]:
    """What these proposals are about, of those that still wait."""
    assert actor.platform_id is not None  # a coordinator
    named = [(row.subject.partition(":")[0], UUID(row.subject.partition(":")[2])) for row in rows]
    found: dict[str, Waiting] = {}
    for source in SOURCES:
        uids = [uid for kind, uid in named if kind == source.kind]
        waiting = source.waiting(actor.platform_id, today, uids) if uids else []
        found |= {one.subject: one for one in waiting}
    return found


@dataclass(frozen=True)
class Share:
    """What a structure has taken and would take of the two weeks."""

    structure: Structure
    places: int
    came: int
    proposed: int


def shares(actor: Membership, now: datetime) -> list[Share]:
    """For each structure of the territory: its places in two weeks, who came, who is proposed."""
    require(actor, May.COORDINATE)
    assert actor.platform is not None
    found = structures.covering(actor.platform)
    came = all_arrivals([structure.id for structure in found], now)
    query = select(Proposal.structure_id, func.count()).where(permitted(actor, May.ASSIGN_POOL, Proposal))
    counts = dict(db.session.execute(query.group_by(Proposal.structure_id)).all())
    return [Share(s, fortnight(s), came[s.id], counts.get(s.id, 0)) for s in found]


def waiting_count(actor: Membership) -> int:
    """How many wait in the actor's pool now."""
    assert actor.platform_id is not None
    return sum(source.count(actor.platform_id) for source in SOURCES)


def proposal_counts(actor: Membership) -> tuple[int, int]:
    """How many proposals have a structure, and how many have none."""
    query = select(func.count(Proposal.structure_id), func.count()).where(permitted(actor, May.ASSIGN_POOL, Proposal))
    placed, total = db.session.execute(query).one()
    return placed, total - placed


@dataclass(frozen=True)
class Choice:
    """A structure where somebody could be put by hand, or why not."""

    structure: Structure
    there: Alternative


def choices(actor: Membership, chosen: Proposal, now: datetime) -> list[Choice]:
    """Every structure of the territory for one proposal, the best for the whole pool first."""
    require(actor, May.ASSIGN_POOL, chosen)
    assert actor.platform is not None
    pooled = all_pooled(actor.platform, now)
    if chosen.subject not in pooled.waiting:
        return []
    free = {name: place for name, place in pooled.instance.fixed.items() if name != chosen.subject}
    try:
        found = alternatives(replace(pooled.instance, fixed=free), chosen.subject)
    except BadInstance:
        raise Refused("Une structure a maintenant moins de places que de jeunes que vous y avez posés.") from None
    return [Choice(pooled.structures[one.place], one) for one in found]
