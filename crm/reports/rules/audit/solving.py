"""The least and the greatest value of a cell over all tables of whole numbers, with HiGHS."""

from collections.abc import Iterable, Mapping, Sequence

import highspy
import numpy as np
import numpy.typing as npt
from highspy._core import _Highs as Solver

from crm.reports.rules.audit.reading import BadDocument, Bounds, Line

WHOLE = 1e-6


class Unsolved(Exception):  # noqa: N818 - not an error of the document: the proof cannot be given
    """The solver gave no answer for a cell, so that nothing is proved."""


class Group:
    """Unknown cells that hang together, and the lines between them."""

    def __init__(self, names: Sequence[str], lines: Sequence[Line], bounds: Mapping[str, Bounds]) -> None:
        self.names, self.lines, self.bounds = list(names), lines, bounds
        self.column = {name: i for i, name in enumerate(self.names)}
        self.relaxed = self.load(whole=False)
        self.exact: Solver | None = None
        self.table: dict[str, int] = {}
        """The table of the last answer."""

    def load(self, *, whole: bool) -> Solver:
        model = highspy.HighsLp()
        model.num_col_, model.num_row_ = len(self.names), len(self.lines)
        model.col_cost_ = np.zeros(len(self.names))
        model.col_lower_ = np.array([float(self.bounds[name][0]) for name in self.names])
        highs = [self.bounds[name][1] for name in self.names]
        model.col_upper_ = np.array([highspy.kHighsInf if high is None else float(high) for high in highs])
        lows = [-highspy.kHighsInf if line.least is None else float(line.least) for line in self.lines]
        model.row_lower_ = np.array(lows)
        tops = [highspy.kHighsInf if line.most is None else float(line.most) for line in self.lines]
        model.row_upper_ = np.array(tops)
        model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        model.a_matrix_.start_ = np.cumsum([0, *(len(line.factors) for line in self.lines)])
        columns = [self.column[name] for line in self.lines for name in line.factors]
        model.a_matrix_.index_ = np.array(columns, dtype=np.int32)
        model.a_matrix_.value_ = np.array([float(f) for line in self.lines for f in line.factors.values()])
        if whole:
            model.integrality_ = [highspy.HighsVarType.kInteger] * len(self.names)
        solver = Solver()  # its subclass, highspy.Highs, prints a banner and starts a thread each run
        solver.setOptionValue("output_flag", False)
        solver.setOptionValue("threads", 1)
        solver.setOptionValue("mip_rel_gap", 0.0)
        solver.setOptionValue("mip_abs_gap", 0.99)
        solver.passModel(model)
        return solver

    def least(self, weights: Mapping[str, int]) -> int | None:
        """The least of Σ weight · cell over whole numbers; None when it has no limit."""
        values = self.optimum(self.relaxed, weights)
        if values is not None and np.abs(values - np.round(values)).max(initial=0.0) > WHOLE:
            if self.exact is None:
                self.exact = self.load(whole=True)
            values = self.optimum(self.exact, weights)
        if values is None:
            return None
        self.table = {name: round(value) for name, value in zip(self.names, values, strict=True)}
        return sum(weight * self.table[name] for name, weight in weights.items())

    def interval(self, name: str) -> Bounds:
        low, high = self.least({name: 1}), self.least({name: -1})
        return low or 0, None if high is None else -high

    def optimum(self, solver: Solver, weights: Mapping[str, int]) -> npt.NDArray[np.float64] | None:
        """A table at which Σ weight · cell is least; None when it has no limit."""
        for name, weight in weights.items():
            solver.changeColCost(self.column[name], float(weight))
        solver.run()
        if solver.getModelStatus() == highspy.HighsModelStatus.kUnboundedOrInfeasible:
            solver.setOptionValue("presolve", "off")
            solver.run()
            solver.setOptionValue("presolve", "choose")
        status, values = solver.getModelStatus(), np.array(solver.getSolution().col_value)
        for name in weights:
            solver.changeColCost(self.column[name], 0.0)
        if status == highspy.HighsModelStatus.kOptimal:
            return values
        if status == highspy.HighsModelStatus.kUnbounded:
            return None
        if status == highspy.HighsModelStatus.kInfeasible:
            raise BadDocument(f"No table of counts agrees with what is published about {', '.join(self.names[:12])}.")
        raise Unsolved(f"The solver stopped at {', '.join(weights)}: {status.name}.")


def tied(unknown: Iterable[str], lines: Sequence[Line]) -> list[tuple[list[str], list[Line]]]:
    """Groups of unknown cells that no line separates, with their lines."""
    parent = {name: name for name in unknown}

    def top(name: str) -> str:
        while parent[name] != name:
            parent[name] = name = parent[parent[name]]
        return name

    for line in lines:
        first, *others = line.factors
        for other in others:
            parent[top(other)] = top(first)
    groups: dict[str, tuple[list[str], list[Line]]] = {}
    for name in sorted(parent):
        groups.setdefault(top(name), ([], []))[0].append(name)
    for line in lines:
        groups[top(next(iter(line.factors)))][1].append(line)
    return list(groups.values())
