"""A list comes in: it is opened, its columns are recognised or asked about, or it is refused in one sentence."""

import hashlib
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import delete, insert, select

from crm import journal
from crm.accounts.models import Membership
from crm.codes.dropouts import DropoutSource
from crm.codes.imports import ImportState, ImportTarget
from crm.db import db
from crm.errors import REFUSALS, Refused
from crm.imports import queries, rules
from crm.imports.models import ImportFile, ImportRow
from crm.imports.rules import columns, forbidden, sheets
from crm.imports.rules.fields import FIELDS
from crm.imports.rules.locating import plain
from crm.policy import May, require
from crm.reading import visible


def upload(
    actor: Membership,
    target: ImportTarget,
    *,
    source: DropoutSource | None,
    filename: str,
    content: bytes,
) -> ImportFile:
    """Open a list. Its columns are taken as recognised when all is sure, else they are asked about."""
    require(actor, queries.UPLOADS[target])
    try:
        sheet = sheets.read(content, FIELDS[target])
    except rules.Unreadable as why:
        raise Refused(str(why)) from None
    structure = target is ImportTarget.PEOPLE
    file = ImportFile(
        target=target,
        source=source if target is ImportTarget.DROPOUTS else None,
        platform_id=actor.platform_id if target is ImportTarget.DROPOUTS else None,
        structure_id=actor.structure_id if structure else None,
        filename=forbidden.erase(visible(filename))[:200],
        sha256=hashlib.sha256(content).hexdigest(),
        signature=sheet.signature,
        left_out=sheet.left_out,
        state=ImportState.MAPPING,
        uploaded_by_id=actor.user_id,
        membership_id=actor.id,
    )
    refuse_twice(file)
    towns = {plain(town.name) for town in queries.gazetteer().towns.values()}
    guesses = columns.recognise(sheet, FIELDS[target], towns)
    file.headings = [asdict(one) for one in guesses]
    db.session.add(file)
    db.session.flush()
    lines = [{"file_id": file.id, "number": number, "raw": cells} for number, cells in sheet.lines]
    db.session.execute(insert(ImportRow), lines)
    journal.record(actor, "imports.upload", reason=str(file.uid))
    known = queries.remembered(file)
    if known or not columns.unsure(guesses, FIELDS[target]):
        start_reading(file, known or {one.field: one.name for one in guesses if one.field})
    return file


def refuse_twice(file: ImportFile) -> None:
    """The same file twice changes nothing; the database says so too, to two who hand it in at once."""
    same = select(ImportFile.id).where(
        ImportFile.sha256 == file.sha256,
        ImportFile.target == file.target,
        ImportFile.platform_id.is_not_distinct_from(file.platform_id),
        ImportFile.structure_id.is_not_distinct_from(file.structure_id),
        ImportFile.state != ImportState.UNDONE,
    )
    if db.session.scalar(same):
        raise Refused(REFUSALS["uq_import_file_content"])


def map_columns(actor: Membership, file: ImportFile, chosen: Mapping[str, str]) -> None:
    """Say which column carries each field: `{"family_name": "NOM"}`. It is remembered for the next such list."""
    require(actor, May.READ_IMPORT, file)
    if file.state is not ImportState.MAPPING:
        raise Refused("Les colonnes de cette liste sont déjà choisies.")
    fields = FIELDS[file.target]
    if missing := [field.label for name, field in fields.items() if field.needed and name not in chosen]:
        raise Refused(f"Il manque la colonne de : {', '.join(missing)}.")
    start_reading(file, dict(chosen))
    db.session.flush()


def start_reading(file: ImportFile, mapped: dict[str, str]) -> None:
    """Columns that carry no field are forgotten at once."""
    file.columns, file.state = mapped, ImportState.READING
    file.headings = [{**one, "samples": []} for one in file.headings]


def discard(actor: Membership, file: ImportFile, *, now: datetime) -> None:
    """Give up a list before it is written: all its lines are forgotten."""
    require(actor, May.READ_IMPORT, file)
    if file.written_at or file.state in (ImportState.WRITING, ImportState.UNDOING, ImportState.UNDONE):
        raise Refused("Cette liste est déjà importée : annulez l’import plutôt que de l’abandonner.")
    db.session.execute(delete(ImportRow).where(ImportRow.file_id == file.id))
    file.headings = [{**one, "samples": []} for one in file.headings]
    file.state, file.undone_at, file.purged_at = ImportState.UNDONE, now, now
    journal.record(actor, "imports.discard", reason=str(file.uid))
    db.session.flush()
