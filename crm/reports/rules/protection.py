"""Hide what must be hidden, and as little else as it takes, over all tables at once.

Every primary cell (a count from 1 to k − 1) needs a *witness*: another table of whole numbers that agrees with all that
is published, in which the cell is at least k, and at least k − 1 away from its true value. The true table is the other
witness, so no reader can say that the cell is under k, nor know it within k − 1; the same holds for every insider, who
also knows the cells of its own. A witness moves hidden cells only, so the cheapest one, when moving a published cell
costs its weight, says which cells to hide besides: the attacker's problem of Fischetti and Salazar (2001), solved cell
by cell with HiGHS. Then each secondary cell is published again where every witness can do without it.
"""

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import highspy
import numpy as np

from crm.reports.rules.system import BadSystem, Cell, System

CLOSE = 1e-6
INFINITY = highspy.kHighsInf
LEAST_COST = 1e-3
"""Of moving a hidden cell: next to nothing, so that a witness moves few cells, and few others hang on each."""


@dataclass(frozen=True)
class Protected:
    """What is hidden, and why: “primary” or “secondary” by cell."""

    system: System
    hidden: Mapping[str, str]
    seconds: float

    def to_json(self) -> dict[str, Any]:
        return self.system.to_json(self.hidden, self.seconds)


@dataclass
class Mover:
    """The linear programme of all moves `y` away from the true table that keep every relation true."""

    system: System
    names: list[str] = field(init=False)
    index: dict[str, int] = field(init=False)
    solver: highspy.Highs = field(init=False)

    def __post_init__(self) -> None:
        """Each cell has two columns, its rise and its fall, so that moving costs the same either way."""
        self.names = list(self.system.cells)
        self.index = {name: i for i, name in enumerate(self.names)}
        rows = [self.row(s.total, s.parts, 0.0, 0.0) for s in self.system.relations]
        for union in self.system.unions:
            slack = sum(self.value(part) for part in union.parts) - self.value(union.total)
            rows.append(self.row(union.total, union.parts, -INFINITY, float(slack)))
            rows += [
                self.row(union.total, (part,), float(self.value(part) - self.value(union.total)), INFINITY)
                for part in union.parts
            ]
        self.solver = self.load(rows)

    def value(self, name: str) -> int:
        return self.system.cells[name].value

    def row(
        self, total: str, parts: Iterable[str], low: float, high: float
    ) -> tuple[list[int], list[float], float, float]:
        entries: dict[int, float] = {self.index[total]: 1.0}
        for part in parts:
            entries[self.index[part]] = entries.get(self.index[part], 0.0) - 1.0
        return list(entries), list(entries.values()), low, high

    def load(self, rows: list[tuple[list[int], list[float], float, float]]) -> highspy.Highs:
        count = len(self.names)
        model = highspy.HighsLp()
        model.num_col_, model.num_row_ = 2 * count, len(rows)
        model.col_cost_ = np.zeros(2 * count)
        model.col_lower_, model.col_upper_ = np.zeros(2 * count), np.zeros(2 * count)
        model.row_lower_ = np.array([low for *_, low, _ in rows])
        model.row_upper_ = np.array([high for *_, high in rows])
        starts, indices, values = [0], [], []
        for columns, factors, _, _ in rows:
            indices += columns + [c + count for c in columns]
            values += factors + [-f for f in factors]
            starts.append(len(indices))
        model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        model.a_matrix_.start_ = np.array(starts)
        model.a_matrix_.index_ = np.array(indices, dtype=np.int32)
        model.a_matrix_.value_ = np.array(values)
        solver = highspy.Highs()  # type: ignore[no-untyped-call]
        solver.silent()
        solver.passModel(model)
        return solver

    def cheapest(self, cell: Cell, costs: np.ndarray, movable: np.ndarray, *, whole: bool = False) -> set[str] | None:
        """The cells of the cheapest witness of a cell: it rises by what its protection asks for. None if there is none.

        `costs` and `movable` are arrays over the cells; `whole` asks for whole numbers.
        """
        count, at = len(self.names), self.index[cell.id]
        rise = float(max(cell.threshold - cell.value, cell.threshold - 1))
        most = np.where(movable, INFINITY, 0.0)
        fall = np.where(movable, self.truth, 0.0)
        low = np.zeros(2 * count)
        low[at], most[at], fall[at] = rise, rise, 0.0
        columns = np.arange(2 * count, dtype=np.int32)
        self.solver.changeColsBounds(2 * count, columns, low, np.concatenate([most, fall]))
        self.solver.changeColsCost(2 * count, columns, np.concatenate([costs, costs]))
        kind = highspy.HighsVarType.kInteger if whole else highspy.HighsVarType.kContinuous
        self.solver.changeColsIntegrality(2 * count, columns, np.full(2 * count, kind))
        self.solver.run()
        if self.solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return None
        solution = np.array(self.solver.getSolution().col_value)
        net = solution[:count] - solution[count:]
        if not whole and np.abs(net - np.round(net)).max() > CLOSE:
            moved = np.abs(net) > CLOSE
            return self.cheapest(cell, costs, movable & (moved | (costs <= LEAST_COST)), whole=True) or self.cheapest(
                cell, costs, movable, whole=True
            )
        return {self.names[i] for i in np.flatnonzero(np.abs(net) > 0.5)}

    @property
    def truth(self) -> np.ndarray:
        return np.array([float(self.value(name)) for name in self.names])


def protect(system: System) -> Protected:
    """Suppress cells of `system` until every primary cell is protected, for the public and for every insider.

    Deterministic. Raises BadSystem when cells that must stay published make it impossible.
    """
    started = time.perf_counter()
    hidden: dict[str, str] = {}
    for part in separate(system):
        hidden |= protect_part(part)
    return Protected(system, hidden, time.perf_counter() - started)


def separate(system: System) -> list[System]:
    """The parts of a system that no relation ties together: each is protected by itself."""
    parent = {name: name for name in system.cells}

    def top(name: str) -> str:
        while parent[name] != name:
            parent[name] = name = parent[parent[name]]
        return name

    for line in (*system.relations, *system.unions):
        for part in line.parts:
            parent[top(part)] = top(line.total)
    groups: dict[str, dict[str, Cell]] = {}
    for name, cell in system.cells.items():
        groups.setdefault(top(name), {})[name] = cell
    return [
        System(
            cells,
            [r for r in system.relations if r.total in cells],
            [u for u in system.unions if u.total in cells],
            system.threshold,
        )
        for cells in groups.values()
    ]


def protect_part(system: System) -> dict[str, str]:
    """What is hidden of one part, and why."""
    primaries = sorted((c for c in system.cells.values() if c.primary), key=lambda c: (c.value, c.id))
    hidden = {cell.id: "primary" for cell in primaries}
    if not primaries:
        return hidden
    mover = Mover(system)
    witnesses: dict[tuple[str, str | None], set[str]] = {}
    for cell in primaries:
        for owner in attackers(system, cell):
            found = witness(mover, cell, owner, hidden)
            if found is None:
                raise BadSystem(f"Cell {cell.id} cannot be protected while the cells that are fixed stay published.")
            witnesses[cell.id, owner] = found
            for name in found:
                hidden.setdefault(name, "secondary")
    clean_up(mover, hidden, witnesses)
    return hidden


def attackers(system: System, cell: Cell) -> list[str | None]:
    """The public, then every structure that knows cells of its own and does not already know this one."""
    owners = {c.owner for c in system.cells.values() if c.owner is not None}
    return [None, *sorted(owner for owner in owners if owner != cell.owner)]


def witness(mover: Mover, cell: Cell, owner: str | None, hidden: Mapping[str, str]) -> set[str] | None:
    """The cheapest witness: hidden cells move for nothing, the others for their weight, fixed and known ones never."""
    cells = [mover.system.cells[name] for name in mover.names]
    movable = np.array([not c.fixed and (owner is None or c.owner != owner) for c in cells])
    costs = np.array([LEAST_COST if c.id in hidden else c.weight + 1.0 for c in cells])
    return mover.cheapest(cell, costs, movable)


def clean_up(mover: Mover, hidden: dict[str, str], witnesses: dict[tuple[str, str | None], set[str]]) -> None:
    """Publish each secondary cell again, heaviest first, if those whose witness used it find another without it."""
    cells = mover.system.cells
    secondary = [name for name, why in hidden.items() if why == "secondary"]
    light = np.full(len(mover.names), LEAST_COST)
    for name in sorted(secondary, key=lambda n: (-cells[n].weight, n)):
        users = [key for key, moved in witnesses.items() if name in moved]
        replaced: dict[tuple[str, str | None], set[str]] = {}
        for cell_id, owner in users:
            movable = np.array(
                [n in hidden and n != name and (owner is None or cells[n].owner != owner) for n in mover.names]
            )
            found = mover.cheapest(cells[cell_id], light, movable)
            if found is None:
                break
            replaced[cell_id, owner] = found
        else:
            del hidden[name]
            witnesses.update(replaced)
