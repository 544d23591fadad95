"""Read imports, always as someone."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload
from werkzeug.exceptions import NotFound

from crm.accounts.models import Membership
from crm.codes.dropouts import RowVerdict
from crm.db import db
from crm.imports.models import ImportFile, ImportRow
from crm.policy import May, permitted

PAGE = 100


def files(actor: Membership) -> Sequence[ImportFile]:
    query = (
        select(ImportFile)
        .where(permitted(actor, May.READ_IMPORT, ImportFile))
        .options(joinedload(ImportFile.uploaded_by))
    )
    return db.session.scalars(query.order_by(ImportFile.id.desc()).limit(50)).all()


def get(actor: Membership, uid: UUID) -> ImportFile:
    query = select(ImportFile).where(ImportFile.uid == uid, permitted(actor, May.READ_IMPORT, ImportFile))
    found = db.session.scalar(query)
    if found is None:
        raise NotFound
    return found


def counts(file: ImportFile) -> dict[RowVerdict, int]:
    query = select(ImportRow.verdict, func.count()).where(ImportRow.file_id == file.id).group_by(ImportRow.verdict)
    found = dict(db.session.execute(query).all())
    return {verdict: found.get(verdict, 0) for verdict in RowVerdict}


def undecided(file: ImportFile) -> int:
    query = select(func.count()).where(ImportRow.file_id == file.id, ImportRow.decision.is_(None))
    return db.session.scalar(query) or 0


def rows(file: ImportFile, verdict: RowVerdict, after: int = 0) -> Sequence[ImportRow]:
    query = (
        select(ImportRow)
        .where(ImportRow.file_id == file.id, ImportRow.verdict == verdict, ImportRow.number > after)
        .options(joinedload(ImportRow.person))
        .order_by(ImportRow.number)
    )
    return db.session.scalars(query.limit(PAGE + 1)).all()


def row(file: ImportFile, number: int) -> ImportRow:
    found = db.session.scalar(select(ImportRow).where(ImportRow.file_id == file.id, ImportRow.number == number))
    if found is None:
        raise NotFound
    return found
