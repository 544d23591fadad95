"""Hide what must be hidden, and as little else as it takes, over all tables at once.

Every primary cell needs *witnesses*: other tables of whole numbers that agree with all that is published, so that a
reader must think that it may be at least k, and cannot know it within k − 1. The true table is one of them. A witness
moves hidden cells only, so the cheapest one, when moving a published cell costs its weight, says which cells to hide
besides (the attacker's problem of Fischetti and Salazar, Management Science 47(7), 2001). The same holds for each
insider, whose own cells do not move. Afterwards every cell that the witnesses can do without is published again
(`cleaning`), and smaller systems are brought near the least loss by cuts (`exact`).
"""

import time
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from crm.reports.rules.protection.exact import improve
from crm.reports.rules.protection.rounding import BASE, rounded
from crm.reports.rules.protection.searching import Search
from crm.reports.rules.system import System, separate


@dataclass(frozen=True)
class Protected:
    """What is hidden, and why: “primary” or “secondary” by cell."""

    system: System
    hidden: Mapping[str, str]
    seconds: float
    rounded: Mapping[str, int] | None = None
    """What is shown of each cell, when rounded."""

    base: int = BASE

    def to_json(self) -> dict[str, Any]:
        """The published document (docs/disclosure.md), without any hidden value."""
        document = self.system.to_json(self.hidden, self.seconds)
        if self.rounded is not None:
            document |= {"method": "rounding", "base": self.base}
            for line in document["cells"]:
                line["value"] = self.rounded[line["id"]]
        return document


def protect(
    system: System, *, method: str = "suppression", before: Collection[str] = (), seconds: float | None = None
) -> Protected:
    """Suppress cells of `system` until every primary cell is protected, from the public and from every insider.

    Guarantees: the result passes the rules of docs/disclosure.md whenever the search for less loss stops; it depends
    neither on the order of cells and relations nor on chance; fixed cells stay. `before` names the cells hidden in the
    edition before, preferred where that costs nothing. `seconds` stops the search for less loss by the clock; without
    it, the search is bounded by the number of its steps, and the same system always gives the same result.
    With `method` “rounding”, nothing is hidden and every cell is rounded (`rounding`) instead.
    Raises BadSystem, naming the cells, when those that must stay published make protection impossible.
    """
    started = time.perf_counter()
    if method == "rounding":
        shown = {name: value for part in separate(system) for name, value in rounded(part, BASE).items()}
        return Protected(system, {}, time.perf_counter() - started, shown)
    hidden: dict[str, str] = {}
    for part in separate(system):
        left = None if seconds is None else max(0.0, seconds - (time.perf_counter() - started))
        hidden |= protect_part(part, frozenset(before), left)
    return Protected(system, {n: hidden[n] for n in system.cells if n in hidden}, time.perf_counter() - started)


def protect_part(system: System, before: frozenset[str], seconds: float | None) -> dict[str, str]:
    """What is hidden of one part, and why."""
    search = Search(system, before)
    hidden = search.run(search.costs)
    if search.primaries:
        hidden = improve(search, hidden, seconds)
    cells, primary = search.numbered.cells, set(search.primaries)
    return {cells[i].id: "primary" if i in primary else "secondary" for i in sorted(hidden)}
