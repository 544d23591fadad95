"""A structure's own list of young people: who is new gets a file; who is known is left as they are."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import distinct_on

from crm.accounts.models import Membership
from crm.codes.imports import RowCause, RowDecision, RowVerdict
from crm.codes.people import GuardianRelation, Sex
from crm.db import db
from crm.imports import queries
from crm.imports.actions.targets.verdicts import conclude
from crm.imports.models import ImportFile, ImportRow
from crm.imports.rules.understanding import BIRTH, identity
from crm.pages import percent
from crm.people import actions
from crm.people import queries as known
from crm.people.actions.linkage import SUSPICIOUS
from crm.people.models import Guardian, Person
from crm.people.queries import Likeness


def judge(file: ImportFile, rows: Sequence[ImportRow], today: date) -> None:  # noqa: ARG001 - as every target
    pairs, earlier = compared(rows), resembled(file, rows)
    for row, found in pairs:
        compare(row, found, earlier.get(row.number))
        if row.verdict is RowVerdict.KNOWN:
            row.reason = "Un dossier existe déjà, ou y ressemble : cherchez ce jeune avant d’en ouvrir un second."
            row.decision = RowDecision.SKIP


def compared(rows: Sequence[ImportRow]) -> list[tuple[ImportRow, Likeness | None]]:
    """Each line with the commune it names, and the known file it is most likely about."""
    towns = queries.gazetteer()
    for row in rows:
        town = towns.locate(row.values.get("commune", ""), row.values.get("postcode", ""))
        row.values = {
            **row.values,
            "commune_code": town.code if town else None,
            "commune_name": town.name if town else None,
        }
    likely = known.nearest([identity(row.number, row.values) for row in rows])
    return [(row, likely.get(row.number)) for row in rows]


def resembled(file: ImportFile, rows: Sequence[ImportRow]) -> dict[int, tuple[int, str]]:
    """For each of these lines that is probably of the person of an earlier one: which one, and why. Compared with the
    lines born the same day, day and month in either order, and with those read with them. Twins are two people."""
    day = func.left(ImportRow.key, BIRTH)
    lines = select(ImportRow.number, ImportRow.values).where(
        ImportRow.file_id == file.id, day.in_({(row.key or "")[:BIRTH] for row in rows})
    )
    first = db.session.execute(lines.ext(distinct_on(ImportRow.key)).order_by(ImportRow.key, ImportRow.number))
    listed = [identity(number, values) for number, values in first]
    found: dict[int, tuple[int, str]] = {}
    for pair in known.resembling(listed, queries.size(file), SUSPICIOUS):
        earlier, later = sorted((pair.a, pair.b))
        found[later] = min(found.get(later, (earlier, pair.explanation)), (earlier, pair.explanation))
    return found


def compare(row: ImportRow, found: Likeness | None, earlier: tuple[int, str] | None) -> None:
    """New, known for sure, like an earlier line, or like somebody known."""
    row.person_id = found.person_id if found else None
    if earlier and not (found and found.exact):
        why = f"Ressemble à la ligne {earlier[0]} : {earlier[1]}."
        conclude(row, RowVerdict.REPEATED, RowCause.RESEMBLING, why)
        return
    if found is None:
        conclude(row, RowVerdict.NEW, RowCause.NONE)
        return
    why = f"{found.explanation[0].upper()}{found.explanation[1:]} ({percent(found.probability)})."
    conclude(row, RowVerdict.KNOWN, RowCause.SAME if found.exact else RowCause.ALIKE, why)


def write(actor: Membership, file: ImportFile, rows: Sequence[ImportRow], now: datetime) -> None:  # noqa: ARG001
    create(actor, rows, now)


def create(actor: Membership, rows: Sequence[ImportRow], now: datetime) -> list[Person]:
    """A file for each line, with who answers for a minor."""
    people = actions.create_all(actor, [as_person(row.values) for row in rows], now=now)
    for row, person in zip(rows, people, strict=True):
        guardian = guardian_of(row.values, person)
        if guardian:
            db.session.add(guardian)
            db.session.flush()
        row.person_id = person.id
        row.written = [
            {"table": "person", "id": person.id, "version": person.version},
            *({"table": "circle", "id": line.id} for line in person.circle),
            *([{"table": "guardian", "id": guardian.id}] if guardian else []),
        ]
    return people


def as_person(values: Mapping[str, Any]) -> dict[str, Any]:
    return {
        **{name: values.get(name) for name in ("given_name", "family_name", "phone", "email", "commune_code")},
        "born_on": date.fromisoformat(values["born_on"]),
        "sex": Sex(values.get("sex", Sex.UNKNOWN)),
        "address": values.get("address", ""),
    }


def guardian_of(values: Mapping[str, Any], person: Person) -> Guardian | None:
    name, phone = values.get("guardian_name"), values.get("guardian_phone")
    if not name and not phone:
        return None
    return Guardian(
        person_id=person.id, name=name or "Représentant légal", phone=phone, relation=GuardianRelation.OTHER
    )
