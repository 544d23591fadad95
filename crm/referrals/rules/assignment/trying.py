"""What else could be done: every place for one need, other weights or numbers of places, and who would move."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from crm.codes.assignment import Limit, Part
from crm.referrals.rules.assignment import words
from crm.referrals.rules.assignment.costs import costs_of
from crm.referrals.rules.assignment.instance import Instance
from crm.referrals.rules.assignment.proof import NEVER, differences
from crm.referrals.rules.assignment.solving import Solution, Solved, parted, pieces, work_out

GIVES_WAY = (Limit.DISTANCE, Limit.COVERAGE)
"""Limits that a choice made by hand may pass over."""


@dataclass(frozen=True)
class Alternative:
    """One place for one need, as somebody who chooses by hand sees it."""

    place: str
    difference: int
    """What it would add to the whole, everybody else at their best."""

    leaves_out: bool
    words: tuple[str, ...]
    """What the place is for this need, or why it cannot be."""

    possible: bool


def alternatives(instance: Instance, need: str) -> list[Alternative]:
    """Every place for one need, the cheapest for the whole first; then those that cannot be. Raises BadInstance."""
    solved = work_out(instance)
    i = [one.id for one in solved.instance.needs].index(need)
    hard = [truth for limit, truth in solved.costs.limits.items() if limit not in GIVES_WAY]
    added = differences(solved.problem, solved.chosen, solved.proof, ~np.logical_or.reduce(hard))[i]
    found = [alternative(solved, i, j, int(added[j])) for j in range(len(solved.instance.places))]
    return sorted(found, key=lambda one: (not one.possible, one.leaves_out, one.difference, one.place))


def alternative(solved: Solved, i: int, j: int, added: int) -> Alternative:
    there = solved.instance.places[j]
    if added >= NEVER:
        why = words.refusal(solved.costs, i, j, GIVES_WAY) or "ses places sont prises par ceux que vous y avez posés"
        return Alternative(there.id, 0, False, (why,), possible=False)
    newcomers = int(solved.newcomers[j]) + (solved.chosen[i] != j)
    said = tuple(piece.words for piece in pieces(solved, i, j, newcomers) if piece.words)
    return Alternative(there.id, *parted(solved, added), said, possible=True)


def refusal(instance: Instance, need: str, place: str) -> str:
    """Why somebody cannot be put in a place by hand, in words; empty when they can."""
    by_hand = replace(instance, fixed={**instance.fixed, need: place}).in_order()
    i = [one.id for one in by_hand.needs].index(need)
    j = [one.id for one in by_hand.places].index(place)
    why = words.refusal(costs_of(by_hand), i, j)
    return f"{by_hand.places[j].name or place} {why}" if why else ""


@dataclass(frozen=True)
class Move:
    """Somebody who would be proposed elsewhere."""

    need: str
    before: str | None
    after: str | None


def moved(before: Solution, after: Solution) -> list[Move]:
    """Who moves from one solution to another of the same needs."""
    then = {proposal.need: proposal.place for proposal in before.proposals}
    pairs = ((proposal.need, then.get(proposal.need), proposal.place) for proposal in after.proposals)
    return [Move(*pair) for pair in pairs if pair[1] != pair[2]]


def what_if(
    instance: Instance,
    *,
    capacities: Mapping[str, int] | None = None,
    weights: Mapping[Part, int] | None = None,
    reach: int | None = None,
) -> Instance:
    """The same instance with other capacities, by place, other weights, or another reach."""
    changed = [replace(place, capacity=(capacities or {}).get(place.id, place.capacity)) for place in instance.places]
    weighed = {**instance.weights, **(weights or {})}
    return replace(instance, places=tuple(changed), weights=weighed, reach=reach or instance.reach)
