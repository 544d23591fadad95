"""What is published, as an attacker reads it: unknowns with bounds, and inequalities between them.

The auditor's own reader: nothing here, or anywhere in the auditor, comes from the protector.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Bounds = tuple[int, int | None]
"""Least and greatest value, both included; None when nothing bounds it from above."""


class BadDocument(Exception):  # noqa: N818 - its text is a sentence for whoever typed the command
    """What was given is no published system of tables. Its text names the cells."""


@dataclass(frozen=True)
class Line:
    """least ≤ Σ factor · cell ≤ most, over unknown cells only (None: no limit)."""

    factors: Mapping[str, int]
    least: int | None
    most: int | None

    def given(self, known: Mapping[str, int]) -> "Line":
        """The same, once some cells are known."""
        constant = sum(factor * known[name] for name, factor in self.factors.items() if name in known)
        left = {name: factor for name, factor in self.factors.items() if name not in known}
        least, most = (None if end is None else end - constant for end in (self.least, self.most))
        return Line(left, least, most)

    def holds(self) -> bool:
        """Whether it is true when no cell is left in it."""
        return (self.least is None or self.least <= 0) and (self.most is None or self.most >= 0)


@dataclass(frozen=True)
class Target:
    """What the interval of a primary cell must do: reach at least `reach`, and be at least `wide` wide."""

    reach: int
    wide: int

    def missed(self, bounds: Bounds) -> bool:
        low, high = bounds
        return high is not None and (high < self.reach or high - low < self.wide)


@dataclass(frozen=True)
class Published:
    """A published system: exact values, what is unknown within which bounds, what must not be found, who knows what."""

    values: Mapping[str, int]
    unknown: Mapping[str, Bounds]
    targets: Mapping[str, Target]
    bare: Mapping[str, int]
    """Counts from 1 to k − 1 that stand there for all to read."""

    owners: Mapping[str, frozenset[str]]
    """The unknown cells that each structure has counted itself."""

    sums: Sequence[tuple[str, Sequence[str]]]
    unions: Sequence[tuple[str, Sequence[str]]]

    def lines(self) -> list[Line]:
        """Everything that holds, with the published values put in."""
        lines = [self.line(total, parts, 0, 0) for total, parts in self.sums]
        for total, parts in self.unions:
            lines.append(self.line(total, parts, None, 0))
            lines += [self.line(total, [part], 0, None) for part in parts]
        return [line for line in lines if line.factors]

    def line(self, total: str, parts: Sequence[str], least: int | None, most: int | None) -> Line:
        signs = Counter({total: 1})
        signs.subtract(parts)
        line = Line({name: sign for name, sign in signs.items() if sign}, least, most).given(self.values)
        if not line.factors and not line.holds():
            raise BadDocument(f"{total} does not go with its parts: {', '.join(parts[:12])}.")
        return line


def read(document: Any) -> Published:
    """The published system of a JSON document (the OUT of docs/disclosure.md). Raises BadDocument."""
    if not isinstance(document, Mapping):
        raise BadDocument("A published system is a JSON object.")
    if missing := [key for key in ("threshold", "cells", "relations") if key not in document]:
        raise BadDocument(f"The document lacks {', '.join(missing)}.")
    threshold = number(document["threshold"], "The threshold", least=3)
    base = number(document["base"], "The base", least=2) if document.get("method") == "rounding" else None
    cells = {}
    for cell in rows(document, "cells"):
        name = cell.get("id")
        if not isinstance(name, str) or not name:
            raise BadDocument("Every cell needs an id that is a text.")
        if name in cells:
            raise BadDocument(f"Two cells are called {name}.")
        if "value" not in cell or (cell["value"] is None and "status" not in cell):
            raise BadDocument(f"Cell {name} lacks {'a status' if 'value' in cell else 'a value'}.")
        cells[name] = cell
    sums, unions = ([links(line, cells) for line in rows(document, kind)] for kind in ("relations", "unions"))
    return assembled(cells, threshold, base, sums, unions)


def assembled(
    cells: Mapping[str, Mapping[str, Any]],
    threshold: int,
    base: int | None,
    sums: Sequence[tuple[str, Sequence[str]]],
    unions: Sequence[tuple[str, Sequence[str]]],
) -> Published:
    values: dict[str, int] = {}
    unknown: dict[str, Bounds] = {}
    targets: dict[str, Target] = {}
    bare: dict[str, int] = {}
    owners: dict[str, set[str]] = {}
    for name, cell in cells.items():
        k = number(cell.get("threshold", threshold), f"The threshold of cell {name}", least=3)
        if cell["value"] is not None and (base is None or cell.get("fixed")):
            values[name] = number(cell["value"], f"Cell {name}")
            if 1 <= values[name] < k:
                bare[name] = values[name]
            continue
        unknown[name] = bounds(name, cell, base)
        if base is not None:
            targets[name] = Target(0, base - 1)
        elif cell["status"] == "primary":
            targets[name] = Target(k, k - 1)
        if isinstance(cell.get("owner"), str):
            owners.setdefault(cell["owner"], set()).add(name)
    known = {owner: frozenset(names) for owner, names in sorted(owners.items())}
    return Published(values, unknown, targets, bare, known, sums, unions)


def bounds(name: str, cell: Mapping[str, Any], base: int | None) -> Bounds:
    """What is known of a cell by itself: what the document says, and that rounding moves it by less than the base."""
    low = number(cell.get("low", 0), f"The lower bound of cell {name}")
    high = None if cell.get("high") is None else number(cell["high"], f"The upper bound of cell {name}")
    if base is None:
        if cell["status"] not in ("primary", "secondary"):
            raise BadDocument(f"Cell {name} has no value, but is neither primary nor secondary: {cell['status']!r}.")
        return low, high
    shown = number(cell["value"], f"Cell {name}")
    if shown % base:
        raise BadDocument(f"Cell {name} is {shown}, not a multiple of {base}.")
    most = shown + base - 1
    return max(low, shown - base + 1), most if high is None else min(high, most)


def rows(document: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    found = document.get(key, [])
    if not isinstance(found, list) or not all(isinstance(row, Mapping) for row in found):
        raise BadDocument(f"“{key}” is not a list of objects.")
    return found


def number(value: Any, what: str, least: int = 0) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= 10**9:
        raise BadDocument(f"{what} is not a whole number of at least {least}: {value!r}.")
    return value


def links(line: Mapping[str, Any], cells: Mapping[str, Any]) -> tuple[str, Sequence[str]]:
    total, parts = line.get("total"), line.get("parts")
    if not isinstance(total, str) or not isinstance(parts, list) or not all(isinstance(p, str) for p in parts):
        raise BadDocument(f"A relation needs a total and a list of parts: {line!r:.80}.")
    if unheard := sorted({name for name in (total, *parts) if name not in cells}):
        raise BadDocument(f"No cell is called {', '.join(unheard)}.")
    return total, parts


def insiders(document: Any, published: Published) -> dict[str, dict[str, int]]:
    """By structure, what it knows of the cells that are hidden from others: from the document before protection."""
    found: dict[str, dict[str, int]] = {}
    owner_of = {name: owner for owner, names in published.owners.items() for name in names}
    cells = rows(document, "cells") if isinstance(document, Mapping) else []
    for cell in cells:
        owner = owner_of.get(str(cell.get("id")))
        if owner is not None:
            found.setdefault(owner, {})[cell["id"]] = number(cell.get("value"), f"Cell {cell['id']}")
    for owner, names in published.owners.items():
        if unheard := sorted(names - found.get(owner, {}).keys()):
            raise BadDocument(f"What {owner} knows is not given: {', '.join(unheard)}.")
    return found
