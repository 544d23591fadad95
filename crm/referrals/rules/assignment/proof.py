"""Why an assignment is the cheapest, and what any other choice would cost: shortest ways of moving people around.

Everything is counted again in whole numbers from the assignment alone, without the solver. From a structure with one
person too many, somebody moves on to another one, takes a place that was free, or is left to wait; the cheapest chain
of such moves between any two structures says what a change costs, with everybody else at their best.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from crm.referrals.rules.assignment.costs import Points
from crm.referrals.rules.assignment.flow import NOWHERE, Problem

NEVER = 1 << 60
"""Longer than any way there is; a sum of two still fits."""


@dataclass(frozen=True)
class Proof:
    """`cost` is what the assignment costs, `bound` the least that any could: equal, it is optimal."""

    cost: int
    bound: int
    chains: Points
    """(places + 1) squared: the cheapest chain of moves from one too many here to one less there; last, outside."""

    prices: Points
    """What one more person costs each place, everybody else at their best: from these the bound is counted."""


def cost_of(problem: Problem, chosen: NDArray[np.int64]) -> int:
    """The cost of an assignment: its pairs, the places used, and those who wait."""
    placed = np.flatnonzero(chosen != NOWHERE)
    counts = np.bincount(chosen[placed], minlength=len(problem.seats))
    seats = sum(int(seat[:count].sum()) for seat, count in zip(problem.seats, counts, strict=True))
    waiting = int(problem.waiting[chosen == NOWHERE].sum())
    return int(problem.pair[placed, chosen[placed]].sum()) + seats + waiting


def prove(problem: Problem, chosen: NDArray[np.int64]) -> Proof:
    """The proof of an assignment. `bound` equals `cost` exactly when no assignment is better."""
    chains = shortest(moves(problem, chosen))
    prices = np.minimum(chains[:-1, -1], NEVER >> 8)
    return Proof(cost_of(problem, chosen), bound_of(problem, prices), chains, prices)


def bound_of(problem: Problem, prices: Points) -> int:
    """Weak duality: whatever the prices, no assignment costs less than this."""
    paid = np.where(problem.allowed, problem.pair + prices[None, :], NEVER >> 4).min(axis=1, initial=NEVER >> 4)
    paid = np.where(problem.must, paid, np.minimum(paid, problem.waiting))
    given_back = sum(int(np.maximum(price - seat, 0).sum()) for price, seat in zip(prices, problem.seats, strict=True))
    return int(paid.sum()) - given_back


def moves(problem: Problem, chosen: NDArray[np.int64]) -> Points:
    """The cheapest single move between any two places, and to and from outside."""
    m = len(problem.seats)
    cheapest = np.full((m + 1, m + 1), NEVER, dtype=np.int64)
    pair = np.where(problem.allowed, problem.pair, NEVER)
    counts = [int(count) for count in np.bincount(chosen[chosen != NOWHERE], minlength=m)]
    for j in (j for j in range(m) if counts[j]):
        there = np.flatnonzero(chosen == j)
        now = problem.pair[there, j]
        cheapest[j, :m] = least(pair[there], now)
        left = np.where(problem.must[there], NEVER, problem.waiting[there] - now)
        cheapest[j, m] = left.min()
        cheapest[m, j] = -problem.seats[j][counts[j] - 1]
    for j, seat in enumerate(problem.seats):
        if counts[j] < len(seat):
            cheapest[j, m] = min(int(cheapest[j, m]), int(seat[counts[j]]))
    waiting = np.flatnonzero(chosen == NOWHERE)
    if len(waiting):
        cheapest[m, :m] = np.minimum(cheapest[m, :m], least(pair[waiting], problem.waiting[waiting]))
    np.fill_diagonal(cheapest, 0)
    return cheapest


def least(pair: Points, now: Points) -> Points:
    moved: Points = np.where(pair < NEVER, pair - now[:, None], NEVER).min(axis=0)
    return moved


def shortest(lengths: Points) -> Points:
    """All shortest ways (Floyd and Warshall, a row at a time)."""
    found = lengths.copy()
    for via in range(len(found)):
        np.minimum(found, found[:, via, None] + found[None, via, :], out=found)
    return found


def differences(problem: Problem, chosen: NDArray[np.int64], proof: Proof, possible: NDArray[np.bool_]) -> Points:
    """What putting each need in each place would add to the whole, with all the others at their best; NEVER where it
    cannot be. Zero at the place that was chosen."""
    here = np.where(chosen == NOWHERE, len(problem.seats), chosen)
    rows = np.arange(len(chosen))
    now = np.where(chosen == NOWHERE, problem.waiting, problem.pair[rows, chosen])
    back = proof.chains[:-1, here].T
    added: Points = problem.pair - now[:, None] + back
    return np.where(possible & (back < NEVER >> 1), added, NEVER)
