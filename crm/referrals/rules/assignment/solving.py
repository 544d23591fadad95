"""Solve a whole pool at once: who goes where, at what cost, what else was possible, and the proof that it is best."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from crm.codes.assignment import Part
from crm.referrals.rules.assignment import words
from crm.referrals.rules.assignment.costs import Costs, Points, costs_of
from crm.referrals.rules.assignment.flow import NOWHERE, Problem, large, place
from crm.referrals.rules.assignment.instance import BadInstance, Instance
from crm.referrals.rules.assignment.proof import NEVER, Proof, differences, prove

RUNNERS = 2


@dataclass(frozen=True)
class Piece:
    """One part of a proposal's cost."""

    part: Part
    points: int
    words: str


@dataclass(frozen=True)
class Runner:
    """Another place for the same need."""

    place: str
    difference: int
    """What it would add to the whole, everybody else at their best."""

    leaves_out: bool
    """It would leave one more person without a place; the difference is then counted without that."""


@dataclass(frozen=True)
class Proposal:
    """A place for a need, or why there is none."""

    need: str
    place: str | None
    cost: int
    """Sum of its parts but the load, which is counted for the structure; the cost of waiting when there is no place."""

    pieces: tuple[Piece, ...]
    runners: tuple[Runner, ...]
    fixed: bool
    why: str
    """Why there is no place; empty when there is one."""


@dataclass(frozen=True)
class Load:
    """What the whole proposal sends to one structure."""

    place: str
    newcomers: int
    capacity: int
    cost: int
    price: int
    """What one more person there would cost the whole."""


@dataclass(frozen=True)
class Solution:
    """An optimal assignment, needs and places in the order of their identifiers."""

    proposals: tuple[Proposal, ...]
    loads: tuple[Load, ...]
    total: int
    bound: int
    """The least that any assignment of as many people can cost: equal to the total, or there is no solution."""

    seconds: float
    """Of which the solver alone took `solver_seconds`."""

    solver_seconds: float

    @property
    def placed(self) -> int:
        return sum(proposal.place is not None for proposal in self.proposals)


def solve(instance: Instance) -> Solution:
    """As many needs as possible are placed, then at the least total cost. Raises BadInstance.

    The total is the sum of the pairs' costs, of the places used in each structure, and of the wait of those left out.
    """
    began = time.perf_counter()
    instance = instance.in_order()
    costs = costs_of(instance)
    problem, possible, much = problem_of(instance, costs)
    before = time.perf_counter()
    chosen = place(problem, [need.id for need in instance.needs], [place.id for place in instance.places])
    solver_seconds = time.perf_counter() - before
    proof = prove(problem, chosen)
    if proof.bound != proof.cost:
        raise BadInstance(f"The solver's answer costs {proof.cost}, which is not proven best ({proof.bound}).")
    aside = much * int((chosen == NOWHERE).sum())
    return Solution(
        proposals=tuple(proposals_of(instance, costs, problem, chosen, proof, possible, much)),
        loads=tuple(loads_of(instance, problem, chosen, proof)),
        total=proof.cost - aside,
        bound=proof.bound - aside,
        seconds=time.perf_counter() - began,
        solver_seconds=solver_seconds,
    )


def problem_of(instance: Instance, costs: Costs) -> tuple[Problem, NDArray[np.bool_], int]:
    """The flow to solve, the pairs that are possible at all, and the cost of leaving one more person out."""
    possible = costs.possible
    allowed, must = possible.copy(), np.zeros(len(instance.needs), dtype=np.bool_)
    where = {place.id: j for j, place in enumerate(instance.places)}
    for i, need in enumerate(instance.needs):
        if need.id in instance.fixed:
            j = where[instance.fixed[need.id]]
            if not possible[i, j]:
                raise BadInstance(f"{need.id} cannot be put in {instance.places[j].id}: {forbidden(costs, i, j)}.")
            allowed[i], must[i] = False, True
            allowed[i, j] = True
    much = large(costs.pair, costs.seats, costs.waiting)
    return Problem(costs.pair, allowed, costs.seats, costs.waiting + much, must), possible, much


def forbidden(costs: Costs, i: int, j: int) -> str:
    return next(limit.value for limit, truth in costs.limits.items() if truth[i, j])


def proposals_of(
    instance: Instance,
    costs: Costs,
    problem: Problem,
    chosen: NDArray[np.int64],
    proof: Proof,
    possible: NDArray[np.bool_],
    much: int,
) -> Sequence[Proposal]:
    added = differences(problem, chosen, proof, possible)
    newcomers = np.bincount(chosen[chosen != NOWHERE], minlength=len(instance.places))
    found = []
    for i, need in enumerate(instance.needs):
        j = int(chosen[i])
        there = j != NOWHERE
        found.append(
            Proposal(
                need=need.id,
                place=instance.places[j].id if there else None,
                cost=int(costs.pair[i, j] if there else costs.waiting[i]),
                pieces=pieces(instance, costs, i, j, int(newcomers[j])) if there else (),
                runners=runners(instance, added[i], j, much),
                fixed=bool(problem.must[i]),
                why="" if there else words.why_nobody(instance, costs, i),
            )
        )
    return found


def pieces(instance: Instance, costs: Costs, i: int, j: int, newcomers: int) -> tuple[Piece, ...]:
    """The parts of a pair that say something, the load last: that of the structure's last newcomer."""
    need, there = instance.needs[i], instance.places[j]
    points = {part: int(value[i, j]) for part, value in costs.parts.items()}
    points[Part.LOAD] = int(costs.seats[j][newcomers - 1])
    lines = [Piece(part, points[part], words.told(part, need, there, int(costs.km[i, j]), newcomers)) for part in Part]
    return tuple(line for line in lines if line.words or line.points)


def runners(instance: Instance, added: Points, chosen: int, much: int) -> tuple[Runner, ...]:
    """The next best places of one need, cheapest first; ties in the order of identifiers."""
    order = [int(j) for j in np.argsort(added, kind="stable")[: RUNNERS + 1] if j != chosen and added[j] < NEVER]
    found = []
    for j in order[:RUNNERS]:
        leaves_out = bool(added[j] > much // 2)
        found.append(Runner(instance.places[j].id, int(added[j]) - much * leaves_out, leaves_out))
    return tuple(found)


def loads_of(instance: Instance, problem: Problem, chosen: NDArray[np.int64], proof: Proof) -> Sequence[Load]:
    newcomers = np.bincount(chosen[chosen != NOWHERE], minlength=len(instance.places))
    return [
        Load(there.id, int(count), there.capacity, int(seat[:count].sum()), int(price))
        for there, count, seat, price in zip(instance.places, newcomers, problem.seats, proof.prices, strict=True)
    ]


def refusal(instance: Instance, need: str, place: str) -> str:
    """Why somebody cannot be put in a place by hand, in words; empty when they can."""
    by_hand = replace(instance, fixed={**instance.fixed, need: place}).in_order()
    i = [one.id for one in by_hand.needs].index(need)
    j = [one.id for one in by_hand.places].index(place)
    return words.refusal(costs_of(by_hand), i, j, by_hand.places[j].name or place)


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
    instance: Instance, *, capacities: Mapping[str, int] | None = None, weights: Mapping[Part, int] | None = None
) -> Instance:
    """The same instance with other capacities, by place, or other weights."""
    changed = [replace(place, capacity=(capacities or {}).get(place.id, place.capacity)) for place in instance.places]
    return replace(instance, places=tuple(changed), weights={**instance.weights, **(weights or {})})
