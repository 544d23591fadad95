"""Which column carries which field, from its name and from what its cells hold, and how sure that is."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from crm.imports.rules import cells
from crm.imports.rules.fields import Field, by_name
from crm.imports.rules.sheets import Sheet
from crm.reading import fold

SURE = 0.8
"""From here a column needs no human."""

ALIKE = 88
SAMPLES = 200
SHOWN = 3


@dataclass(frozen=True)
class Guess:
    """A column of the file and what it seems to carry; no field when nothing speaks for one."""

    name: str
    field: str
    confidence: float
    samples: tuple[str, ...]


def recognise(sheet: Sheet, fields: Mapping[str, Field], communes: Collection[str]) -> list[Guess]:
    """One guess a column. A field is carried once: by the surest column. `communes` are folded names."""
    samples = {name: [line[name] for _, line in sheet.lines[:SAMPLES] if name in line] for name in sheet.headings}
    guesses = [guess(name, samples[name], fields, communes) for name in sheet.headings]
    best: dict[str, Guess] = {}
    for one in guesses:
        if one.field and (one.field not in best or one.confidence > best[one.field].confidence):
            best[one.field] = one
    return [one if best.get(one.field) is one else Guess(one.name, "", 0.0, one.samples) for one in guesses]


def guess(heading: str, held: Sequence[str], fields: Mapping[str, Field], communes: Collection[str]) -> Guess:
    shown = tuple(dict.fromkeys(held))[:SHOWN]
    if name := by_name(heading, fields):
        fit = fitting(held, fields[name].kind)
        return Guess(heading, name, 1.0 if fit >= 0.5 else 0.5, shown)
    near = [(fuzz.token_sort_ratio(fold(heading), known), n) for n, f in fields.items() for known in f.headings]
    ratio, name = max(near, default=(0.0, ""))
    if ratio >= ALIKE and fitting(held, fields[name].kind) >= 0.5:
        return Guess(heading, name, 0.9, shown)
    name, confidence = by_content(held, communes)
    return Guess(heading, name if name in fields else "", confidence if name in fields else 0.0, shown)


def fitting(held: Sequence[str], kind: str) -> float:
    """The share of the cells that can be read so; an empty column fits anything."""
    return sum(reads(cell, kind) for cell in held) / len(held) if held else 1.0


def reads(cell: str, kind: str) -> bool:
    try:
        return cells.READERS[kind](cell) != "unknown" or kind == "diploma"
    except cells.Wrong:
        return False


def by_content(held: Sequence[str], communes: Collection[str]) -> tuple[str, float]:
    """What cells say of themselves, whatever the column is called."""
    if not held:
        return "", 0.0
    looks = {
        "school_uai": sum(cells.is_uai(cell.upper()) for cell in held),
        "email": sum("@" in cell and reads(cell, "email") for cell in held),
        "phone": sum(bool(re.fullmatch(r"(\+33|0)[ .]?[1-9]([ .-]?\d\d){4}", cell)) for cell in held),
        "born_on": sum(reads(cell, "birth") and bool(re.search(r"\D", cell)) for cell in held),
        "postcode": sum(bool(re.fullmatch(r"(02|59|60|62|80)\d{3}", cell)) for cell in held),
        "commune": sum(fold(cell) in communes for cell in held),
    }
    name = max(looks, key=lambda one: looks[one])
    share = looks[name] / len(held)
    return (name, round(0.7 * share, 2)) if share >= 0.6 else ("", 0.0)


def unsure(guesses: Sequence[Guess], fields: Mapping[str, Field]) -> list[str]:
    """What a human must look at: needed fields that no column surely carries, columns that may carry something."""
    sure = {one.field for one in guesses if one.confidence >= SURE}
    missing = [name for name, field in fields.items() if field.needed and name not in sure]
    return missing + [one.name for one in guesses if one.field and one.confidence < SURE]
