"""Read imports, always as someone."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.orm import joinedload, selectinload
from werkzeug.exceptions import NotFound

from crm.accounts.models import Membership
from crm.codes.imports import ImportState, ImportTarget, RowCause, RowDecision, RowVerdict
from crm.codes.structures import Network
from crm.db import db
from crm.imports.models import WORKING, ImportFile, ImportRow
from crm.imports.rules.assigning import Candidate, Place
from crm.imports.rules.locating import Gazetteer, Town
from crm.policy import May, can, permitted
from crm.structures.models import Structure, StructureNetwork
from crm.territory.models import Commune

PAGE = 100

UPLOADS = {
    ImportTarget.DROPOUTS: May.IMPORT_DROPOUTS,
    ImportTarget.PEOPLE: May.IMPORT_PEOPLE,
    ImportTarget.STRUCTURES: May.IMPORT_STRUCTURES,
}


def targets(actor: Membership) -> list[ImportTarget]:
    """What lists the actor may hand in."""
    return [target for target, may in UPLOADS.items() if can(actor, may)]


def files(actor: Membership, before: int | None = None) -> Sequence[ImportFile]:
    """The latest first: one page and one more."""
    query = (
        select(ImportFile)
        .where(permitted(actor, May.READ_IMPORT, ImportFile))
        .options(joinedload(ImportFile.uploaded_by))
    )
    if before:
        query = query.where(ImportFile.id < before)
    return db.session.scalars(query.order_by(ImportFile.id.desc()).limit(PAGE + 1)).all()


def get(actor: Membership, uid: UUID) -> ImportFile:
    query = select(ImportFile).where(ImportFile.uid == uid, permitted(actor, May.READ_IMPORT, ImportFile))
    found = db.session.scalar(query)
    if found is None:
        raise NotFound
    return found


def counts(file: ImportFile) -> dict[RowVerdict, dict[RowCause, int]]:
    """How many lines have each verdict, by cause, in the order of the code lists."""
    query = select(ImportRow.verdict, ImportRow.cause, func.count()).where(ImportRow.file_id == file.id)
    lines = db.session.execute(query.where(ImportRow.verdict.is_not(None)).group_by(ImportRow.verdict, ImportRow.cause))
    found = {(verdict, cause): number for verdict, cause, number in lines}
    return {v: {c: found[v, c] for c in RowCause if (v, c) in found} for v in RowVerdict}


def size(file: ImportFile) -> int:
    return db.session.scalar(select(func.count()).where(ImportRow.file_id == file.id)) or 0


def progress(file: ImportFile) -> tuple[int, int]:
    """How many lines are done of what goes on, and of how many."""
    chosen = ImportRow.decision.in_((RowDecision.IMPORT, RowDecision.LINK))
    done = {
        ImportState.READING: ImportRow.verdict.is_not(None),
        ImportState.WRITING: ImportRow.written.is_not(None),
        ImportState.UNDOING: ImportRow.written.is_(None) | (ImportRow.kept != ""),
    }[file.state]
    wanted = chosen if file.state is not ImportState.READING else ImportRow.id.is_not(None)
    query = select(func.count().filter(done), func.count()).where(ImportRow.file_id == file.id, wanted)
    found = db.session.execute(query).one()
    return found[0], found[1]


def undecided(file: ImportFile) -> int:
    query = select(func.count()).where(ImportRow.file_id == file.id, ImportRow.decision.is_(None))
    return db.session.scalar(query) or 0


def rows(file: ImportFile, verdict: RowVerdict, cause: RowCause | None = None, after: int = 0) -> Sequence[ImportRow]:
    """Lines of a verdict, of one cause if it is given: one page and one more."""
    query = (
        select(ImportRow)
        .where(ImportRow.file_id == file.id, ImportRow.verdict == verdict, ImportRow.number > after)
        .options(joinedload(ImportRow.person), joinedload(ImportRow.structure))
    )
    if cause:
        query = query.where(ImportRow.cause == cause)
    return db.session.scalars(query.order_by(ImportRow.number).limit(PAGE + 1)).all()


def row(file: ImportFile, number: int) -> ImportRow:
    found = db.session.scalar(select(ImportRow).where(ImportRow.file_id == file.id, ImportRow.number == number))
    if found is None:
        raise NotFound
    return found


def kept_back(file: ImportFile) -> Sequence[ImportRow]:
    """Lines that could not be undone."""
    query = select(ImportRow).where(ImportRow.file_id == file.id, ImportRow.kept != "")
    return db.session.scalars(query.options(joinedload(ImportRow.person)).order_by(ImportRow.number).limit(PAGE)).all()


def remembered(file: ImportFile) -> dict[str, str] | None:
    """How the columns were mapped the last time that this owner handed in a list with these headings."""
    query = select(ImportFile.columns).where(
        ImportFile.signature == file.signature,
        ImportFile.target == file.target,
        ImportFile.source.is_not_distinct_from(file.source),
        ImportFile.platform_id.is_not_distinct_from(file.platform_id),
        ImportFile.structure_id.is_not_distinct_from(file.structure_id),
        ImportFile.state != ImportState.MAPPING,
        ImportFile.columns != {},
        ImportFile.id != file.id,
    )
    return db.session.scalar(query.order_by(ImportFile.id.desc()).limit(1))


def next_to_work(stuck: Collection[int] = ()) -> ImportFile | None:
    """A list that is being read, written or undone, and that no other worker holds; none of those `stuck`."""
    query = select(ImportFile).where(ImportFile.state.in_(WORKING), ImportFile.id.not_in(stuck))
    query = query.order_by(ImportFile.id).limit(1)
    return db.session.scalar(query.with_for_update(skip_locked=True, of=ImportFile))


def gazetteer() -> Gazetteer:
    query = select(Commune.code, Commune.name, Commune.postcodes, Commune.population)
    return Gazetteer({code: Town(code, name, tuple(p), n) for code, name, p, n in db.session.execute(query)})


def places(codes: Sequence[str]) -> dict[str, Place]:
    query = select(Commune).where(Commune.code.in_(codes))
    return {town.code: place(town) for town in db.session.scalars(query)}


def place(town: Commune) -> Place:
    return Place(town.name, town.arrondissement_code, town.latitude, town.longitude)


def schools(uais: Sequence[str]) -> dict[str, Place]:
    """Where the establishments stand that the directory knows."""
    query = select(Structure).where(Structure.uai.in_(uais)).options(joinedload(Structure.commune))
    return {found.uai: place(found.commune) for found in db.session.scalars(query) if found.uai}


def followers() -> list[Candidate]:
    """The structures that receive new cases: the active missions locales (L.313-8 names them among the first)."""
    query = (
        select(Structure)
        .join(StructureNetwork)
        .where(Structure.active, StructureNetwork.network == Network.MISSION_LOCALE)
        .options(joinedload(Structure.commune), selectinload(Structure.coverage))
    )
    return [
        Candidate(s.id, s.short_name, place(s.commune), frozenset(c.arrondissement_code for c in s.coverage))
        for s in db.session.scalars(query).unique()
    ]


def known_structures(sirets: Sequence[str], uais: Sequence[str], names: Sequence[str]) -> Sequence[Structure]:
    same = or_(Structure.siret.in_(sirets), Structure.uai.in_(uais), func.lower(Structure.name).in_(names))
    return db.session.scalars(select(Structure).where(same)).all()
