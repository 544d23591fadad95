"""A system of tables: cells, the relations that readers know to hold, and what is asked of their protection."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


class BadSystem(Exception):  # noqa: N818 - its text is a sentence for whoever typed the command
    """What was given is no system of tables, or none that can be protected. Its text names the cells."""


@dataclass(frozen=True)
class Cell:
    """One figure: a count of people or of events."""

    id: str
    value: int
    weight: float
    """What hiding it costs its readers; the value unless said otherwise."""

    threshold: int
    """k: counts from 1 to k − 1 are hidden."""

    sensitive: bool = False
    """Belonging here tells something about everybody in the group: a zero, and a group wholly in, are hidden too."""

    fixed: bool = False
    """Already published, or a structural zero: it must stay so."""

    owner: str | None = None
    """The structure that knows this cell for having counted it."""

    hidden: str | None = None
    """“primary” or “secondary”: already hidden (in an edition that is online), and to stay so."""

    low: int = 0
    high: int | None = None
    """What readers know besides the tables: the value lies from `low` to `high`, both included (None: no limit)."""

    @property
    def small(self) -> bool:
        """From 1 to k − 1; where belonging is sensitive, zero too."""
        return (0 if self.sensitive else 1) <= self.value < self.threshold


@dataclass(frozen=True)
class Sum:
    """`total` is the sum of `parts`; in a union, at most their sum and at least the largest of them."""

    total: str
    parts: tuple[str, ...]


@dataclass(frozen=True)
class System:
    """Cells by identifier and what is known to hold between them."""

    cells: Mapping[str, Cell]
    relations: Sequence[Sum]
    unions: Sequence[Sum] = field(default=())
    """People counted once over parts that may share them."""

    threshold: int = 5

    @property
    def links(self) -> list[Sum]:
        return [*self.relations, *self.unions]

    def primaries(self) -> list[str]:
        """What is hidden for what it is, in the order of the cells (rule 1 of docs/disclosure.md)."""
        whole = self.wholly_in()
        return [
            name
            for name, cell in self.cells.items()
            if cell.hidden == "primary" or (not cell.fixed and not cell.hidden and (name in whole or cell.small))
        ]

    def wholly_in(self) -> set[str]:
        """Where a whole group has a sensitive attribute: that cell, and the zeros beside it that tell so."""
        found: set[str] = set()
        for relation in self.relations:
            total = self.cells[relation.total]
            if total.sensitive or total.value == 0 or len(relation.parts) < 2:
                continue
            if any(self.cells[p].sensitive and self.cells[p].value == total.value for p in relation.parts):
                found.update(relation.parts)
        return found

    def to_json(self, hidden: Mapping[str, str], seconds: float) -> dict[str, Any]:
        """The published system: `hidden` gives “primary” or “secondary” by cell."""
        return {
            "threshold": self.threshold,
            "cells": [
                {
                    **described(cell, self.threshold),
                    "value": None if cell.id in hidden else cell.value,
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


def described(cell: Cell, threshold: int) -> dict[str, Any]:
    """A cell without its value: what the interface asks for, and the options that are not as usual."""
    line: dict[str, Any] = {"id": cell.id, "value": None, "weight": cell.weight, "sensitive": cell.sensitive}
    line |= {"fixed": cell.fixed, "owner": cell.owner}
    if cell.threshold != threshold:
        line["threshold"] = cell.threshold
    if cell.low:
        line["low"] = cell.low
    if cell.high is not None:
        line["high"] = cell.high
    return line


def separate(system: System) -> list[System]:
    """The parts of a system that no relation ties together: each is protected by itself.

    Cells and relations of a part are in the order of their identifiers, whatever their order was: what is hidden does
    not depend on it.
    """
    parent = {name: name for name in system.cells}

    def top(name: str) -> str:
        while parent[name] != name:
            parent[name] = name = parent[parent[name]]
        return name

    for line in system.links:
        for part in line.parts:
            parent[top(part)] = top(line.total)
    groups: dict[str, dict[str, Cell]] = {}
    for name in sorted(system.cells):
        groups.setdefault(top(name), {})[name] = system.cells[name]
    relations: dict[str, list[Sum]] = {}
    unions: dict[str, list[Sum]] = {}
    for found, lines in ((relations, system.relations), (unions, system.unions)):
        for line in sorted({Sum(s.total, tuple(sorted(s.parts))) for s in lines}, key=lambda s: (s.total, s.parts)):
            found.setdefault(top(line.total), []).append(line)
    return [
        System(cells, relations.get(root, []), unions.get(root, []), system.threshold) for root, cells in groups.items()
    ]
