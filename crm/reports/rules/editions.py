"""Editions that are online together: what an earlier one lets be known of a later one.

A revision is read beside the first edition, so its changes must not tell (rule 3 of docs/disclosure.md). Quarters share
no relation unless totals over quarters are published: `joined` is then their system.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from crm.reports.rules.system import Cell, Sum, System

First = Mapping[str, int | None]
"""What is online of each cell of the same quarter: its value, or None where it is hidden."""


def keeps(cell: Cell, first: First) -> bool:
    """Whether a cell, once hidden, shows its first value, marked: it moved by less than k from a value of k or more."""
    before = first.get(cell.id)
    return before is not None and before >= cell.threshold and abs(cell.value - before) < cell.threshold


def revised(system: System, first: First) -> System:
    """The system of a revision, given what the first edition shows.

    A value that moved by 1 to k − 1 is hidden, so that it can show the first one; what was hidden stays so (publishing
    it would give away the first pattern). The mark tells that such a value moved by less than k: readers know that.
    """
    small = set(system.primaries())
    return replace(system, cells={name: revision(cell, first, small) for name, cell in system.cells.items()})


def revision(cell: Cell, first: First, small: set[str]) -> Cell:
    if cell.id not in first or cell.fixed:
        return cell
    before = first[cell.id]
    if before is None:
        return cell if cell.id in small else replace(cell, hidden="secondary")
    if not keeps(cell, first):
        return cell
    near = cell.threshold - 1
    moved = "primary" if cell.value != before else None
    return replace(cell, hidden=moved, low=max(0, before - near), high=before + near)


def shown(system: System, hidden: Mapping[str, str], first: First) -> dict[str, tuple[int | None, str]]:
    """What readers see of each cell, and its status: “published”, “primary”, “secondary”, or “kept” (the first one)."""
    return {
        name: (cell.value, "published")
        if name not in hidden
        else (first[name], "kept")
        if keeps(cell, first)
        else (None, hidden[name])
        for name, cell in system.cells.items()
    }


def opened(system: System, status: Mapping[str, str]) -> System:
    """The system of the public variant: what the restricted edition does not publish is hidden there too.

    It shows a part of what that edition shows, with the same values, so whoever reads both learns nothing more.
    """
    small = set(system.primaries())
    cells = {
        name: cell if name in small or status[name] == "published" else replace(cell, hidden="secondary")
        for name, cell in system.cells.items()
    }
    return replace(system, cells=cells)


def standing(system: System, hidden: Mapping[str, str]) -> System:
    """An edition as it stands online: its published cells stay so, and so do its hidden ones."""
    cells = {
        name: replace(cell, hidden=hidden[name]) if name in hidden else replace(cell, fixed=True)
        for name, cell in system.cells.items()
    }
    return replace(system, cells=cells)


def joined(editions: Mapping[str, System], sums: Iterable[Sum] = (), unions: Iterable[Sum] = ()) -> System:
    """One system of several editions, each cell named `edition/cell`, with the relations between them.

    `sums` and `unions` use those names: totals over quarters of events, and of people counted once.
    """
    cells = {
        f"{key}/{name}": replace(c, id=f"{key}/{name}") for key, s in editions.items() for name, c in s.cells.items()
    }
    relations = [within(key, line) for key, system in editions.items() for line in system.relations]
    distinct = [within(key, line) for key, system in editions.items() for line in system.unions]
    threshold = max((system.threshold for system in editions.values()), default=5)
    return System(cells, [*relations, *sums], [*distinct, *unions], threshold)


def within(edition: str, line: Sum) -> Sum:
    return Sum(f"{edition}/{line.total}", tuple(f"{edition}/{part}" for part in line.parts))
