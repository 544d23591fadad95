"""What goes on by itself, a batch at a time: reading, writing, undoing. Each batch is whole; killed, it starts again
where the last one ended, because a line says itself what was done of it."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, or_, select
from sqlalchemy.exc import IntegrityError

from crm import journal
from crm.accounts.models import Membership
from crm.codes.imports import ImportState, RowCause, RowDecision, RowVerdict
from crm.db import db
from crm.errors import Refused
from crm.imports import queries
from crm.imports.actions.judging import judge_rows, understand_rows
from crm.imports.actions.targets import TARGETS
from crm.imports.actions.targets.verdicts import conclude
from crm.imports.actions.undoing import TOUCHED, keep_touched, take_back
from crm.imports.models import UNDOABLE, ImportFile, ImportRow
from crm.policy import May, require

BATCH = 1000
UNREVIEWED = timedelta(days=30)
"""A list that nobody finished reviewing is forgotten then."""


def carry_on(file: ImportFile, *, now: datetime) -> bool:
    """Do one batch of what goes on. Returns whether there is more to do."""
    step = {
        ImportState.READING: read_on,
        ImportState.WRITING: write_on,
        ImportState.UNDOING: undo_on,
    }.get(file.state)
    if step:
        step(file, now)
        db.session.flush()
    return step is not None


def batch(file: ImportFile, *which: ColumnElement[bool]) -> Sequence[ImportRow]:
    query = select(ImportRow).where(ImportRow.file_id == file.id, *which)
    return db.session.scalars(query.order_by(ImportRow.key, ImportRow.number).limit(BATCH)).all()


def read_on(file: ImportFile, now: datetime) -> None:
    """Lines are compared in the order of birth dates, so that a batch meets few of the known files."""
    if unread := batch(file, ImportRow.key.is_(None)):
        understand_rows(file, unread)
    elif unjudged := batch(file, ImportRow.verdict.is_(None)):
        judge_rows(file, unjudged, now.date())
    else:
        file.state = ImportState.READY


def write(actor: Membership, file: ImportFile) -> None:
    """Start writing what was decided."""
    require(actor, May.READ_IMPORT, file)
    if file.state is not ImportState.READY:
        raise Refused("Cette liste est déjà importée, ou en cours de traitement.")
    if left := queries.undecided(file):
        raise Refused(f"Il reste {left} ligne(s) à décider : un dossier ou une ligne y ressemble peut-être.")
    file.state, file.membership_id = ImportState.WRITING, actor.id
    db.session.flush()


CHOSEN = ImportRow.decision.in_((RowDecision.IMPORT, RowDecision.LINK))


def write_on(file: ImportFile, now: datetime) -> None:
    actor = file.membership
    assert actor  # `write` says who
    rows = batch(file, CHOSEN, ImportRow.written.is_(None))
    if not rows:
        finish_writing(actor, file, now)
    for row in all_or_each(rows, lambda some: TARGETS[file.target].write(actor, file, some, now)):
        conclude(row, RowVerdict.INVALID, RowCause.UNREAD, "Cette ligne n’a pas pu être écrite.")


def finish_writing(actor: Membership, file: ImportFile, now: datetime) -> None:
    """The lines that concern nobody are forgotten; one line in the journal for the whole, one for what was purged."""
    file.state, file.written_at = ImportState.WRITTEN, now
    journal.record(actor, "imports.write", reason=str(file.uid))
    forget(actor, file, ImportRow.decision == RowDecision.SKIP)


def forget(actor: Membership | None, file: ImportFile, *which: ColumnElement[bool]) -> None:
    """Delete lines of a list, and say so in the journal if there were any."""
    if db.session.scalars(delete(ImportRow).where(ImportRow.file_id == file.id, *which).returning(ImportRow.id)).all():
        journal.record(actor, "imports.purge", reason=str(file.uid))


def undo(actor: Membership, file: ImportFile, *, now: datetime) -> None:
    """Start taking back all that a list wrote, but what somebody has worked on since."""
    require(actor, May.READ_IMPORT, file)
    if not file.undoable(now):
        raise Refused("Un import s’annule dans les sept jours : passé ce délai, corrigez dossier par dossier.")
    file.state, file.membership_id = ImportState.UNDOING, actor.id
    db.session.flush()


def undo_on(file: ImportFile, now: datetime) -> None:
    actor = file.membership
    assert actor
    rows = batch(file, ImportRow.written.is_not(None), ImportRow.kept == "")
    for row in all_or_each(keep_touched(rows), take_back):
        row.kept = TOUCHED
    if not rows:
        done = delete(ImportRow).where(ImportRow.file_id == file.id, ImportRow.kept == "")
        db.session.execute(done)
        file.state, file.undone_at = ImportState.UNDONE, now
        journal.record(actor, "imports.undo", reason=str(file.uid))


def all_or_each(rows: Sequence[ImportRow], act: Callable[[Sequence[ImportRow]], None]) -> list[ImportRow]:
    """Do it to all at once or, when the database refuses, one by one. Returns those to whom it could not be done."""
    if not rows:
        return []
    try:
        with db.session.begin_nested():
            act(rows)
            db.session.flush()
    except (IntegrityError, Refused):
        if len(rows) == 1:
            return list(rows)
        half = len(rows) // 2
        return all_or_each(rows[:half], act) + all_or_each(rows[half:], act)
    return []


def purge(*, now: datetime) -> int:
    """Forget the lines of lists that can no longer be undone, or that nobody reviewed. Returns of how many lists."""
    over = or_(
        ImportFile.written_at < now - UNDOABLE,
        ImportFile.undone_at < now - UNDOABLE,
        ImportFile.written_at.is_(None) & (ImportFile.uploaded_at < now - UNREVIEWED),
    )
    done = select(ImportFile).where(over, ImportFile.purged_at.is_(None)).limit(100)
    files = db.session.scalars(done.with_for_update(skip_locked=True)).all()
    for file in files:
        forget(None, file)
        file.purged_at, file.headings = now, [{**one, "samples": []} for one in file.headings]
        if file.written_at is None and file.undone_at is None:
            file.state, file.undone_at = ImportState.UNDONE, now
    db.session.flush()
    return len(files)
