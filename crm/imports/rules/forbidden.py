"""Numbers that are never kept: the social security number (décret 2019-341) and the national pupil number (INE)."""

import re
from collections.abc import Sequence

from crm.people.rules.record import NUMBERS_NOT_KEPT
from crm.reading import fold

NAMES = re.compile(
    r"\b(nir|n i r|nirpp|nni|ine\d?|i n e|rnie|id national|identifiant national|(n|no|num|numero) national"
    r"|(no|num|numero)?(secu|ss)|securite sociale|assure social)\b"
)
PHONE = r"0[1-9](?:\s?\d\d){4}\s"
PUPIL = re.compile(
    r"(?<![0-9A-Za-z])(?:\d{9}[0-9A-Za-z][A-Za-z]"
    rf"|(?<!\d\s)(?!{PHONE})(?:\d\s{{0,2}}){{9}}(?:\d\s{{0,2}}[A-Z]|[A-Z]{{2}}))(?![0-9A-Za-z])"
)
"""INE: nine digits, a digit or a letter, a letter; in one piece or not. A telephone before a word is none."""

SHARE = 0.5
"""A column where so many of the filled cells hold one is left out whole."""

ERASED = "[numéro retiré]"


def named(heading: str) -> bool:
    return bool(NAMES.search(fold(heading)))


def holds(cell: str) -> bool:
    return bool(PUPIL.search(cell) or NUMBERS_NOT_KEPT.search(cell))


def columns(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> set[int]:
    """The columns to leave out, by their name or by what their cells hold."""
    found = {place for place, heading in enumerate(headings) if named(heading)}
    filled, held = [0] * len(headings), [0] * len(headings)
    for row in rows:
        for place, cell in enumerate(row[: len(headings)]):
            filled[place] += bool(cell)
            held[place] += len(cell) > 10 and holds(cell)
    return found | {place for place, n in enumerate(held) if n and n >= SHARE * filled[place]}


def erase(cell: str) -> str:
    """A cell without the numbers it holds."""
    return NUMBERS_NOT_KEPT.sub(ERASED, PUPIL.sub(ERASED, cell)) if len(cell) > 10 else cell
