"""The directory's entries as data·inclusion v1 publishes them, read with the models of `data-inclusion-schema`.

What the schema lacks is added: CIO, MLDS and CFA among the networks, the UAI of schools, the capacity of a service.
Reference: https://github.com/gip-inclusion/data-inclusion-schema (v1).
"""

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import PurePath
from typing import Annotated, Any, Literal, TypeAlias

from data_inclusion.schema import v1
from pydantic import Field, NonNegativeInt, ValidationError

from crm.codes.structures import Network
from crm.codes.support import Theme


class StructureEntry(v1.Structure):  # type: ignore[misc]
    uai: Annotated[str, Field(pattern=r"^\d{7}[A-Z]$")] | None = None
    reseaux_porteurs: set[v1.ReseauPorteur | Literal["cio", "mlds", "cfa"]] | None = None


class ServiceEntry(v1.Service):  # type: ignore[misc]
    capacite: NonNegativeInt | None = None
    """New people a month."""


Entry: TypeAlias = StructureEntry | ServiceEntry

NETWORKS = {
    "mission-locale": Network.MISSION_LOCALE,
    "maisons-de-l-emploi": Network.MAISON_EMPLOI_FORMATION,
    "alliance-villes-emploi": Network.MAISON_EMPLOI_FORMATION,
    "cio": Network.CIO,
    "mlds": Network.MLDS,
    "cfa": Network.CFA,
    "france-travail": Network.FRANCE_TRAVAIL,
    "cap-emploi-reseau-cheops": Network.CAP_EMPLOI,
    "chambres-consulaires": Network.CHAMBRE_CONSULAIRE,
    "plie": Network.PLIE,
    "ecoles-de-la-deuxieme-chance": Network.E2C,
    "epide": Network.EPIDE,
    "afpa": Network.AFPA,
    "reseau-information-jeunesse": Network.INFORMATION_JEUNESSE,
    "pjj": Network.PJJ,
    "ase": Network.DEPARTEMENT_ASE,
    "ccas-cias": Network.CCAS,
}
"""Networks of data·inclusion that are ours; all the others are `AUTRE`."""

THEMES = {
    "choisir-un-metier": Theme.CHOOSE_JOB,
    "se-former": Theme.TRAIN,
    "preparer-sa-candidature": Theme.PREPARE_APPLICATION,
    "trouver-un-emploi": Theme.FIND_JOB,
    "creer-une-entreprise": Theme.CREATE_BUSINESS,
    "mobilite": Theme.MOBILITY,
    "logement-hebergement": Theme.HOUSING,
    "famille": Theme.FAMILY_CHILDCARE,
    "difficultes-administratives-ou-juridiques": Theme.ADMIN_LEGAL,
    "difficultes-financieres": Theme.FINANCIAL,
    "sante": Theme.HEALTH,
    "numerique": Theme.DIGITAL,
    "lecture-ecriture-calcul": Theme.BASIC_SKILLS,
    "remobilisation": Theme.REMOBILISATION,
    "equipement-et-alimentation": Theme.EQUIPMENT_FOOD,
    "souvrir-a-linternational": Theme.INTERNATIONAL,
}
"""Categories of data·inclusion: what stands before `--` in its thématiques."""

EVERYWHERE = ("france", "99100")


class Unreadable(Exception):  # noqa: N818 - its text is a sentence for whoever asked
    """A file, or one of its lines, cannot be taken."""


@dataclass(frozen=True)
class Line:
    """One entry of a file: what it says, or what is wrong with it."""

    where: str
    """« row 3 (dora--42) », as it is named in messages."""

    entry: Entry | None
    trouble: str = ""


def read(name: str, content: bytes) -> list[Line]:
    """The lines of a .csv or .json file (a list, or `structures` and `services`), structures first.

    Raises Unreadable.
    """
    records = from_json(content) if PurePath(name).suffix.lower() == ".json" else from_csv(content)
    lines = [judged(number, record) for number, record in records]
    return sorted(lines, key=lambda line: isinstance(line.entry, ServiceEntry))


def from_json(content: bytes) -> list[tuple[int, Any]]:
    try:
        document = json.loads(content.decode("utf-8-sig"))
    except ValueError as why:
        raise Unreadable(f"the file cannot be read as JSON ({why})") from None
    if isinstance(document, dict):
        parts = [document.get("structures", []), document.get("services", [])]
        document = [record for part in parts if isinstance(part, list) for record in part]
    if not isinstance(document, list) or not document:
        raise Unreadable("a list of structures or services is needed, or an object with `structures` and `services`")
    return list(enumerate(document, start=1))


def from_csv(content: bytes) -> list[tuple[int, Any]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Unreadable("the file is not in UTF-8") from None
    rows = csv.DictReader(io.StringIO(text), delimiter=";" if text.partition("\n")[0].count(";") > 3 else ",")
    if missing := {"source", "id", "nom"} - set(rows.fieldnames or ()):
        raise Unreadable(f"the columns of data·inclusion v1 are needed, and {', '.join(sorted(missing))} is missing")
    return [(number, dict(cells(row))) for number, row in enumerate(rows, start=2)]


LISTS = ("thematiques", "publics", "modes_accueil", "zone_eligibilite", "reseaux_porteurs", "modes_mobilisation",
         "mobilisable_par")  # fmt: skip


def cells(row: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """What a CSV row says; a list is written in JSON, in braces, or with commas."""
    for name, text in row.items():
        if name and isinstance(text, str) and (text := text.strip()):
            yield name, re.findall(r"[^\s\"\[\]{},|']+", text) if name in LISTS else text


def judged(number: int, record: Any) -> Line:
    if not isinstance(record, dict):
        return Line(f"row {number}", None, "it is not an object")
    where = f"row {number} ({record['id']})" if record.get("id") else f"row {number}"
    kind = ServiceEntry if record.get("structure_id") else StructureEntry
    try:
        return Line(where, kind.model_validate(record))
    except ValidationError as wrong:
        said = {str(error["loc"][0] if error["loc"] else ""): sentence(error) for error in wrong.errors()}
        return Line(where, None, "; ".join(f"{name} {text}".strip() for name, text in said.items()))


SENTENCES = {
    "missing": "is missing",
    "enum": "is not a value of data·inclusion v1: {input!r}",
    "literal_error": "is not a value of data·inclusion v1: {input!r}",
    "string_pattern_mismatch": "has not the right form: {input!r}",
    "string_too_short": "is too short: {input!r}",
    "string_too_long": "is too long",
    "value_error": "is refused: {msg}",
}


def sentence(error: Any) -> str:
    """What is wrong with one field, with what was found there."""
    kind = "date" if error["type"].startswith("date") else error["type"]
    form = "is not a date (YYYY-MM-DD): {input!r}" if kind == "date" else SENTENCES.get(kind, "{msg}: {input!r}")
    return form.format(input=error["input"], msg=error["msg"].removeprefix("Value error, "))


def networks_of(entry: StructureEntry) -> list[Network]:
    """Our networks, in their order; `AUTRE` when none is ours."""
    found = {NETWORKS.get(str(name), Network.AUTRE) for name in values(entry.reseaux_porteurs)} or {Network.AUTRE}
    return sorted(found - {Network.AUTRE} or found, key=list(Network).index)


def themes_of(entry: ServiceEntry) -> list[Theme]:
    found = {THEMES[name.partition("--")[0]] for name in values(entry.thematiques)}
    return sorted(found, key=list(Theme).index)


def areas_of(entry: ServiceEntry) -> list[str]:
    """INSEE codes; none when the service is for all."""
    found = set(values(entry.zone_eligibilite))
    return [] if found & set(EVERYWHERE) else sorted(found)


def values(found: Iterable[Any] | None) -> list[str]:
    return sorted(str(getattr(one, "value", one)) for one in found or ())


DAYS = {"Mo": "lun.", "Tu": "mar.", "We": "mer.", "Th": "jeu.", "Fr": "ven.", "Sa": "sam.", "Su": "dim.",
        "PH": "jours fériés", "off": "fermé", "closed": "fermé"}  # fmt: skip


def hours(text: str | None) -> str:
    """Opening hours of OpenStreetMap as one reads them: « Mo-Fr 08:30-12:00 » → « lun.-ven. 8 h 30-12 h »."""
    said = re.sub(r"\b(" + "|".join(DAYS) + r")\b", lambda found: DAYS[found[0]], text or "")
    clock = re.sub(r"\b0?(\d{1,2}):(\d\d)\b", lambda t: f"{t[1]} h" + (f" {t[2]}" if t[2] != "00" else ""), said)
    return re.sub(r"\s*;\s*", " ; ", clock).strip()
