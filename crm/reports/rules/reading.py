"""Read a system of tables from its JSON (docs/disclosure.md), or say in one sentence what is wrong with it."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

from crm.reports.rules.system import BadSystem, Cell, Sum, System

LOWEST = 3
"""A threshold below 3 protects nobody: with 2, the one other person of a cell knows."""

MOST = 10**9
"""Counts beyond it are no counts of people, and too large for the solver's tolerances."""

HIDDEN = ("primary", "secondary")


def read(document: Any) -> System:
    """The system that a JSON document describes. Raises BadSystem, naming the cells that are wrong."""
    if not isinstance(document, Mapping):
        raise BadSystem("A system of tables is a JSON object.")
    if missing := [key for key in ("threshold", "cells", "relations") if key not in document]:
        raise BadSystem(f"The system lacks {', '.join(missing)}.")
    threshold = read_threshold(document["threshold"], "The threshold")
    cells: dict[str, Cell] = {}
    for line in listed(document, "cells"):
        cell = read_cell(line, threshold)
        if cell.id in cells:
            raise BadSystem(f"Two cells are called {cell.id}.")
        cells[cell.id] = cell
    relations, unions = ([read_sum(line, cells) for line in listed(document, kind)] for kind in ("relations", "unions"))
    system = System(cells, relations, unions, threshold)
    check(system)
    return system


def listed(document: Mapping[str, Any], key: str) -> Sequence[Any]:
    found = document.get(key, [])
    if not isinstance(found, list):
        raise BadSystem(f"“{key}” is not a list.")
    return found


def read_threshold(value: Any, what: str) -> int:
    if not whole(value) or not LOWEST <= value <= MOST:
        raise BadSystem(f"{what} must be a whole number of at least {LOWEST}, not {value!r}.")
    return int(value)


def whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def read_cell(line: Any, threshold: int) -> Cell:
    name = line.get("id") if isinstance(line, Mapping) else None
    if not isinstance(name, str) or not name:
        raise BadSystem(f"Every cell needs an id that is a text: {line!r:.80}.")
    if "value" not in line:
        raise BadSystem(f"Cell {name} has no value.")
    value = read_count(line["value"], name)
    weight = line.get("weight", value)
    if isinstance(weight, bool) or not isinstance(weight, int | float) or not 0 <= weight < math.inf:
        raise BadSystem(f"The weight of cell {name} must be a number from 0, not {weight!r}.")
    owner, status = line.get("owner"), line.get("status", "published")
    if owner is not None and not isinstance(owner, str):
        raise BadSystem(f"The owner of cell {name} must be a text or null, not {owner!r}.")
    if status not in ("published", *HIDDEN):
        raise BadSystem(f"The status of cell {name} is not published, primary or secondary: {status!r}.")
    cell = Cell(
        id=name,
        value=value,
        weight=float(weight),
        threshold=read_threshold(line.get("threshold", threshold), f"The threshold of cell {name}"),
        sensitive=read_flag(line, "sensitive"),
        fixed=read_flag(line, "fixed"),
        owner=owner,
        hidden=status if status in HIDDEN else None,
        low=read_count(line.get("low", 0), name),
        high=None if line.get("high") is None else read_count(line["high"], name),
    )
    if not cell.low <= value <= (value if cell.high is None else cell.high):
        raise BadSystem(f"Cell {name} is {value}, outside what is known of it: {cell.low} to {cell.high}.")
    return cell


def read_count(value: Any, name: str) -> int:
    if not whole(value) or not 0 <= value <= MOST:
        raise BadSystem(f"Cell {name} is not a count (a whole number from 0 to {MOST}): {value!r}.")
    return int(value)


def read_flag(line: Mapping[str, Any], key: str) -> bool:
    value = line.get(key, False)
    if not isinstance(value, bool):
        raise BadSystem(f"“{key}” of cell {line['id']} must be true or false, not {value!r}.")
    return value


def read_sum(line: Any, cells: Mapping[str, Cell]) -> Sum:
    total, parts = (line.get("total"), line.get("parts")) if isinstance(line, Mapping) else (None, None)
    if not isinstance(total, str) or not isinstance(parts, list) or not all(isinstance(p, str) for p in parts):
        raise BadSystem(f"A relation needs a total and a list of parts: {line!r:.80}.")
    if unknown := sorted({name for name in (total, *parts) if name not in cells}):
        raise BadSystem(f"No cell is called {', '.join(unknown)}.")
    if not parts:
        raise BadSystem(f"{total} is said to be a total, but has no parts.")
    if len(set(parts)) < len(parts):
        twice = sorted({part for part in parts if parts.count(part) > 1})
        raise BadSystem(f"{total} counts {', '.join(twice)} more than once.")
    return Sum(total, tuple(parts))


def check(system: System) -> None:
    """Sums add up, distinct counts can be, no cell is part of itself, and no small count has to stay published, nor is
    any threshold too low."""
    cells = system.cells
    lowest = min((system.threshold, *(cell.threshold for cell in cells.values())))
    if lowest < LOWEST:
        raise BadSystem(f"The threshold must be at least {LOWEST}, not {lowest}.")
    for relation in system.relations:
        parts = sum(cells[part].value for part in relation.parts)
        if cells[relation.total].value != parts:
            raise BadSystem(f"{relation.total} is {cells[relation.total].value}, but its parts add up to {parts}.")
    for union in system.unions:
        values, total = [cells[part].value for part in union.parts], cells[union.total].value
        if not max(values) <= total <= sum(values):
            raise BadSystem(
                f"{union.total} is {total}, but people counted once over {', '.join(union.parts)} "
                f"are from {max(values)} to {sum(values)}."
            )
    if around := cycle(system):
        raise BadSystem(f"{' > '.join(around)}: a cell cannot be part of itself.")
    for cell in cells.values():
        if cell.fixed and cell.hidden:
            raise BadSystem(f"Cell {cell.id} cannot be both published for good and hidden.")
        if cell.fixed and 1 <= cell.value < cell.threshold:
            raise BadSystem(
                f"Cell {cell.id} must stay published, but it is {cell.value}, under the threshold of {cell.threshold}."
            )


def cycle(system: System) -> list[str]:
    """Cells of which each is a part of the one before, the last being the first; empty when there are none."""
    parts: dict[str, list[str]] = {}
    for line in system.links:
        parts.setdefault(line.total, []).extend(line.parts)
    done: set[str] = set()
    for start in sorted(parts):
        path, stack = [start], [iter(parts[start])]
        while stack and start not in done:
            step = next(stack[-1], None)
            if step is None:
                stack.pop()
                done.add(path.pop())
            elif step in path:
                return [*path[path.index(step) :], step]
            elif step in parts and step not in done:
                path.append(step)
                stack.append(iter(parts[step]))
    return []
