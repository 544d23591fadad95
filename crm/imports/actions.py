"""What can be done with a list: read it, decide line by line, write it. Nothing is written before somebody decided."""

import hashlib
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, insert, update

from crm import journal
from crm.accounts.models import Membership
from crm.codes.dropouts import DropoutSource, ImportState, RowDecision, RowVerdict
from crm.codes.people import GuardianRelation, Sex
from crm.db import db
from crm.dropouts.actions import report
from crm.dropouts.rules import SCHOOL_AGE, add_months
from crm.errors import Refused
from crm.imports import queries, rules
from crm.imports.models import ImportFile, ImportRow
from crm.people import queries as people
from crm.people.actions import create
from crm.people.models import Guardian, Person
from crm.policy import May, require
from crm.territory.queries import by_postcode, named


def upload(actor: Membership, *, source: DropoutSource, filename: str, content: bytes, now: datetime) -> ImportFile:
    """Read a list and give each line its verdict. Raises Refused when it cannot be read."""
    require(actor, May.IMPORT_DROPOUTS)
    try:
        lines = rules.read_rows(filename, content)
    except rules.Unreadable as why:
        raise Refused(str(why)) from None
    columns = rules.recognise(lines[0])
    if missing := [name for name in rules.NEEDED if name not in columns]:
        labels = {"family_name": "le nom", "given_name": "le prénom", "born_on": "la date de naissance"}
        raise Refused(f"Je ne trouve pas de colonne pour {', '.join(labels[name] for name in missing)}.")
    file = ImportFile(
        platform_id=actor.platform_id,
        source=source,
        filename=filename,
        sha256=hashlib.sha256(content).hexdigest(),
        columns=columns,
        state=ImportState.READY,
        uploaded_by_id=actor.user_id,
    )
    db.session.add(file)
    db.session.flush()
    judged = judge(lines, columns, now.date())
    db.session.execute(insert(ImportRow), [{"file_id": file.id, **line} for line in judged])
    journal.record(actor, "imports.upload")
    db.session.flush()
    return file


def judge(lines: list[dict[str, str]], columns: Mapping[str, str], today: date) -> list[dict[str, Any]]:
    """One verdict for each line: invalid, twice in the file, not concerned, known, or new."""
    read = [rules.understand(line, columns) for line in lines]
    known = people.nearest([rules.identity(n, u.values) for n, u in enumerate(read, start=2) if not u.problem])
    communes: dict[str, str | None] = {}
    seen: dict[tuple[str, str, str], int] = {}
    judged = []
    for number, (raw, understood) in enumerate(zip(lines, read, strict=True), start=2):
        verdict, reason, person_id, sure = decide(understood, number, seen, known, communes, today)
        decision = rules.DEFAULTS.get(verdict, RowDecision.LINK if sure else None)
        judged.append(
            {
                "number": number,
                "raw": raw,
                "values": understood.values,
                "verdict": verdict,
                "reason": reason,
                "person_id": person_id,
                "decision": decision,
            }
        )
    return judged


def decide(
    understood: rules.Understood,
    number: int,
    seen: dict[tuple[str, str, str], int],
    known: Mapping[int, people.Likeness],
    communes: dict[str, str | None],
    today: date,
) -> tuple[RowVerdict, str, int | None, bool]:
    values = understood.values
    if understood.problem:
        return RowVerdict.INVALID, understood.problem, None, False
    if (first := seen.setdefault(rules.key(values), number)) != number:
        return RowVerdict.REPEATED, f"Même personne qu’à la ligne {first}.", None, False
    if today < add_months(date.fromisoformat(values["born_on"]), 12 * SCHOOL_AGE):
        return RowVerdict.NOT_CONCERNED, "Moins de 16 ans : l’instruction est obligatoire.", None, False
    values["commune_code"] = located(values, communes)
    if values["commune_code"] is None and ("commune" in values or "postcode" in values):
        return RowVerdict.NOT_CONCERNED, "Cette commune n’est pas dans les Hauts-de-France.", None, False
    found = known.get(number)
    if found is None:
        return RowVerdict.NEW, "", None, False
    reason = f"{found.explanation[0].upper()}{found.explanation[1:]} ({found.probability:.0%})."
    return RowVerdict.KNOWN, reason, found.person_id, found.exact


def located(values: Mapping[str, Any], communes: dict[str, str | None]) -> str | None:
    """The INSEE code of the commune or postcode on a line, asked once for each spelling."""
    typed = f"{values.get('commune', '')} {values.get('postcode', '')}".strip()
    if typed and typed not in communes:
        found = named(typed) or by_postcode(str(values.get("postcode", "")))
        communes[typed] = found[0].code if found else None
    return communes.get(typed)


def choose(actor: Membership, file: ImportFile, number: int, decision: RowDecision) -> None:
    """Decide about one line."""
    require(actor, May.READ_IMPORT, file)
    still_open(file)
    row = queries.row(file, number)
    if row.verdict is RowVerdict.INVALID and decision is not RowDecision.SKIP:
        raise Refused(f"Cette ligne ne peut pas être importée : {row.reason}")
    if decision is RowDecision.LINK and row.person_id is None:
        raise Refused("Cette ligne ne ressemble à aucun dossier connu.")
    row.decision = decision
    db.session.flush()


def choose_all(actor: Membership, file: ImportFile, verdict: RowVerdict, decision: RowDecision) -> None:
    """Decide at once about all the lines of a verdict that nobody has decided yet."""
    require(actor, May.READ_IMPORT, file)
    still_open(file)
    if verdict is RowVerdict.INVALID or (decision is RowDecision.LINK) != (verdict is RowVerdict.KNOWN):
        raise Refused("Cette décision ne convient pas à ces lignes.")
    same = update(ImportRow).where(ImportRow.file_id == file.id, ImportRow.verdict == verdict)
    db.session.execute(same.where(ImportRow.decision.is_(None)).values(decision=decision))


def still_open(file: ImportFile) -> None:
    if file.state is not ImportState.READY:
        raise Refused("Cette liste est déjà importée.")


def write(actor: Membership, file: ImportFile, *, now: datetime) -> int:
    """Open or join a case for each line kept, then forget the lines that concern nobody. Returns how many were kept."""
    require(actor, May.READ_IMPORT, file)
    still_open(file)
    if left := queries.undecided(file):
        raise Refused(f"Il reste {left} ligne(s) à décider : un dossier ressemblant existe peut-être déjà.")
    kept = [row for row in file.rows if row.decision in (RowDecision.IMPORT, RowDecision.LINK)]
    for row in kept:
        write_row(actor, file, row, now)
    others = delete(ImportRow).where(ImportRow.file_id == file.id, ImportRow.decision == RowDecision.SKIP)
    db.session.execute(others)
    file.state, file.written_at = ImportState.WRITTEN, now
    journal.record(actor, "imports.write")
    journal.record(actor, "imports.purge")
    db.session.flush()
    db.session.expire(file, ["rows"])
    return len(kept)


def write_row(actor: Membership, file: ImportFile, row: ImportRow, now: datetime) -> None:
    values = row.values
    person = row.person if row.decision is RowDecision.LINK else new_person(actor, values, now)
    assert person is not None  # `choose` links known lines only
    left_on = date.fromisoformat(values["left_on"]) if values.get("left_on") else None
    report(
        actor,
        person,
        source=file.source,
        reported_on=now.date(),
        school_uai=school(values.get("school_uai")),
        school_name=values.get("school_name", ""),
        left_on=left_on,
        import_id=file.id,
        now=now,
    )
    row.person_id = person.id


def school(text: str | None) -> str | None:
    """A UAI when it looks like one; a list's other codes are not kept."""
    number = (text or "").strip().upper()
    return number if len(number) == 8 and number[:7].isdigit() and number[7].isalpha() else None


def new_person(actor: Membership, values: Mapping[str, Any], now: datetime) -> Person:
    person = create(
        actor,
        {
            "given_name": values["given_name"],
            "family_name": values["family_name"],
            "born_on": date.fromisoformat(values["born_on"]),
            "sex": Sex(values["sex"]),
            "phone": values.get("phone"),
            "email": (values.get("email") or "").lower() or None,
            "commune_code": values.get("commune_code"),
            "address": values.get("address", ""),
        },
        now=now,
    )
    if values.get("guardian_name") or values.get("guardian_phone"):
        name = values.get("guardian_name") or "Représentant légal"
        phone = values.get("guardian_phone")
        db.session.add(Guardian(person_id=person.id, name=name, phone=phone, relation=GuardianRelation.OTHER))
    return person
