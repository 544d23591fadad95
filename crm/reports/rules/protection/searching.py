"""Cell by cell, the cheapest witness that is missing; then what can be published again is."""

from collections.abc import Iterable

import numpy as np

from crm.reports.rules.protection.cleaning import clean
from crm.reports.rules.protection.moves import Numbered, Programme, Vector
from crm.reports.rules.protection.witnesses import PUBLIC, Witness, Witnesses
from crm.reports.rules.system import BadSystem, System

LEAST = 1e-3
"""What moving a hidden cell by one costs, where the median cell costs 1: witnesses that move few cells tie less."""

ALWAYS = 0.05
"""What hiding any cell costs besides its weight, in median weights: of two patterns as good, the one of fewer cells."""

KEPT = 0.999
"""What a cell hidden in the edition before costs, against another of its weight."""


class Search:
    """One part of a system, and the patterns that protect it."""

    def __init__(self, system: System, before: frozenset[str]) -> None:
        self.numbered = Numbered(system)
        self.primaries = [self.numbered.place[name] for name in system.primaries()]
        self.must = {*self.primaries, *(i for i, cell in enumerate(self.numbered.cells) if cell.hidden)}
        self.costs = self.prices(before)
        self.movable = [
            i
            for i in range(len(self.numbered.cells))
            if i in self.must or not (self.numbered.stays[i] or self.numbered.zero[i])
        ]
        self.wider: Programme | None = None

    def prices(self, before: frozenset[str]) -> Vector:
        """What hiding each cell costs, the median weight being 1."""
        weights = np.array([cell.weight for cell in self.numbered.cells])
        middle = float(np.median(weights[weights > 0])) if (weights > 0).any() else 1.0
        kept = np.array([KEPT if cell.id in before else 1.0 for cell in self.numbered.cells])
        costs: Vector = (weights / middle + ALWAYS) * kept
        return costs

    def cost(self, hidden: Iterable[int]) -> float:
        return float(sum(self.costs[i] for i in sorted(hidden) if i not in self.must))

    def run(self, guide: Vector, start: Iterable[int] = ()) -> set[int]:
        """The places hidden in a pattern that protects, found from what `start` hides already, by the costs of `guide`.

        Raises BadSystem when there is none.
        """
        hidden = {*self.must, *start}
        prices = np.array([LEAST if i in hidden else max(guide[i], LEAST) for i in self.movable])
        programme = Programme(self.numbered, self.movable, prices)
        witnesses = Witnesses(self.numbered, self.primaries)
        for place in self.primaries:
            while missing := witnesses.open(place):
                found = witnesses.find(programme, place, missing[0]) or self.among_zeros(witnesses, place, missing[0])
                witnesses.of[place].append(found)
                witnesses.share(found)
                for other in sorted(found.places - hidden):
                    if other in programme.column:
                        programme.set_cost(other, LEAST)
                hidden |= found.places
        clean(witnesses, hidden, sorted(hidden - self.must), self.costs)
        return hidden

    def among_zeros(self, witnesses: Witnesses, place: int, attacker: str) -> Witness:
        """A witness that moves zeros too, which otherwise stay published."""
        if self.wider is None:
            places = [i for i in range(len(self.numbered.cells)) if not self.numbered.stays[i]]
            self.wider = Programme(self.numbered, places, self.costs[places])
        found = witnesses.find(self.wider, place, attacker)
        if found is None:
            raise BadSystem(self.refusal(place, attacker))
        return found

    def refusal(self, place: int, attacker: str) -> str:
        """Why a cell cannot be protected, with the fixed cells nearest to it."""
        numbered = self.numbered
        near = {p for number in numbered.touching[place] for p in numbered.rows[number].places}
        near |= {p for other in list(near) for number in numbered.touching[other] for p in numbered.rows[number].places}
        fixed = sorted(numbered.cells[p].id for p in near if numbered.stays[p])
        whom = "" if attacker == PUBLIC else f" from {attacker}, who knows its own cells,"
        stay = f" while {', '.join(fixed[:12])} must stay published" if fixed else ""
        return f"Cell {numbered.cells[place].id} cannot be protected{whom}{stay}."
