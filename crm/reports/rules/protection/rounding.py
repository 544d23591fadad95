"""Controlled rounding: every cell is shown as a multiple of the base next to it, and every total is still the sum.

Zero-restricted, after Cox (JASA 82, 1987): a multiple stays, another count goes to one of its two neighbours, so that
a reader knows a count within the base. The choice nearest to the true table is found with HiGHS; each cell must stay
in doubt by at least the base less one, for the public and every insider, or another choice is made.
"""

from collections.abc import Sequence

import highspy
import numpy as np

from crm.reports.rules.protection.moves import INFINITY, Numbered, Programme, Solver, Vector, quiet
from crm.reports.rules.protection.witnesses import Witnesses
from crm.reports.rules.system import BadSystem, System

BASE = 5
TRIES = 60
"""How many choices are tried in each of the two ways before giving up."""


def rounded(system: System, base: int) -> dict[str, int]:
    """What to show of each cell of a part. Raises BadSystem when the cells that must stay as they are forbid it."""
    numbered = Numbered(system)
    for otherwise in (elsewhere, differently):
        solver = loaded(numbered, base)
        for _ in range(TRIES):
            solver.run()
            if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
                break
            times = np.round(solver.getSolution().col_value)
            shown = np.where(numbered.stays, numbered.value, times * base)
            if not (known := found_out(numbered, shown, base)):
                return {cell.id: int(shown[i]) for i, cell in enumerate(numbered.cells)}
            otherwise(solver, known, times)
    fixed = [cell.id for cell in numbered.cells if cell.fixed] or [cell.id for cell in numbered.cells]
    raise BadSystem(f"No rounding to {base} keeps the totals and protects: {', '.join(fixed[:12])} leave no choice.")


def loaded(numbered: Numbered, base: int) -> Solver:
    """One whole number for each cell: how many times the base is shown."""
    solver = quiet()
    for i, cell in enumerate(numbered.cells):
        times = cell.value // base
        solver.addVar(float(times), float(times + (cell.value % base > 0)))
        solver.changeColCost(i, float(base - 2 * (cell.value % base)) + 1e-6 * i / len(numbered.cells))
        solver.changeColIntegrality(i, highspy.HighsVarType.kInteger)
        if cell.fixed:
            solver.changeColBounds(i, cell.value / base, cell.value / base)
            solver.changeColIntegrality(i, highspy.HighsVarType.kContinuous)
    for row in numbered.rows:
        low = row.low if row.low in (0.0, -INFINITY) else 0.0
        high = row.high if row.high in (0.0, INFINITY) else 0.0
        factors = np.array(row.factors, dtype=np.float64)
        solver.addRow(low, high, len(row.places), np.array(row.places, dtype=np.int32), factors)
    return solver


def elsewhere(solver: Solver, known: Sequence[int], times: Vector) -> None:
    """Leave each cell that is known too well its other neighbour: quick, and mostly right."""
    for place in known:
        low, high = solver.getLp().col_lower_[place], solver.getLp().col_upper_[place]
        free = low < high
        solver.changeColBounds(place, low + (times[place] == low and free), high - (times[place] == high and free))


def differently(solver: Solver, _known: Sequence[int], times: Vector) -> None:
    """Leave every choice but this one: slow, and misses none."""
    low = np.array(solver.getLp().col_lower_)
    places = np.flatnonzero(low < np.array(solver.getLp().col_upper_)).astype(np.int32)
    signs = np.where(times[places] == low[places], 1.0, -1.0)
    solver.addRow(1.0 + float(signs @ times[places]), INFINITY, len(places), places, signs)


def found_out(numbered: Numbered, shown: np.ndarray, base: int) -> list[int]:
    """The rounded cells that somebody would know too well: to within less than the base less one."""
    near = Numbered.__new__(Numbered)
    near.__dict__.update(numbered.__dict__)
    near.rise = np.minimum(numbered.rise, shown + base - 1 - numbered.value)
    near.fall = np.minimum(numbered.fall, numbered.value - np.maximum(shown - base + 1, 0))
    places = [i for i in range(len(near.cells)) if not near.stays[i]]
    witnesses = Witnesses(near, places, lambda _cell: (0, base - 1))
    programme = Programme(near, places, np.ones(len(places)))
    known = []
    for place in places:
        while missing := witnesses.open(place):
            witness = witnesses.find(programme, place, missing[0])
            if witness is None:
                known.append(place)
                break
            witnesses.of[place].append(witness)
            witnesses.share(witness)
    return known
