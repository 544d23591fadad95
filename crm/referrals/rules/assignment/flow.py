"""The whole pool as one minimum-cost flow: referral → structure → its next place, or left to wait."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from ortools.graph.python.min_cost_flow import SimpleMinCostFlow

from crm.referrals.rules.assignment.costs import Points, Truths
from crm.referrals.rules.assignment.instance import BadInstance

NOWHERE = -1
TIES = 1 << 16
LARGEST = 1 << 62


@dataclass(frozen=True)
class Problem:
    """Arrays of (needs, places): what is allowed, what it costs, and what waiting costs."""

    pair: Points
    allowed: Truths
    seats: Sequence[Points]
    waiting: Points
    """A large amount for each, so that as many as possible are placed first; then what their wait costs."""

    must: Truths
    """The needs that cannot be left to wait: they were placed by hand."""


def large(pair: Points, seats: Sequence[Points], waiting: Points) -> int:
    """More than twice what can be saved by placing everybody else otherwise."""
    dearest = max((int(places[-1]) for places in seats if len(places)), default=0)
    return 2 * (len(pair) * (int(pair.max(initial=0)) + dearest) + int(waiting.sum())) + 1


def ties(needs: Sequence[str], places: Sequence[str], most: int) -> Points:
    """A number below `most` for every pair, drawn from the identifiers alone: among equal costs, nobody is favoured
    by name, by rank in a list or by date, and the same instance always gives the same answer."""
    a, b = (np.array([digest(name) for name in names], dtype=np.uint64) for names in (needs, places))
    mixed = (a[:, None] ^ b[None, :]) * np.uint64(0x9E3779B97F4A7C15)
    mixed = (mixed ^ (mixed >> np.uint64(29))) * np.uint64(0xBF58476D1CE4E5B9)
    drawn: Points = ((mixed >> np.uint64(32)) % np.uint64(most)).astype(np.int64)
    return drawn


def digest(name: str) -> int:
    return int.from_bytes(hashlib.blake2b(name.encode(), digest_size=8).digest(), "big")


def place(problem: Problem, needs: Sequence[str], places: Sequence[str]) -> NDArray[np.int64]:
    """The place of each need, or NOWHERE: an optimum of the flow, in whole numbers from end to end.

    Raises BadInstance when the costs are too large to be counted exactly.
    """
    n, m = problem.pair.shape
    if not n:
        return np.zeros(0, dtype=np.int64)
    dearest = max(int(problem.pair.max(initial=0)), int(problem.waiting.max()), 1)
    most = min(TIES, (LARGEST // (dearest * (n + m + 2)) - 1) // n)
    if most < 1:
        raise BadInstance("The weights or distances are too large to be counted exactly: lower them.")
    scale = n * most + 1
    i, j = np.nonzero(problem.allowed)
    waits = np.flatnonzero(~problem.must)
    seated = np.repeat(np.arange(m), [len(seat) for seat in problem.seats])
    sink = n + m
    drawn = ties(needs, places, most)[i, j]
    tails = np.concatenate([i, n + seated, waits])
    heads = np.concatenate([n + j, np.full(len(seated) + len(waits), sink)])
    seat_costs = np.concatenate([*problem.seats, np.zeros(0, dtype=np.int64)])
    costs = np.concatenate([problem.pair[i, j] * scale + drawn, seat_costs * scale, problem.waiting[waits] * scale])
    network = SimpleMinCostFlow()
    arcs = network.add_arcs_with_capacity_and_unit_cost(tails, heads, np.ones(len(tails), dtype=np.int64), costs)
    network.set_nodes_supplies(np.arange(n + m + 1), np.r_[np.ones(n), np.zeros(m), -n].astype(np.int64))
    if network.solve() != network.OPTIMAL:
        raise BadInstance("What was fixed by hand does not fit: a structure has fewer places than people put there.")
    used = network.flows(arcs[: len(i)]) > 0
    chosen = np.full(n, NOWHERE, dtype=np.int64)
    chosen[i[used]] = j[used]
    return chosen
