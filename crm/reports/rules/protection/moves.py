"""Moves away from the true table that keep every relation true: the linear programme behind every witness."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import highspy
import numpy as np
import numpy.typing as npt
from highspy._core import _Highs

from crm.reports.rules.system import System

Solver = _Highs
CLOSE = 1e-6
INFINITY = highspy.kHighsInf
PIVOTS = 200_000
"""Simplex steps before a search is given up: a bound on time that depends on no clock."""

Vector = npt.NDArray[np.float64]
Move = dict[int, int]
"""By how much each cell moves, by its place; the others stay."""


def quiet() -> Solver:
    """A solver that prints nothing, on one thread (its subclass `Highs` prints a banner and starts one each run)."""
    solver = Solver()
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("threads", 1)
    solver.setOptionValue("simplex_iteration_limit", PIVOTS)
    return solver


@dataclass(frozen=True)
class Row:
    """low ≤ Σ factor · move ≤ high."""

    places: tuple[int, ...]
    factors: tuple[int, ...]
    low: float
    high: float


class Numbered:
    """A system with its cells numbered, as arrays: `value`, `cost`, and by how much each cell may `rise` and `fall`."""

    def __init__(self, system: System) -> None:
        self.cells = list(system.cells.values())
        self.place = {cell.id: i for i, cell in enumerate(self.cells)}
        self.value = np.array([float(cell.value) for cell in self.cells])
        self.rise = np.array([INFINITY if c.high is None else float(c.high - c.value) for c in self.cells])
        self.fall = np.array([float(cell.value - cell.low) for cell in self.cells])
        self.stays = np.array([cell.fixed for cell in self.cells])
        self.zero = np.array([cell.value == 0 and not (cell.fixed or cell.hidden) for cell in self.cells])
        self.rows = [row for line in system.relations for row in self.sum_rows(line.total, line.parts)]
        self.rows += [row for line in system.unions for row in self.union_rows(line.total, line.parts)]
        self.touching: list[list[int]] = [[] for _ in self.cells]
        for number, row in enumerate(self.rows):
            for place in row.places:
                self.touching[place].append(number)

    def sum_rows(self, total: str, parts: Sequence[str]) -> list[Row]:
        places = (self.place[total], *(self.place[part] for part in parts))
        return [Row(places, (1, *[-1] * len(parts)), 0.0, 0.0)]

    def union_rows(self, total: str, parts: Sequence[str]) -> list[Row]:
        """The total moves to no more than the sum of its parts, and to no less than any of them."""
        (row,) = self.sum_rows(total, parts)
        whole, *rest = row.places
        room = sum(self.value[place] for place in rest) - self.value[whole]
        least = [Row((whole, part), (1, -1), self.value[part] - self.value[whole], INFINITY) for part in rest]
        return [Row(row.places, row.factors, -INFINITY, room), *least]

    def holds(self, move: Move) -> bool:
        """Whether the table moved so is one: whole numbers make this exact."""
        if any(not -self.fall[i] <= by <= self.rise[i] for i, by in move.items()):
            return False
        touched = {number for place in move for number in self.touching[place]}
        for row in (self.rows[number] for number in touched):
            total = sum(f * move.get(p, 0) for p, f in zip(row.places, row.factors, strict=True))
            if not row.low <= total <= row.high:
                return False
        return True


class Programme:
    """A warm model over some cells of a system: each has a rise and a fall, and the others stay.

    Between two searches only a few bounds change, so the simplex goes on from where it was.
    """

    def __init__(self, numbered: Numbered, places: Sequence[int], costs: Vector) -> None:
        self.numbered, self.places = numbered, list(places)
        self.column = {place: i for i, place in enumerate(self.places)}
        self.count = len(self.places)
        self.locked: set[int] = set()
        self.costs = costs.astype(float)
        self.model = self.load(self.costs)

    def load(self, costs: Vector, *, whole: bool = False) -> Solver:
        numbered, count = self.numbered, self.count
        model = highspy.HighsLp()
        numbers = sorted({n for place in self.places for n in numbered.touching[place]})
        rows = [numbered.rows[n] for n in numbers]
        starts, indices, factors = [0], [], []
        for row in rows:
            inside = [(self.column[p], f) for p, f in zip(row.places, row.factors, strict=True) if p in self.column]
            indices += [c for c, _ in inside] + [c + count for c, _ in inside]
            factors += [f for _, f in inside] + [-f for _, f in inside]
            starts.append(len(indices))
        model.num_col_, model.num_row_ = 2 * count, len(rows)
        model.col_cost_ = np.concatenate([costs, costs])
        model.col_lower_ = np.zeros(2 * count)
        model.col_upper_ = np.concatenate([numbered.rise[self.places], numbered.fall[self.places]])
        model.row_lower_ = np.array([row.low for row in rows])
        model.row_upper_ = np.array([row.high for row in rows])
        model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        model.a_matrix_.start_ = np.array(starts)
        model.a_matrix_.index_ = np.array(indices, dtype=np.int32)
        model.a_matrix_.value_ = np.array(factors, dtype=np.float64)
        if whole:
            model.integrality_ = [highspy.HighsVarType.kInteger] * (2 * count)
        solver = quiet()
        solver.passModel(model)
        return solver

    def lock(self, place: int) -> None:
        """Keep a cell where it is from now on."""
        self.locked.add(place)
        self.bound(place, 0.0, 0.0)

    def bound(self, place: int, rise: float, fall: float) -> None:
        column = self.column[place]
        self.model.changeColBounds(column, 0.0, rise)
        self.model.changeColBounds(column + self.count, 0.0, fall)

    def release(self, places: Iterable[int]) -> None:
        for place in places:
            if place not in self.locked:
                self.bound(place, self.numbered.rise[place], self.numbered.fall[place])

    def set_cost(self, place: int, cost: float) -> None:
        column = self.column[place]
        self.costs[column] = cost
        self.model.changeColCost(column, cost)
        self.model.changeColCost(column + self.count, cost)

    def cheapest(self, place: int, by: int, without: Iterable[int] = ()) -> Move | None:
        """The cheapest move of whole numbers in which a cell moves by exactly `by`, up or (negative) down.

        None when there is none without the cells of `without`. Cost counts each step of each cell.
        """
        if not -self.numbered.fall[place] <= by <= self.numbered.rise[place] or place in self.locked:
            return None
        out = [p for p in without if p in self.column and p not in self.locked and p != place]
        for other in out:
            self.bound(other, 0.0, 0.0)
        up, down = self.column[place], self.column[place] + self.count
        self.model.changeColBounds(up, float(max(by, 0)), float(max(by, 0)))
        self.model.changeColBounds(down, float(max(-by, 0)), float(max(-by, 0)))
        self.model.run()
        found = self.result(self.model)
        if found is not None and not integral(found):
            found = self.whole(place, by, out, found)
        self.release([*out, place])
        return None if found is None else self.moved(found)

    def result(self, solver: Solver) -> Vector | None:
        if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return None
        solution = np.array(solver.getSolution().col_value)
        net: Vector = solution[: self.count] - solution[self.count :]
        return net

    def whole(self, place: int, by: int, out: Sequence[int], near: Vector) -> Vector | None:
        """The same in whole numbers, first among the cells that the fractional answer moves, then among all."""
        still = {*self.locked, *out}
        moving = [p for p, net in zip(self.places, near, strict=True) if abs(net) > CLOSE]
        for among in (moving, [p for p in self.places if p not in still]):
            small = Programme.__new__(Programme)
            small.numbered, small.places, small.count, small.locked = self.numbered, among, len(among), set()
            small.column = {p: i for i, p in enumerate(among)}
            solver = small.load(self.costs[[self.column[p] for p in among]], whole=True)
            solver.setOptionValue("mip_max_nodes", 2000)
            column = small.column[place] + (0 if by > 0 else small.count)
            solver.changeColBounds(column, float(abs(by)), float(abs(by)))
            solver.changeColBounds(small.column[place] + (small.count if by > 0 else 0), 0.0, 0.0)
            solver.run()
            found = small.result(solver)
            if found is not None and integral(found):
                whole = np.zeros(self.count)
                whole[[self.column[p] for p in among]] = found
                return whole
        return None

    def moved(self, net: Vector) -> Move | None:
        move = {self.places[i]: round(net[i]) for i in np.flatnonzero(np.abs(net) > 0.5)}
        return move if self.numbered.holds(move) else None


def integral(net: Vector) -> bool:
    return bool(np.abs(net - np.round(net)).max(initial=0.0) <= CLOSE)


def owned(numbered: Numbered) -> Mapping[str, frozenset[int]]:
    """The places of the cells that each structure knows."""
    found: dict[str, set[int]] = {}
    for place, cell in enumerate(numbered.cells):
        if cell.owner is not None:
            found.setdefault(cell.owner, set()).add(place)
    return {owner: frozenset(places) for owner, places in sorted(found.items())}
