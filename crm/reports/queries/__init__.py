"""Read editions as someone, and count what an edition holds."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select
from werkzeug.exceptions import NotFound

from crm.accounts.models import Membership
from crm.codes.dropouts import EditionState
from crm.db import db
from crm.policy import May, permitted
from crm.reports.models import Edition, EditionCell, EditionFact, EditionMeasure
from crm.reports.rules.tables import Counted, Measured, number


def editions(actor: Membership) -> Sequence[Edition]:
    query = select(Edition).where(permitted(actor, May.READ_EDITION, Edition))
    return db.session.scalars(
        query.order_by(Edition.year.desc(), Edition.quarter.desc(), Edition.revision.desc())
    ).all()


def get(actor: Membership, uid: UUID) -> Edition:
    query = select(Edition).where(Edition.uid == uid, permitted(actor, May.READ_EDITION, Edition))
    found = db.session.scalar(query)
    if found is None:
        raise NotFound
    return found


def of_quarter(year: int, quarter: int) -> Edition | None:
    """The latest edition of a quarter."""
    query = select(Edition).where(Edition.year == year, Edition.quarter == quarter)
    return db.session.scalar(query.order_by(Edition.revision.desc()).limit(1))


def waiting() -> Sequence[int]:
    """Editions to build, the first asked for first."""
    return db.session.scalars(
        select(Edition.id).where(Edition.state == EditionState.BUILDING).order_by(Edition.id)
    ).all()


def in_draft() -> Sequence[tuple[int, int]]:
    """The quarters of which an edition is being read over, the latest first."""
    query = select(Edition.year, Edition.quarter).where(Edition.state == EditionState.DRAFT)
    rows = db.session.execute(query.order_by(Edition.year.desc(), Edition.quarter.desc()))
    return [(year, quarter) for year, quarter in rows]


def online(year: int, quarter: int) -> Edition | None:
    """The published edition of a quarter."""
    state = Edition.state == EditionState.PUBLISHED
    return db.session.scalar(select(Edition).where(Edition.year == year, Edition.quarter == quarter, state))


def cells(edition: Edition) -> Sequence[EditionCell]:
    return db.session.scalars(
        select(EditionCell).where(EditionCell.edition_id == edition.id).order_by(EditionCell.id)
    ).all()


def figures(edition: Edition) -> dict[tuple[str, str, str], Any]:
    """Every figure by indicator, territory and axis; None is « s »."""
    return {(c.indicator, c.territory, c.axis): number(c.value) for c in cells(edition)}


def facts(edition: Edition) -> list[Counted]:
    """What was counted for it, always in the same order. Never shown to the Région."""
    rows = db.session.scalars(select(EditionFact).where(EditionFact.edition_id == edition.id))
    return sorted(Counted(r.indicator, r.arrondissement, r.axis, r.count) for r in rows)


def measures(edition: Edition) -> list[Measured]:
    rows = db.session.scalars(select(EditionMeasure).where(EditionMeasure.edition_id == edition.id))
    return sorted(Measured(r.indicator, r.territory, r.value, r.number, r.total) for r in rows)
