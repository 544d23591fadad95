"""Solve a whole pool at once: who goes where, at what cost, what else was possible, and the proof that it is best."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

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


@dataclass(frozen=True)
class Solved:
    """An instance in order with its best assignment, as arrays."""

    instance: Instance
    costs: Costs
    problem: Problem
    chosen: NDArray[np.int64]
    """The place of each need, or NOWHERE."""

    proof: Proof
    much: int
    """What leaving one more person out costs, besides their wait."""

    solver_seconds: float

    @cached_property
    def newcomers(self) -> NDArray[np.int64]:
        return np.bincount(self.chosen[self.chosen != NOWHERE], minlength=len(self.instance.places))


def solve(instance: Instance) -> Solution:
    """As many needs as possible are placed, then at the least total cost. Raises BadInstance.

    The total is the sum of the pairs' costs, of the places used in each structure, and of the wait of those left out.
    """
    began = time.perf_counter()
    solved = work_out(instance)
    added = differences(solved.problem, solved.chosen, solved.proof, solved.costs.possible)
    aside = solved.much * int((solved.chosen == NOWHERE).sum())
    return Solution(
        proposals=tuple(proposal_of(solved, added[i], i) for i in range(len(solved.chosen))),
        loads=tuple(loads_of(solved)),
        total=solved.proof.cost - aside,
        bound=solved.proof.bound - aside,
        seconds=time.perf_counter() - began,
        solver_seconds=solved.solver_seconds,
    )


def work_out(instance: Instance) -> Solved:
    """The best assignment and its proof. Raises BadInstance."""
    instance = instance.in_order()
    costs = costs_of(instance)
    much = large(costs.pair, costs.seats, costs.waiting)
    problem = problem_of(instance, costs, much)
    began = time.perf_counter()
    chosen = place(problem, [need.id for need in instance.needs], [place.id for place in instance.places])
    seconds = time.perf_counter() - began
    proof = prove(problem, chosen)
    if proof.bound != proof.cost:
        raise BadInstance(f"The solver's answer costs {proof.cost}, which is not proven best ({proof.bound}).")
    return Solved(instance, costs, problem, chosen, proof, much, seconds)


def problem_of(instance: Instance, costs: Costs, much: int) -> Problem:
    """The flow to solve: who was placed by hand has one place only, and must have it."""
    allowed, must = costs.possible.copy(), np.zeros(len(instance.needs), dtype=np.bool_)
    where = {place.id: j for j, place in enumerate(instance.places)}
    for i, need in enumerate(instance.needs):
        if need.id not in instance.fixed:
            continue
        j = where[instance.fixed[need.id]]
        if not allowed[i, j]:
            limit = next(limit for limit, truth in costs.limits.items() if truth[i, j])
            raise BadInstance(f"{need.id} cannot be put in {instance.places[j].id}: {limit}.")
        allowed[i], must[i] = False, True
        allowed[i, j] = True
    return Problem(costs.pair, allowed, costs.seats, costs.waiting + much, must)


def proposal_of(solved: Solved, added: Points, i: int) -> Proposal:
    instance, costs, j = solved.instance, solved.costs, int(solved.chosen[i])
    there = j != NOWHERE
    return Proposal(
        need=instance.needs[i].id,
        place=instance.places[j].id if there else None,
        cost=int(costs.pair[i, j] if there else costs.waiting[i]),
        pieces=pieces(solved, i, j, int(solved.newcomers[j])) if there else (),
        runners=runners(solved, added, j),
        fixed=bool(solved.problem.must[i]),
        why="" if there else words.why_nobody(instance, costs, i),
    )


def pieces(solved: Solved, i: int, j: int, newcomers: int) -> tuple[Piece, ...]:
    """The parts of a pair that say something; the load is that of the structure's last newcomer."""
    need, there, costs = solved.instance.needs[i], solved.instance.places[j], solved.costs
    seats = costs.seats[j]
    points = {part: int(value[i, j]) for part, value in costs.parts.items()}
    points[Part.LOAD] = int(seats[min(newcomers, len(seats)) - 1]) if len(seats) else 0
    lines = [Piece(part, points[part], words.told(part, need, there, int(costs.km[i, j]), newcomers)) for part in Part]
    return tuple(line for line in lines if line.words or line.points)


def runners(solved: Solved, added: Points, chosen: int) -> tuple[Runner, ...]:
    """The next best places of one need, cheapest first; ties in the order of identifiers."""
    order = [int(j) for j in np.argsort(added, kind="stable")[: RUNNERS + 1] if j != chosen and added[j] < NEVER]
    return tuple(Runner(solved.instance.places[j].id, *parted(solved, int(added[j]))) for j in order[:RUNNERS])


def parted(solved: Solved, added: int) -> tuple[int, bool]:
    """What a change adds, and whether it leaves one more person out, which is then not counted."""
    leaves_out = added > solved.much // 2
    return added - solved.much * leaves_out, leaves_out


def loads_of(solved: Solved) -> Sequence[Load]:
    lines = zip(solved.instance.places, solved.newcomers, solved.problem.seats, solved.proof.prices, strict=True)
    return [
        Load(there.id, int(count), there.capacity, int(seat[:count].sum()), int(price))
        for there, count, seat, price in lines
    ]
