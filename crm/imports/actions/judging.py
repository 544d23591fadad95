"""Read the cells of lines, then compare them with what is known: each line gets its verdict."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import func, select

from crm.codes.imports import RowCause, RowVerdict
from crm.db import db
from crm.imports.actions.targets import TARGETS
from crm.imports.actions.targets.verdicts import conclude
from crm.imports.models import ImportFile, ImportRow
from crm.imports.rules import forbidden
from crm.imports.rules.fields import FIELDS
from crm.imports.rules.understanding import understand


def understand_rows(file: ImportFile, rows: Sequence[ImportRow]) -> None:
    """Read their cells. Only the columns that carry something are kept from here on."""
    kept = set(file.columns.values())
    for row in rows:
        row.raw = {heading: forbidden.erase(cell) for heading, cell in row.raw.items() if heading in kept}
        found = understand(row.raw, file.columns, FIELDS[file.target])
        row.values, row.field = found.values, found.field
        row.key = "" if found.problem else TARGETS[file.target].key(found.values)
        if found.problem:
            conclude(row, RowVerdict.INVALID, found.cause, found.problem)
        else:
            row.verdict = None


def judge_rows(file: ImportFile, rows: Sequence[ImportRow], today: date) -> None:
    """Compare lines that could be read, among themselves and with what is known."""
    rows = [row for row in rows if row.key]
    first = first_of(file, [row.key or "" for row in rows])
    fresh = []
    for row in rows:
        if first[row.key or ""] != row.number:
            conclude(row, RowVerdict.REPEATED, RowCause.TWICE, f"Comme à la ligne {first[row.key or '']}.")
        else:
            fresh.append(row)
    TARGETS[file.target].judge(file, fresh, today)


def first_of(file: ImportFile, keys: Sequence[str]) -> dict[str, int]:
    """The first line of the file with each key."""
    db.session.flush()
    query = select(ImportRow.key, func.min(ImportRow.number)).where(
        ImportRow.file_id == file.id, ImportRow.key.in_(keys)
    )
    return {key: number for key, number in db.session.execute(query.group_by(ImportRow.key)) if key is not None}
