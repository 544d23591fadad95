"""Publish again what the witnesses can do without."""

from collections.abc import Sequence

import numpy as np

from crm.reports.rules.protection.moves import Numbered, Programme
from crm.reports.rules.protection.witnesses import Witness, Witnesses


def clean(witnesses: Witnesses, hidden: set[int], secondary: Sequence[int], costs: np.ndarray) -> None:
    """Take out of `hidden` each secondary cell, the dearest first, without which every primary keeps a witness."""
    numbered = witnesses.numbered
    for group in tied(numbered, hidden):
        loose = sorted(set(secondary) & group, key=lambda i: (-costs[i], i))
        if not loose:
            continue
        places = sorted(group)
        programme = Programme(numbered, places, np.ones(len(places)))
        for place in loose:
            replaced = without(witnesses, programme, place)
            if replaced is not None:
                witnesses.of.update(replaced)
                hidden.discard(place)


def without(witnesses: Witnesses, programme: Programme, place: int) -> dict[int, list[Witness]] | None:
    """The witnesses of all primary cells once a cell is published; None, and all as before, when one has none."""
    programme.lock(place)
    replaced: dict[int, list[Witness]] = {}
    for primary in witnesses.users(place):
        found = [witness for witness in witnesses.of[primary] if place not in witness.places]
        while missing := witnesses.open(primary, found):
            other = witnesses.find(programme, primary, missing[0])
            if other is None:
                programme.locked.discard(place)
                programme.release([place])
                return None
            found.append(other)
        replaced[primary] = found
    return replaced


def tied(numbered: Numbered, hidden: set[int]) -> list[set[int]]:
    """Groups of hidden cells that published ones keep apart: no witness needs two of them."""
    groups: list[set[int]] = []
    seen: set[int] = set()
    for start in sorted(hidden):
        if start in seen:
            continue
        group, ahead = {start}, [start]
        while ahead:
            for number in numbered.touching[ahead.pop()]:
                new = [p for p in numbered.rows[number].places if p in hidden and p not in group]
                group.update(new)
                ahead += new
        seen |= group
        groups.append(group)
    return groups
