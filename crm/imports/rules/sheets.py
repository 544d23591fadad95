"""A list as it is kept: its headings and its lines, without the numbers that may not be."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import chain, count

from crm.imports.rules import forbidden
from crm.imports.rules.cells import looks_like_data
from crm.imports.rules.fields import Field, by_name
from crm.imports.rules.opening import LONG, MERGED, Rows, Unreadable, opened
from crm.imports.rules.workbook import MOST_ROWS, TITLES
from crm.reading import fold

MOST_BYTES = 20 * 1024 * 1024
IDENTICAL = 20


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
    found = opened(content)
    rows, top = found.rows, heading_row(found.rows, fields)
    if merged := [place for place in found.merged if place >= top]:
        raise Unreadable(MERGED.format(merged[0] + 1))
    headings = distinct([forbidden.erase(heading) for heading in rows[top]])
    numbered = [(n, row) for n, row in enumerate(rows[top + 1 :], start=top + 2) if any(row)]
    verify(headings, numbered)
    if found.since_1904:
        dated(headings, [row for _, row in numbered], fields)
    out = forbidden.columns(headings, [row for _, row in numbered])
    kept = [(place, heading) for place, heading in enumerate(headings) if heading and place not in out]
    if not kept:
        raise Unreadable(
            "Ce fichier n’a que des numéros qui ne peuvent pas être gardés : ajoutez les noms et les dates."
        )
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
    names: list[str] = []
    for place, heading in enumerate(headings, start=1):
        name = heading or f"Colonne {place}"
        others = (f"{name} ({number})" for number in count(2))
        names.append(next(one for one in chain([name], others) if one not in names))
    return names


def verify(headings: list[str], numbered: list[tuple[int, list[str]]]) -> None:
    if not numbered:
        raise Unreadable("Ce fichier n’a aucune ligne sous ses noms de colonnes.")
    if len(numbered) > MOST_ROWS:
        raise Unreadable(LONG)
    if longer := next((n for n, row in numbered if any(row[len(headings) :])), None):
        raise Unreadable(
            f"La ligne {longer} a plus de cellules qu’il n’y a de noms de colonnes : nommez toutes les colonnes, ou "
            "retirez le séparateur en trop, puis déposez le fichier de nouveau."
        )
    if len(numbered) >= IDENTICAL and all(row == numbered[0][1] for _, row in numbered):
        lines = f"{len(numbered):,}".replace(",", "\u202f")
        raise Unreadable(f"Les {lines} lignes de ce fichier sont identiques : vérifiez l’export.")


def dated(headings: list[str], rows: Rows, fields: Mapping[str, Field]) -> None:
    """Numbers of days from 1904 would be read as dates four years too early: they have to come as dates."""
    for place, heading in enumerate(headings):
        name = by_name(heading, fields)
        if name and fields[name].kind not in ("birth", "day"):
            continue
        if any(re.fullmatch(r"[34]\d{4}", row[place]) for row in rows if place < len(row)):
            raise Unreadable(
                f"Les dates de la colonne « {heading} » sont des nombres, que ce classeur compte depuis 1904 : mettez "
                "cette colonne au format date, enregistrez-le, puis déposez-le."
            )
