"""Try to break what is published, as an attacker would: an edition goes out only when this fails.

Reads the published document and nothing else; shares no code with the protector. For every hidden cell it computes what
can be known: the least and the greatest value over all tables of whole numbers that agree with what is published, first
by plain elimination (what a reader finds with a pencil, so the worst leaks come first), then with HiGHS over each group
of hidden cells tied together; for the public, and for each insider, who knows the cells of its own.
"""

import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import highspy
import numpy as np

FAR = 10**9
"""Nothing bounds the cell from above."""


@dataclass(frozen=True)
class Interval:
    """What an attacker knows of a hidden cell: it lies from `low` to `high`, both included."""

    cell: str
    attacker: str
    """“public”, or the structure that looks."""

    low: int
    high: int
    how: str
    """“elimination” or “solver”."""

    exposed: bool


@dataclass(frozen=True)
class Audit:
    """The proof: an interval for each hidden cell and attacker."""

    intervals: Sequence[Interval]
    hidden: int
    seconds: float

    @property
    def exposed(self) -> list[Interval]:
        return [interval for interval in self.intervals if interval.exposed]

    def to_json(self) -> dict[str, Any]:
        return {
            "hidden": self.hidden,
            "exposed": len({interval.cell for interval in self.exposed}),
            "seconds": round(self.seconds, 3),
            "intervals": [
                {"cell": i.cell, "attacker": i.attacker, "low": i.low, "high": i.high, "how": i.how}
                for i in self.intervals
            ],
        }


@dataclass
class Inequality:
    """low ≤ Σ factor · cell ≤ high, over hidden cells only."""

    factors: dict[str, int]
    low: float
    high: float


def audit(published: Mapping[str, Any], insiders: Mapping[str, Mapping[str, int]] | None = None) -> Audit:
    """Attack a published system (see `crm report protect` for its JSON).

    `insiders` gives, by structure, the true values of the hidden cells that it knows; they are attacked from their side
    too. A primary cell is exposed when its interval does not reach its threshold `k`, or is narrower than `k − 1`.
    """
    started = time.perf_counter()
    intervals: list[Interval] = []
    for attacker, known in [("public", {}), *sorted((insiders or {}).items())]:
        intervals += attack(published, attacker, known)
    hidden = sum(cell["value"] is None for cell in published["cells"])
    return Audit(intervals, hidden, time.perf_counter() - started)


def attack(published: Mapping[str, Any], attacker: str, known: Mapping[str, int]) -> list[Interval]:
    cells = {cell["id"]: cell for cell in published["cells"]}
    values = {name: cell["value"] for name, cell in cells.items() if cell["value"] is not None} | dict(known)
    unknown = [name for name in cells if name not in values]
    system = written(published, values)
    bounds = dict.fromkeys(unknown, (0, FAR))
    eliminate(system, bounds)
    found: list[Interval] = []
    for group in tied(unknown, system):
        rows = [line for line in system if group & line.factors.keys()]
        for name, (low, high, how) in limits(sorted(group), rows, bounds).items():
            k = cells[name].get("threshold", published["threshold"])
            weak = cells[name].get("status") == "primary" and (high < k or high - low < k - 1)
            found.append(Interval(name, attacker, low, high, how, weak))
    return sorted(found, key=lambda i: (not i.exposed, i.how, i.cell))


def written(published: Mapping[str, Any], values: Mapping[str, int]) -> list[Inequality]:
    """Everything that readers know to hold, with the published figures put in."""
    lines = [inequality(r["total"], r["parts"], values, 0, 0) for r in published.get("relations", [])]
    for union in published.get("unions", []):
        lines.append(inequality(union["total"], union["parts"], values, -FAR, 0))
        lines += [inequality(union["total"], [part], values, 0, FAR) for part in union["parts"]]
    return [line for line in lines if line.factors]


def inequality(total: str, parts: Sequence[str], values: Mapping[str, int], low: float, high: float) -> Inequality:
    factors: dict[str, int] = defaultdict(int)
    constant = 0
    for name, sign in [(total, 1), *((part, -1) for part in parts)]:
        if name in values:
            constant += sign * values[name]
        else:
            factors[name] += sign
    return Inequality({n: f for n, f in factors.items() if f}, low - constant, high - constant)


def eliminate(system: Sequence[Inequality], bounds: dict[str, tuple[int, int]]) -> None:
    """What a pencil finds: tighten each cell by each line, again and again, until nothing moves."""
    changed = True
    while changed:
        changed = False
        for line in system:
            for name in line.factors:
                tighter = tightened(line, name, bounds)
                if tighter != bounds[name]:
                    bounds[name], changed = tighter, True


def tightened(line: Inequality, name: str, bounds: Mapping[str, tuple[int, int]]) -> tuple[int, int]:
    least = most = 0.0
    for other, factor in line.factors.items():
        if other != name:
            low, high = (factor * bounds[other][0], factor * bounds[other][1])
            least, most = least + min(low, high), most + max(low, high)
    factor, (low, high) = line.factors[name], bounds[name]
    ends = sorted([(line.low - most) / factor, (line.high - least) / factor])
    return max(low, int(np.ceil(ends[0] - 1e-9)) if ends[0] > -FAR else low), min(
        high, int(np.floor(ends[1] + 1e-9)) if ends[1] < FAR else high
    )


def tied(unknown: Sequence[str], system: Sequence[Inequality]) -> list[set[str]]:
    """Groups of hidden cells that no line separates."""
    parent = {name: name for name in unknown}

    def top(name: str) -> str:
        while parent[name] != name:
            parent[name] = name = parent[parent[name]]
        return name

    for line in system:
        first, *others = line.factors
        for other in others:
            parent[top(other)] = top(first)
    groups: dict[str, set[str]] = defaultdict(set)
    for name in unknown:
        groups[top(name)].add(name)
    return list(groups.values())


def limits(
    group: Sequence[str], rows: Sequence[Inequality], bounds: Mapping[str, tuple[int, int]]
) -> dict[str, tuple[int, int, str]]:
    """The least and the greatest value of each cell of a group, in whole numbers."""
    if all(bounds[name][0] == bounds[name][1] for name in group):
        return {name: (*bounds[name], "elimination") for name in group}
    solver = loaded(group, rows, bounds)
    column = {name: i for i, name in enumerate(group)}
    found: dict[str, tuple[int, int, str]] = {}
    for name in group:
        low, high = bounds[name]
        if low == high:
            found[name] = (low, high, "elimination")
            continue
        solver.changeColCost(column[name], 1.0)
        least = extreme(solver, highspy.ObjSense.kMinimize, low)
        most = extreme(solver, highspy.ObjSense.kMaximize, high)
        solver.changeColCost(column[name], 0.0)
        found[name] = (least, most, "solver")
    return found


def extreme(solver: highspy.Highs, sense: highspy.ObjSense, fallback: int) -> int:
    solver.changeObjectiveSense(sense)
    solver.run()
    if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        return fallback
    return round(solver.getInfo().objective_function_value)


def loaded(group: Sequence[str], rows: Sequence[Inequality], bounds: Mapping[str, tuple[int, int]]) -> highspy.Highs:
    column = {name: i for i, name in enumerate(group)}
    solver = highspy.Highs()  # type: ignore[no-untyped-call]
    solver.silent()
    for name in group:
        solver.addVar(float(bounds[name][0]), float(bounds[name][1]))
    for i in range(len(group)):
        solver.changeColIntegrality(i, highspy.HighsVarType.kInteger)
    for line in rows:
        indices = np.array([column[name] for name in line.factors], dtype=np.int32)
        factors = np.array([float(f) for f in line.factors.values()])
        solver.addRow(max(line.low, -FAR), min(line.high, FAR), len(indices), indices, factors)
    return solver
