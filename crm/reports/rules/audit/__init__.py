"""Try to break what is published, as an attacker would: an edition goes out only when this fails.

Reads the published document and nothing else, and shares no code with the protector (an import contract holds them
apart). For every hidden cell it computes what can be known: the least and the greatest value over all tables of whole
numbers that agree with what is published; first by plain elimination (what a reader finds with a pencil: the worst
leaks come first), then with HiGHS over each group of hidden cells tied together; for the public, and for each insider,
a structure that knows the cells of its own.
"""

import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import Any

from crm.reports.rules.audit.elimination import eliminate
from crm.reports.rules.audit.reading import BadDocument, Bounds, Line, Published, insiders, read
from crm.reports.rules.audit.solving import Group, Unsolved, tied

__all__ = ["Audit", "BadDocument", "Interval", "Unsolved", "audit"]

PUBLIC = "public"
CORES = 2
OTHER = "\0other"
"""After the name of a cell: the same cell in another table."""


@dataclass(frozen=True)
class Interval:
    """What an attacker knows of a hidden cell: it lies from `low` to `high`, both included (None: no limit)."""

    cell: str
    attacker: str
    """“public”, or the structure that looks."""

    low: int
    high: int | None
    how: str
    """“published”, “elimination” or “solver”."""

    exposed: bool

    def __str__(self) -> str:
        known = f"at least {self.low}" if self.high is None else f"between {self.low} and {self.high}"
        return f"{self.cell}: {known} ({self.how}{'' if self.attacker == PUBLIC else f', known to {self.attacker}'})"


@dataclass(frozen=True)
class Audit:
    """The proof: an interval for each hidden cell and attacker, the exposed ones first."""

    intervals: Sequence[Interval]
    hidden: int
    seconds: float

    @property
    def exposed(self) -> list[Interval]:
        """The worst finding of each exposed cell."""
        worst: dict[str, Interval] = {}
        for interval in self.intervals:
            if interval.exposed:
                worst.setdefault(interval.cell, interval)
        return list(worst.values())

    def to_json(self) -> dict[str, Any]:
        return {
            "hidden": self.hidden,
            "exposed": len(self.exposed),
            "seconds": round(self.seconds, 3),
            "intervals": [
                {
                    "cell": i.cell,
                    "attacker": i.attacker,
                    "low": i.low,
                    "high": i.high,
                    "how": i.how,
                    "exposed": i.exposed,
                }
                for i in self.intervals
            ],
        }


def audit(document: Any, known: Any = None) -> Audit:
    """Attack a published document (the OUT of docs/disclosure.md). Raises BadDocument when it is none.

    A primary cell with threshold k is exposed when its interval does not reach k or is narrower than k − 1; a rounded
    cell when its interval is narrower than the base less one; a count from 1 to k − 1 when it stands there. `known` is
    the document before protection, from which only what structures know of their own cells is taken: then the
    intervals of insiders are exact. Without it, an insider's interval is the widest that its unknown knowledge could
    leave, so that what it exposes is exposed for certain.
    """
    started = time.perf_counter()
    published = read(document)
    groups = tied(published.unknown, published.lines())
    looks = [partial(look, published, PUBLIC, {}, *group) for group in groups]
    for owner, cells in ({} if known is None else insiders(known, published)).items():
        looks += [partial(look, published, owner, cells, *group) for group in groups if cells.keys() & group[0]]
    for owner, names in published.owners.items() if known is None else ():
        looks += [partial(look_inside, published, owner, *group) for group in groups if names & {*group[0]}]
    found = [Interval(name, PUBLIC, value, value, "published", True) for name, value in published.bare.items()]
    with ThreadPoolExecutor(CORES) as pool:
        found += [interval for future in [pool.submit(one) for one in looks] for interval in future.result()]
    order = {"published": 0, "elimination": 1, "solver": 2}
    found.sort(key=lambda i: (not i.exposed, order[i.how], i.attacker != PUBLIC, width(i), i.cell, i.attacker))
    return Audit(found, len(published.unknown), time.perf_counter() - started)


def width(interval: Interval) -> float:
    return float("inf") if interval.high is None else interval.high - interval.low


def look(
    published: Published, attacker: str, known: Mapping[str, int], names: Sequence[str], lines: Sequence[Line]
) -> list[Interval]:
    """What an attacker, who knows the cells of `known`, finds in one group of hidden cells."""
    bounds = {name: published.unknown[name] for name in names if name not in known}
    if contrary := [line for line in (line.given(known) for line in lines) if not line.factors and not line.holds()]:
        raise BadDocument(f"What {attacker} knows does not go with what is published ({len(contrary)} relations).")
    left = [line for line in (line.given(known) for line in lines) if line.factors]
    bounds = eliminate(left, bounds)
    pinned = {name: low for name, (low, high) in bounds.items() if low == high}
    found = [interval(published, attacker, name, bounds[name], bounds[name]) for name in pinned]
    left = [line for line in (line.given(pinned) for line in left) if line.factors]
    for among, between in tied(bounds.keys() - pinned.keys(), left):
        group = Group(among, between, bounds)
        found += [interval(published, attacker, name, bounds[name], group.interval(name)) for name in among]
    return found


def interval(published: Published, attacker: str, name: str, pencil: Bounds, exact: Bounds) -> Interval:
    target = published.targets.get(name)
    exposed = target is not None and target.missed(exact)
    by_hand = target is not None and target.missed(pencil) if exposed else pencil == exact
    low, high = exact
    return Interval(name, attacker, low, high, "elimination" if by_hand else "solver", exposed)


def look_inside(published: Published, owner: str, names: Sequence[str], lines: Sequence[Line]) -> list[Interval]:
    """The widest interval that a structure's knowledge could leave, without that knowledge.

    Two tables that differ only in cells the structure has not counted: the interval is what lies between them.
    """
    own = published.owners[owner]
    bounds = eliminate(lines, {name: published.unknown[name] for name in names})
    twice = [*lines, *(renamed(line, own) for line in lines if line.factors.keys() - own)]
    found = []
    for name in sorted(published.targets.keys() & set(names) - own):
        target, high = published.targets[name], bounds[name][1]
        if high is not None and high < target.reach:
            continue
        both = bounds | {other + OTHER: bounds[other] for other in names if other not in own}
        both[name] = max(bounds[name][0], target.reach), high
        group = Group(sorted(both), twice, both)
        widest = group.least({name: -1, name + OTHER: 1})
        low, top = (bounds[name][0], None) if widest is None else (group.table[name + OTHER], group.table[name])
        found.append(Interval(name, owner, low, top, "solver", target.missed((low, top))))
    return found


def renamed(line: Line, own: frozenset[str]) -> Line:
    """The same line of the other table, of which only the structure's own cells are the same."""
    return Line({n if n in own else n + OTHER: f for n, f in line.factors.items()}, line.least, line.most)
