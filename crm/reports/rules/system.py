"""A system of tables: cells, the relations that readers know to hold, and what is asked of their protection."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


class BadSystem(Exception):  # noqa: N818 - its text is a sentence for whoever typed the command
    """What was given is no system of tables. Its text names the cells."""


@dataclass(frozen=True)
class Cell:
    """One figure: a count of people or of events."""

    id: str
    value: int
    weight: float
    """What hiding it costs its readers; the value unless said otherwise."""

    threshold: int
    """Counts from 1 to one less are hidden."""

    sensitive: bool = False
    """A zero tells something about everybody in the group, so it is hidden too."""

    fixed: bool = False
    """Already published: it must stay so."""

    owner: str | None = None
    """The structure that knows this cell for having counted it."""

    @property
    def primary(self) -> bool:
        """To be hidden for what it is, and protected: not for what it would give away."""
        return (0 if self.sensitive else 1) <= self.value < self.threshold and not self.fixed


@dataclass(frozen=True)
class Sum:
    """`total` is the sum of `parts`."""

    total: str
    parts: tuple[str, ...]


@dataclass(frozen=True)
class System:
    """Cells by identifier, in a stable order, and what is known to hold between them."""

    cells: Mapping[str, Cell]
    relations: Sequence[Sum]
    unions: Sequence[Sum] = field(default=())
    """Distinct counts: `total` is at least each of `parts` and at most their sum."""

    threshold: int = 5

    def to_json(self, hidden: Mapping[str, str], seconds: float) -> dict[str, Any]:
        """The published system: `hidden` gives “primary” or “secondary” by cell."""
        return {
            "threshold": self.threshold,
            "cells": [
                {
                    "id": cell.id,
                    "value": None if cell.id in hidden else cell.value,
                    "weight": cell.weight,
                    "threshold": cell.threshold,
                    "sensitive": cell.sensitive,
                    "fixed": cell.fixed,
                    "owner": cell.owner,
                    "status": hidden.get(cell.id, "published"),
                }
                for cell in self.cells.values()
            ],
            "relations": [{"total": r.total, "parts": list(r.parts)} for r in self.relations],
            "unions": [{"total": u.total, "parts": list(u.parts)} for u in self.unions],
            "hidden": len(hidden),
            "hidden_weight": sum(self.cells[name].weight for name in hidden),
            "seconds": round(seconds, 3),
        }


def read(document: Mapping[str, Any]) -> System:
    """The system that a JSON document describes. Raises BadSystem, naming the cells that are wrong."""
    threshold = document.get("threshold", 5)
    if not isinstance(threshold, int) or threshold < 2:
        raise BadSystem("The threshold must be a whole number of at least 2.")
    cells: dict[str, Cell] = {}
    for line in document.get("cells", []):
        cell = read_cell(line, threshold)
        if cell.id in cells:
            raise BadSystem(f"Two cells are called {cell.id}.")
        cells[cell.id] = cell
    relations, unions = ([read_sum(line, cells) for line in document.get(kind, [])] for kind in ("relations", "unions"))
    for relation in relations:
        parts = sum(cells[part].value for part in relation.parts)
        if cells[relation.total].value != parts:
            raise BadSystem(f"{relation.total} is {cells[relation.total].value}, but its parts add up to {parts}.")
    for union in unions:
        values = [cells[part].value for part in union.parts]
        if not max(values, default=0) <= cells[union.total].value <= sum(values):
            raise BadSystem(f"{union.total} is outside what the distinct count of its parts can be.")
    return System(cells=cells, relations=relations, unions=unions, threshold=threshold)


def read_cell(line: Mapping[str, Any], threshold: int) -> Cell:
    name, value = line.get("id"), line.get("value")
    if not isinstance(name, str) or not name:
        raise BadSystem("Every cell needs an id.")
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise BadSystem(f"Cell {name} is not a count: {value!r}.")
    return Cell(
        id=name,
        value=value,
        weight=float(line.get("weight", value)),
        threshold=int(line.get("threshold", threshold)),
        sensitive=bool(line.get("sensitive", False)),
        fixed=bool(line.get("fixed", False)),
        owner=line.get("owner"),
    )


def read_sum(line: Mapping[str, Any], cells: Mapping[str, Cell]) -> Sum:
    total, parts = line.get("total"), tuple(line.get("parts", ()))
    if unknown := [str(name) for name in (total, *parts) if name not in cells]:
        raise BadSystem(f"No cell is called {', '.join(unknown)}.")
    return Sum(str(total), parts)
