"""2 000 referrals × 300 structures solved at once, beside the bare solver on the same costs."""

import random
import statistics
from typing import Any

from crm.referrals.rules.assignment import Instance, Need, Place, solve

NEEDS, PLACES = 2000, 300
THEMES = ("train", "job", "housing")
SOUTH, NORTH, WEST, EAST = 48.85, 51.05, 1.4, 4.2
"""The corners of the région."""


def instance(seed: int) -> Instance:
    """A région of people and structures: places for about all, so that they are disputed."""
    draw = random.Random(seed)

    def somewhere() -> tuple[float, float]:
        return draw.uniform(SOUTH, NORTH), draw.uniform(WEST, EAST)

    places = [
        Place(
            f"S{n}",
            draw.randrange(2, 12),
            somewhere(),
            load=draw.randrange(6),
            themes=frozenset(draw.sample(THEMES, 2)),
            ages=(16, 25),
            answer_days=draw.randrange(1, 20),
        )
        for n in range(PLACES)
    ]
    needs = [
        Need(
            f"R{n}",
            somewhere(),
            mobile=draw.random() < 0.5,
            theme=draw.choice(THEMES),
            age=draw.randrange(16, 26),
            urgency=draw.choice((0, 0, 0, 1, 2)),
            waited=draw.randrange(30),
        )
        for n in range(NEEDS)
    ]
    return Instance(tuple(places), tuple(needs), reach=None)


def measure(seeds: int = 5) -> list[dict[str, Any]]:
    """The whole (costs, flow, proof, runners-up, words) and the solver alone; every answer is proven best."""
    solved = [solve(instance(seed)) for seed in range(seeds)]
    assert all(one.total == one.bound for one in solved)
    return [
        {
            "action": f"assign {NEEDS} referrals to {PLACES} structures",
            "whole_s": statistics.median(one.seconds for one in solved),
            "slowest_s": max(one.seconds for one in solved),
            "bare_solver_s": statistics.median(one.solver_seconds for one in solved),
            "placed": solved[0].placed,
        }
    ]
