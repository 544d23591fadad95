"""A line, cell by cell: what it says, and the first thing wrong with it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from crm.codes.imports import RowCause
from crm.imports.rules import cells, forbidden
from crm.imports.rules.fields import Field
from crm.people.rules.identity import Identity, digits, read, swapped
from crm.reading import fold

LONGEST = 300
"""No name, number or address is longer."""


@dataclass(frozen=True)
class Understood:
    """What a line says, field by field; and which cell is wrong, if any."""

    values: dict[str, Any]
    cause: RowCause = RowCause.NONE
    field: str = ""
    problem: str = ""


def understand(raw: Mapping[str, str], columns: Mapping[str, str], fields: Mapping[str, Field]) -> Understood:
    """Read the cells of one line, by the heading of each field."""
    values: dict[str, Any] = {}
    wrong = Understood(values)
    for name, field in fields.items():
        cell = raw.get(columns.get(name, ""), "")
        try:
            if len(cell) > LONGEST and field.kind != "words":
                raise cells.Wrong(f"« {field.label} » est trop long : {LONGEST} caractères au plus.")
            if cell:
                values[name] = cells.READERS[field.kind](cell)
        except cells.Wrong as why:
            wrong = wrong if wrong.problem else Understood(values, RowCause.UNREAD, name, str(why))
        if forbidden.ERASED in cell:
            return Understood(
                values, RowCause.FORBIDDEN, name, f"« {field.label} » contenait un numéro interdit, retiré."
            )
        if field.needed and not cell and not wrong.problem:
            wrong = Understood(values, RowCause.MISSING, name, f"Il manque « {field.label} ».")
    return wrong


BIRTH = 8
"""How many letters of a person's key are their birth date, day and month in either order."""


def person_key(values: Mapping[str, Any]) -> str:
    """Two lines with the same key are of the same person. Lines are compared in the order of keys: those who may be
    the same but for day and month exchanged stand together."""
    born = digits(values["born_on"])
    return f"{min(born, swapped(born))} {born} {fold(values['family_name'])} {fold(values['given_name'])}"


def structure_key(values: Mapping[str, Any]) -> str:
    return str(values.get("siret") or f"{fold(values['name'])} {fold(values['commune'])}")


def identity(number: int, values: Mapping[str, Any]) -> Identity:
    """A line as linkage compares it."""
    return read(
        number,
        values["given_name"],
        [values["family_name"]],
        values["born_on"],
        sex=values.get("sex"),
        commune=values.get("commune_name") or values.get("commune"),
        postcode=values.get("postcode"),
        address=values.get("address"),
        phones=(values.get("phone"), values.get("guardian_phone")),
        email=values.get("email"),
    )
