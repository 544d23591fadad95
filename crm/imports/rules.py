"""Read a list, recognise its columns, understand its cells: pure functions."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import charset_normalizer
from python_calamine import CalamineError, CalamineWorkbook

from crm.codes.dropouts import RowDecision, RowVerdict
from crm.codes.people import Sex
from crm.people.rules.identity import Identity, read
from crm.reading import fold, read_date, read_phone

MOST_ROWS = 50_000
SAMPLE = 64 * 1024

NAMES = {
    "family_name": ("nom", "nom de naissance", "nom de famille", "nom famille", "nom eleve", "nom jeune"),
    "given_name": ("prenom", "prenoms", "prenom 1", "prenom eleve", "prenom jeune"),
    "born_on": ("date de naissance", "date naissance", "naissance", "ne le", "nee le", "ddn", "date naiss"),
    "sex": ("sexe", "genre", "civilite"),
    "phone": ("telephone", "tel", "portable", "mobile", "tel portable", "telephone portable", "numero de telephone"),
    "email": ("email", "e mail", "mail", "courriel", "adresse mail", "adresse electronique"),
    "commune": ("commune", "ville", "commune de residence", "code insee", "insee"),
    "postcode": ("code postal", "cp"),
    "address": ("adresse", "adresse postale", "rue", "adresse 1"),
    "school_uai": ("uai", "rne", "code uai", "uai etablissement", "code etablissement"),
    "school_name": ("etablissement", "nom etablissement", "etablissement d origine", "lycee", "college"),
    "left_on": ("date de sortie", "date sortie", "date de depart", "date fin scolarite"),
    "guardian_name": ("representant legal", "responsable legal", "nom responsable", "responsable 1", "parent"),
    "guardian_phone": ("tel responsable", "telephone responsable", "tel parent", "telephone parent"),
}
"""Headings under which each field is known to arrive, folded."""

NEEDED = ("family_name", "given_name", "born_on")
SEXES = {"f": Sex.FEMALE, "femme": Sex.FEMALE, "mme": Sex.FEMALE, "fille": Sex.FEMALE, "2": Sex.FEMALE}
SEXES |= {"m": Sex.MALE, "h": Sex.MALE, "homme": Sex.MALE, "garcon": Sex.MALE, "1": Sex.MALE, "mr": Sex.MALE}


class Unreadable(Exception):  # noqa: N818 - its text is a sentence for the user
    """The file is not a list that can be read. Its text says why, in French."""


def read_rows(name: str, content: bytes) -> list[dict[str, str]]:
    """The rows of a CSV, XLSX or ODS file, by heading, every cell as text. Raises Unreadable."""
    lines = workbook_lines(content) if content[:2] == b"PK" else text_lines(content)
    headings = [heading.strip() for heading in next(lines, [])]
    if not any(headings):
        raise Unreadable("Ce fichier est vide, ou sa première ligne ne porte pas les noms de colonnes.")
    rows = [dict(zip(headings, line, strict=False)) for line in lines if any(cell.strip() for cell in line)]
    if len(rows) > MOST_ROWS:
        raise Unreadable(f"Ce fichier a {len(rows)} lignes : la limite est de {MOST_ROWS}. Découpez-le.")
    if not rows:
        raise Unreadable(f"« {name} » n’a aucune ligne sous ses noms de colonnes.")
    return rows


def workbook_lines(content: bytes) -> Iterator[list[str]]:
    try:
        sheet = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0)
    except (CalamineError, OSError) as error:
        raise Unreadable("Ce classeur ne s’ouvre pas : enregistrez-le de nouveau en .xlsx, ou en .csv.") from error
    return ([as_text(cell) for cell in line] for line in sheet.to_python(skip_empty_area=True))


def as_text(cell: Any) -> str:
    if isinstance(cell, datetime | date):
        return cell.strftime("%Y-%m-%d")
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


def text_lines(content: bytes) -> Iterator[list[str]]:
    if b"\x00" in content[:SAMPLE] and not content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise Unreadable("Ce fichier n’est ni un classeur ni un texte : déposez un .csv, un .xlsx ou un .ods.")
    text = decoded(content)
    first = text.partition("\n")[0]
    separator = max(";\t,|", key=first.count)
    return iter(csv.reader(io.StringIO(text), delimiter=separator))


def decoded(content: bytes) -> str:
    """UTF-8 when it is, else what the bytes look like, else Windows' Western European."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        best = charset_normalizer.from_bytes(content[:SAMPLE], cp_isolation=["cp1252", "utf_16", "mac_roman"]).best()
        return content.decode(best.encoding if best else "cp1252", errors="replace")


def recognise(headings: Iterable[str]) -> dict[str, str]:
    """Which heading carries which field: `{"family_name": "NOM"}`; a heading serves once."""
    found: dict[str, str] = {}
    folded = {heading: fold(heading) for heading in headings}
    for field, names in NAMES.items():
        for heading, text in folded.items():
            if text in names and heading not in found.values():
                found.setdefault(field, heading)
    return found


@dataclass(frozen=True)
class Understood:
    """What a line says, field by field, and what is wrong with it."""

    values: dict[str, Any]
    problem: str = ""


def understand(raw: Mapping[str, str], columns: Mapping[str, str]) -> Understood:
    """Read the cells of one line: names, ISO dates, E.164 numbers. The first that cannot be read is the problem."""
    cells = {field: (raw.get(heading) or "").strip() for field, heading in columns.items()}
    values: dict[str, Any] = {field: text for field, text in cells.items() if text}
    for field in NEEDED:
        if not cells.get(field):
            return Understood(values, f"Il manque « {columns.get(field, field)} ».")
    born_on = read_date(cells["born_on"][:10])
    if born_on is None:
        return Understood(values, f"« {cells['born_on']} » n’est pas une date de naissance.")
    values["born_on"] = born_on.isoformat()
    left_on = read_date(cells.get("left_on", "")[:10])
    values["left_on"] = left_on.isoformat() if left_on else None
    values["sex"] = SEXES.get(fold(cells.get("sex", "")), Sex.UNKNOWN).value
    for field in ("phone", "guardian_phone"):
        values[field] = read_phone(cells[field]) if cells.get(field) else None
        if cells.get(field) and values[field] is None:
            return Understood(values, f"« {cells[field]} » n’est pas un numéro de téléphone.")
    return Understood(values)


def key(values: Mapping[str, Any]) -> tuple[str, str, str]:
    """Two lines with the same key are of the same person."""
    return (fold(values["family_name"]), fold(values["given_name"]), values["born_on"])


def identity(number: int, values: Mapping[str, Any]) -> Identity:
    """A line as linkage compares it."""
    return read(
        number,
        values["given_name"],
        [values["family_name"]],
        values["born_on"],
        sex=values["sex"],
        commune=values.get("commune"),
        postcode=values.get("postcode"),
        address=values.get("address"),
        phones=(values["phone"], values["guardian_phone"]),
        email=values.get("email"),
    )


DEFAULTS = {
    RowVerdict.NEW: RowDecision.IMPORT,
    RowVerdict.REPEATED: RowDecision.SKIP,
    RowVerdict.NOT_CONCERNED: RowDecision.SKIP,
    RowVerdict.INVALID: RowDecision.SKIP,
}
"""What is decided unless somebody decides otherwise; a resemblance is always left to a human."""
