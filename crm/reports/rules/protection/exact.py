"""Bring a pattern near the least loss: cuts from the attacker's problem, and a small master problem (branch and cut).

After Fischetti and Salazar (2001): z says which cells are hidden. If a primary cell can move by less than it must under
z, the dual prices of that problem give an inequality that every protecting pattern meets and that z does not. The
master problem finds the cheapest z under the inequalities so far; each answer is completed into a pattern that
protects, and the cheapest one is kept. The bounds are on steps, not on time, so that the result is always the same.
"""

import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import highspy
import numpy as np

from crm.reports.rules.protection.moves import INFINITY, Vector, owned, quiet
from crm.reports.rules.protection.searching import Search
from crm.reports.rules.protection.witnesses import PUBLIC

WORK = 6_000_000
"""Cells looked at, over all problems solved, before the search stops; a master problem counts as a fifth of it."""

ROUND = WORK // 1000
"""Of which each answer of the master costs so much at least: many small ones end too."""

NEAR = 0.01
"""A pattern that costs at most this share more than the bound is good enough."""

VIOLATED = 1e-4


@dataclass(frozen=True)
class Cut:
    """Σ factor · z ≥ least, over places."""

    places: tuple[int, ...]
    factors: tuple[float, ...]
    least: float

    def short(self, z: Vector) -> bool:
        return float(np.dot(z[list(self.places)], self.factors)) < self.least * (1 - VIOLATED)


class Attack:
    """The attacker's problem: how far a cell can move when only hidden cells do."""

    def __init__(self, search: Search) -> None:
        self.numbered, self.owned = search.numbered, owned(search.numbered)
        self.count = len(self.numbered.cells)
        self.columns = np.arange(self.count, dtype=np.int32)
        self.most = float(max(cell.threshold for cell in self.numbered.cells))
        model = highspy.HighsLp()
        rows = self.numbered.rows
        model.num_col_, model.num_row_ = self.count, len(rows)
        model.col_cost_ = np.zeros(self.count)
        model.col_lower_, model.col_upper_ = np.zeros(self.count), np.zeros(self.count)
        model.row_lower_, model.row_upper_ = np.array([r.low for r in rows]), np.array([r.high for r in rows])
        model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        model.a_matrix_.start_ = np.cumsum([0, *(len(r.places) for r in rows)])
        model.a_matrix_.index_ = np.array([p for r in rows for p in r.places], dtype=np.int32)
        model.a_matrix_.value_ = np.array([float(f) for r in rows for f in r.factors])
        self.solver = quiet()
        self.solver.passModel(model)

    def under(self, z: Vector, attacker: str) -> None:
        """Let cells move as far as z hides them; a structure's own cells stay."""
        hidden = z.copy()
        hidden[list(self.owned.get(attacker, ()))] = 0.0
        rise = np.minimum(self.numbered.rise, self.most) * hidden
        fall = np.minimum(self.numbered.fall, self.most) * hidden
        self.solver.changeColsBounds(self.count, self.columns, -fall, rise)

    def cut(self, place: int, attacker: str) -> Cut | None:
        """The inequality that a cell's protection asks for and that z, set by `under`, does not meet; None when met."""
        cell = self.numbered.cells[place]
        up, up_factors, up_free = self.farthest(place, attacker, 1.0)
        reach = max(cell.threshold - cell.value, 0)
        if up < reach - VIOLATED:
            return self.inequality(place, up_factors, reach - up_free)
        if up >= cell.threshold - 1 - VIOLATED:
            return None
        down, down_factors, down_free = self.farthest(place, attacker, -1.0)
        if up + down >= cell.threshold - 1 - VIOLATED:
            return None
        return self.inequality(place, up_factors + down_factors, cell.threshold - 1 - up_free - down_free)

    def farthest(self, place: int, attacker: str, sign: float) -> tuple[float, Vector, float]:
        """How far a cell moves, and the prices that bound it: Σ factor · z + free, whatever z is."""
        self.solver.changeColCost(place, -sign)
        self.solver.run()
        solution, solved = self.solver.getSolution(), self.solver.getModelStatus() == highspy.HighsModelStatus.kOptimal
        self.solver.changeColCost(place, 0.0)
        if not solved:
            return INFINITY, np.zeros(self.count), 0.0
        prices, rows = np.array(solution.col_dual), np.array(solution.row_dual)
        free = -float(np.dot(rows, np.array(solution.row_value)))
        with np.errstate(invalid="ignore"):
            factors = np.where(prices < -1e-9, -prices * self.numbered.rise, 0.0)
            factors = factors + np.where(prices > 1e-9, prices * self.numbered.fall, 0.0)
        factors[list(self.owned.get(attacker, ()))] = 0.0
        return sign * solution.col_value[place], factors, free

    def inequality(self, place: int, factors: Vector, least: float) -> Cut | None:
        if least <= VIOLATED:
            return None
        least -= min(factors[place], least)
        factors[place] = 0.0
        places = np.flatnonzero(factors > 1e-9)
        if least <= VIOLATED:
            return None
        return Cut(tuple(places.tolist()), tuple(np.minimum(factors[places] / least, 1.0).tolist()), 1.0)


@dataclass
class Master:
    """The cheapest z under the inequalities found so far; `answer` gives z and a bound on every pattern's cost."""

    search: Search
    free: list[int]

    def __post_init__(self) -> None:
        self.column = {place: i for i, place in enumerate(self.free)}
        self.solver = quiet()
        for place in self.free:
            self.solver.addVar(0.0, 1.0)
            self.solver.changeColCost(self.column[place], float(self.search.costs[place]))

    def add(self, cuts: Iterable[Cut]) -> int:
        """Note inequalities; how many of them say something."""
        return sum([self.note(cut) for cut in cuts])

    def note(self, cut: Cut) -> bool:
        """Note an inequality, with what must be hidden counted in."""
        least, factors = cut.least, {}
        for place, factor in zip(cut.places, cut.factors, strict=True):
            if place in self.search.must:
                least -= factor
            elif place in self.column:
                factors[self.column[place]] = factor
        if not factors or (least <= VIOLATED and min(factors.values()) >= 0):
            return False
        columns = np.array(list(factors), dtype=np.int32)
        values = np.array([min(factor, least) if least > 0 else factor for factor in factors.values()])
        self.solver.addRow(least, INFINITY, len(columns), columns, values)
        return True

    def answer(self, *, whole: bool, near: set[int]) -> tuple[Vector, float]:
        kind = highspy.HighsVarType.kInteger if whole else highspy.HighsVarType.kContinuous
        columns = np.arange(len(self.free), dtype=np.int32)
        self.solver.changeColsIntegrality(len(self.free), columns, np.full(len(self.free), kind))
        if whole:
            self.solver.setOptionValue("mip_max_nodes", 20)
            self.solver.setOptionValue("mip_rel_gap", NEAR / 2)
            start = highspy.HighsSolution()
            start.col_value = [float(place in near) for place in self.free]
            self.solver.setSolution(start)
        self.solver.run()
        z = np.zeros(len(self.search.costs))
        z[list(self.search.must)] = 1.0
        z[self.free] = np.clip(self.solver.getSolution().col_value, 0.0, 1.0)
        info = self.solver.getInfo()
        return z, info.mip_dual_bound if whole else info.objective_function_value


def improve(search: Search, best: set[int], seconds: float | None) -> set[int]:
    """The cheapest pattern found within the work allowed: at least as good as `best`, and as safe."""
    ends = None if seconds is None else time.perf_counter() + seconds
    attack, master = Attack(search), Master(search, sorted(i for i in search.movable if i not in search.must))
    effort = Effort(WORK, ends)
    tough: list[tuple[int, str]] = [(place, PUBLIC) for place in search.primaries]
    z, bound = master.answer(whole=False, near=best)
    while effort.left() and (new := list(violated(search, attack, z, tough, effort))):
        if not master.add(new):
            break
        effort.steps -= ROUND
        z, bound = master.answer(whole=False, near=best)
    best = min(best, search.run(search.costs * (1.0 - 0.95 * z)), key=search.cost)
    while effort.left() and search.cost(best) > bound * (1 + NEAR):
        effort.steps -= WORK // 5
        z, bound = master.answer(whole=True, near=best)
        start = np.flatnonzero(z > 0.5)
        best = min(best, search.run(search.costs, start.tolist()), key=search.cost)
        z = np.round(z)
        if not master.add(violated(search, attack, z, tough, effort)):
            break
    return best


@dataclass
class Effort:
    """How much work may still be done."""

    steps: int
    ends: float | None

    def left(self) -> bool:
        return self.steps > 0 and (self.ends is None or time.perf_counter() < self.ends)


def violated(
    search: Search, attack: Attack, z: Vector, tough: Sequence[tuple[int, str]], effort: Effort
) -> Iterator[Cut]:
    """The inequalities that z does not meet: of protection, and that a hidden cell is never alone in a relation."""
    attack.under(z, PUBLIC)
    for place, attacker in tough:
        if not effort.left():
            return
        effort.steps -= len(search.costs)
        cut = attack.cut(place, attacker)
        if cut is not None and cut.short(z):
            yield cut
    for row in search.numbered.rows:
        if row.low != row.high:
            continue
        total = float(sum(z[p] for p in row.places))
        for place in row.places:
            if z[place] > total - z[place] + VIOLATED and place not in search.must:
                yield Cut((place, *(p for p in row.places if p != place)), (-1.0, *[1.0] * (len(row.places) - 1)), 0.0)
