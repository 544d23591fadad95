"""A list as it is kept: its headings and its lines, without the numbers that may not be."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from crm.imports.rules import forbidden
from crm.imports.rules.cells import looks_like_data
from crm.imports.rules.fields import Field, by_name
from crm.imports.rules.opening import MERGED, Rows, Unreadable, rows_of
from crm.reading import fold

MOST_ROWS = 50_000
MOST_BYTES = 20 * 1024 * 1024
IDENTICAL = 20
TITLES = 10
"""Headings stand in one of so many first rows: above them there may be a title."""


@dataclass(frozen=True)
class Sheet:
    headings: list[str]
    lines: list[tuple[int, dict[str, str]]]
    """Line of the file, from 1, and its cells by heading; empty lines and cells are not there."""

    left_out: list[str]
    """Headings of the columns that may not be kept."""

    @property
    def signature(self) -> str:
        return hashlib.sha256("|".join(sorted(map(fold, self.headings))).encode()).hexdigest()


def read(content: bytes, fields: Mapping[str, Field]) -> Sheet:
    """The list that a CSV, XLSX or ODS file holds. Raises Unreadable."""
    if len(content) > MOST_BYTES:
        raise Unreadable("Ce fichier est trop lourd : la limite est de 20 Mo. Découpez-le, puis déposez chaque partie.")
    rows, merged = rows_of(content)
    rows = [[cell.strip() for cell in row] for row in rows]
    top = heading_row(rows, fields)
    if any(place >= top for place in merged):
        raise Unreadable(MERGED.format(next(place for place in merged if place >= top) + 1))
    headings = distinct(rows[top])
    numbered = [(n, row) for n, row in enumerate(rows[top + 1 :], start=top + 2) if any(row)]
    verify(numbered)
    out = forbidden.columns(headings, [row for _, row in numbered])
    kept = [(place, heading) for place, heading in enumerate(headings) if heading and place not in out]
    lines = [
        (n, {heading: forbidden.erase(row[place]) for place, heading in kept if place < len(row) and row[place]})
        for n, row in numbered
    ]
    return Sheet([heading for _, heading in kept], lines, [headings[place] for place in sorted(out)])


def heading_row(rows: Rows, fields: Mapping[str, Field]) -> int:
    """Where the names of the columns stand: the first row with two that are known, or else the first with two cells."""
    filled = [place for place, row in enumerate(rows[:TITLES]) if sum(map(bool, row)) > 1]
    if not filled:
        raise Unreadable("Ce fichier est vide, ou n’a qu’une colonne : il faut au moins des noms de colonnes.")
    known = [place for place in filled if sum(by_name(cell, fields) is not None for cell in rows[place]) > 1]
    if len(known) > 1:
        lines = f"{known[0] + 1} et {known[1] + 1}"
        raise Unreadable(f"Les noms de colonnes sont sur plusieurs lignes ({lines}) : gardez-en une seule.")
    top = known[0] if known else filled[0]
    if any(map(looks_like_data, rows[top])):
        raise Unreadable("La première ligne n’a pas de noms de colonnes : ajoutez-les au-dessus des données.")
    return top


def distinct(headings: list[str]) -> list[str]:
    """No two alike: `Téléphone`, `Téléphone (2)`; a column without a name is named by its place."""
    seen: dict[str, int] = {}
    names = []
    for place, heading in enumerate(headings, start=1):
        name = heading or f"Colonne {place}"
        seen[name] = seen.get(name, 0) + 1
        names.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return names


def verify(numbered: list[tuple[int, list[str]]]) -> None:
    if not numbered:
        raise Unreadable("Ce fichier n’a aucune ligne sous ses noms de colonnes.")
    if len(numbered) > MOST_ROWS:
        raise Unreadable(f"Ce fichier a plus de {MOST_ROWS} lignes : découpez-le, puis déposez chaque partie.")
    if len(numbered) >= IDENTICAL and all(row == numbered[0][1] for _, row in numbered):
        raise Unreadable(f"Les {len(numbered)} lignes de ce fichier sont identiques : vérifiez l’export.")
