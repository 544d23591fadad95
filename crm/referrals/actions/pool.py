"""What the coordinator does with a pool: solve it, change what counts, choose by hand, accept. Never automatic."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, insert, select
from sqlalchemy.dialects import postgresql

from crm import journal
from crm.accounts.models import Membership
from crm.codes.assignment import Part
from crm.db import db
from crm.errors import Refused
from crm.policy import May, permitted, require
from crm.referrals import queries
from crm.referrals.actions.answering import assign
from crm.referrals.models import Pool, Proposal, Referral, SetAside
from crm.referrals.rules.assignment import BadInstance, Need, Solution, refusal, solve
from crm.structures.models import Structure


def propose(
    actor: Membership, *, now: datetime, weights: Mapping[Part, int] | None = None, reach: int | None = None
) -> Pool:
    """Solve the actor's pool as a whole, with other weights if they are given, which are kept."""
    pool = locked(actor)
    if weights:
        pool.weights = {part.value: weight for part, weight in weights.items()}
    if reach:
        pool.reach = reach
    db.session.flush()
    return write(actor, pool, now)


def move(actor: Membership, proposal: Proposal, structure: Structure | None, *, now: datetime) -> Pool:
    """Choose a structure by hand, or none: leave it to the solver again. The rest is solved around it."""
    require(actor, May.ASSIGN_POOL, proposal)
    pool = locked(actor)
    if structure:
        pooled = queries.all_pooled(pool.platform, now)
        if proposal.subject not in pooled.waiting or str(structure.uid) not in pooled.structures:
            raise Refused("Cette proposition a changé entre-temps : recalculez, puis choisissez de nouveau.")
        if why := refusal(pooled.instance, proposal.subject, str(structure.uid)):
            raise Refused(f"{why} : choisissez une autre structure.")
        proposal.structure_id, proposal.why = structure.id, ""
    proposal.fixed = structure is not None
    db.session.flush()
    return write(actor, pool, now)


def set_aside(actor: Membership, proposal: Proposal, *, now: datetime) -> Pool:
    """Never propose this structure for this person again: a conflict of interest."""
    require(actor, May.ASSIGN_POOL, proposal)
    if proposal.structure_id is None:
        raise Refused("Aucune structure n’est proposée : il n’y a rien à écarter.")
    pair = {"person_id": proposal.person_id, "structure_id": proposal.structure_id}
    values: dict[str, Any] = {**pair, "made_at": now, "made_by_id": actor.user_id}
    db.session.execute(postgresql.insert(SetAside).values(values).on_conflict_do_nothing())
    journal.record(actor, "referrals.set_aside", proposal.person)
    return move(actor, proposal, None, now=now)


def locked(actor: Membership) -> Pool:
    """The actor's pool, which one coordinator at a time changes."""
    require(actor, May.COORDINATE)
    values: dict[str, Any] = {"platform_id": actor.platform_id, "weights": {}}
    db.session.execute(postgresql.insert(Pool).values(values).on_conflict_do_nothing())
    query = select(Pool).where(Pool.platform_id == actor.platform_id).with_for_update()
    return db.session.scalars(query.execution_options(populate_existing=True)).one()


def write(actor: Membership, pool: Pool, now: datetime) -> Pool:
    """Replace the proposals of a pool by those of its solution."""
    pooled = queries.all_pooled(pool.platform, now)
    try:
        solution = solve(pooled.instance)
    except BadInstance:
        raise Refused(
            "Ces choix ne tiennent pas ensemble : une structure recevrait plus de jeunes qu’elle n’a de places. "
            "Rendez-en un au calcul, puis recommencez."
        ) from None
    db.session.execute(delete(Proposal).where(Proposal.platform_id == pool.platform_id))
    if rows := rows_of(pool, pooled, solution):
        db.session.execute(insert(Proposal), rows)
    pool.total, pool.solved_at, pool.solved_by_id = solution.total, now, actor.user_id
    db.session.flush()
    return pool


def rows_of(pool: Pool, pooled: queries.Pooled, solution: Solution) -> list[dict[str, Any]]:
    ranks = {need.id: rank for rank, need in enumerate(sorted(pooled.instance.needs, key=pressing), 1)}
    return [
        {
            "platform_id": pool.platform_id,
            "subject": one.need,
            "person_id": pooled.waiting[one.need].person.id,
            "rank": ranks[one.need],
            "structure_id": pooled.structures[one.place].id if one.place else None,
            "fixed": one.fixed,
            "cost": one.cost,
            "pieces": [asdict(piece) for piece in one.pieces],
            "runners": [asdict(runner) | {"name": name_of(pooled, runner.place)} for runner in one.runners],
            "why": one.why,
        }
        for one in solution.proposals
    ]


def name_of(pooled: queries.Pooled, place: str) -> str:
    return pooled.structures[place].short_name


def pressing(need: Need) -> tuple[int, bool, int, str]:
    """The most urgent first, then those under the legal duty, then those who have waited longest."""
    return -need.urgency, not need.duty, -need.waited, need.id


def accept(actor: Membership, uids: Collection[UUID] | None, *, now: datetime) -> tuple[int, Counter[str]]:
    """Hand these over to the structures proposed, or all. Returns how many were, and how many were not by reason.

    Two coordinators, or one who presses twice, never hand anybody over twice: a proposal goes once it is accepted.
    """
    locked(actor)
    query = select(Proposal).where(permitted(actor, May.ASSIGN_POOL, Proposal), Proposal.structure_id.is_not(None))
    if uids is not None:
        query = query.where(Proposal.uid.in_(uids))
    left = {share.structure.id: share.places - share.came for share in queries.shares(actor, now)}
    accepted, refused = 0, Counter[str]()
    for proposal in db.session.scalars(query.order_by(Proposal.rank)).all():
        try:
            with db.session.begin_nested():
                hand_over(actor, proposal, left, now)
            accepted += 1
        except Refused as why:
            refused[str(why)] += 1
    return accepted, refused


def hand_over(actor: Membership, proposal: Proposal, left: dict[int, int], now: datetime) -> None:
    assert proposal.structure is not None  # it was asked for
    structure = proposal.structure
    if left.get(structure.id, 0) < 1:
        raise Refused(f"{structure.short_name} n’a plus de place : recalculez.")
    source, uid = queries.parted(proposal.subject)
    source.assign(actor, uid, structure, now)
    left[structure.id] -= 1
    db.session.delete(proposal)
    db.session.flush()


def assign_pooled(actor: Membership, uid: UUID, structure: Structure, now: datetime) -> None:
    """Give a referral of the pool to a structure, unless somebody did already."""
    query = select(Referral).where(Referral.uid == uid, permitted(actor, May.ASSIGN_REFERRAL, Referral))
    referral = db.session.scalar(query.with_for_update().execution_options(populate_existing=True))
    if referral is None:
        raise Refused("cette orientation n’est plus dans votre réserve.")
    if referral.recipient_structure:
        raise Refused(f"déjà confié·e à {referral.recipient_structure.short_name}{queries.by_whom(referral)}.")
    assign(actor, referral, structure, now=now)
