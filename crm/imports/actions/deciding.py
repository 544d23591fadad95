"""Decide line by line, or many alike at once; correct a cell where it stands."""

from datetime import datetime

from sqlalchemy import or_, select, update

from crm.accounts.models import Membership
from crm.codes.imports import ImportState, ImportTarget, RowCause, RowDecision, RowVerdict
from crm.db import db
from crm.errors import Refused
from crm.imports import queries
from crm.imports.actions.judging import judge_rows, understand_rows
from crm.imports.models import ImportFile, ImportRow
from crm.imports.rules.fields import FIELDS
from crm.policy import May, require
from crm.reading import visible


def choose(actor: Membership, file: ImportFile, number: int, decision: RowDecision) -> None:
    """Decide about one line."""
    still_open(actor, file)
    row = queries.row(file, number)
    fits(file, row.verdict, decision, row.reason)
    row.decision = decision
    db.session.flush()


def choose_all(actor: Membership, file: ImportFile, cause: RowCause, decision: RowDecision) -> None:
    """Decide at once about the lines of one cause that are undecided or, when none is, about all of them."""
    still_open(actor, file)
    same = (ImportRow.file_id == file.id, ImportRow.cause == cause)
    for verdict in db.session.scalars(select(ImportRow.verdict).where(*same).distinct()):
        fits(file, verdict, decision, cause.label)
    left = ImportRow.decision.is_(None)
    lines = (*same, left) if db.session.scalar(select(ImportRow.id).where(*same, left).limit(1)) else same
    db.session.execute(update(ImportRow).where(*lines).values(decision=decision))


def fits(file: ImportFile, verdict: RowVerdict | None, decision: RowDecision, why: str) -> None:
    """Refuse what a line of this verdict cannot become."""
    if verdict is RowVerdict.INVALID and decision is not RowDecision.SKIP:
        raise Refused(f"Cette ligne ne peut pas être importée avant d’être corrigée : {why}")
    if decision is RowDecision.LINK and (verdict is not RowVerdict.KNOWN or file.target is not ImportTarget.DROPOUTS):
        raise Refused("Cette ligne ne peut pas être rattachée à un dossier.")


def correct(actor: Membership, file: ImportFile, number: int, field: str, text: str, *, now: datetime) -> None:
    """Write another text in a cell: its line is read and compared again, and those that repeat it."""
    still_open(actor, file)
    row = queries.row(file, number)
    if field not in FIELDS[file.target]:
        raise Refused("Cette colonne n’existe pas.")
    before = row.key
    row.raw = {**row.raw, file.columns.get(field, field): visible(text)}
    if field not in file.columns:
        file.columns = {**file.columns, field: field}
    understand_rows(file, [row])
    alike = or_(
        ImportRow.key.in_((before, row.key)), (ImportRow.cause == RowCause.RESEMBLING) & ImportRow.decision.is_(None)
    )
    alike &= ImportRow.verdict != RowVerdict.INVALID
    others = select(ImportRow).where(ImportRow.file_id == file.id, ImportRow.id != row.id, alike)
    judge_rows(file, [r for r in (row, *db.session.scalars(others)) if r.cause is not RowCause.FORBIDDEN], now.date())
    db.session.flush()


def still_open(actor: Membership, file: ImportFile) -> None:
    require(actor, May.READ_IMPORT, file)
    if file.state is not ImportState.READY:
        raise Refused("Cette liste n’est pas à relire : elle est en cours de traitement, ou déjà importée.")
