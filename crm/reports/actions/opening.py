"""Open an edition to anybody: a part of what the Région reads, protected and proved at a higher threshold."""

from datetime import datetime

from sqlalchemy import select, update

from crm.codes.dropouts import EditionState
from crm.db import db
from crm.logs import log
from crm.reports import queries
from crm.reports.models import Edition, EditionCell
from crm.reports.queries import counting
from crm.reports.rules.audit import audit
from crm.reports.rules.editions import opened, revised
from crm.reports.rules.protection import protect
from crm.reports.rules.reading import check
from crm.reports.rules.system import BadSystem
from crm.reports.rules.tables import PUBLIC_LIMIT, build, cell_id


def next_to_open() -> Edition | None:
    """A published edition whose public variant was not tried yet, and on which no other worker is."""
    waiting = select(Edition).where(Edition.state == EditionState.PUBLISHED, Edition.open_audit.is_(None))
    return db.session.scalar(waiting.order_by(Edition.id).limit(1).with_for_update(skip_locked=True))


def open_up(edition: Edition, *, now: datetime) -> None:
    """Protect the public variant from the facts of the edition, audit it, and open it when nothing is exposed."""
    cells = {cell_id(c.indicator, c.territory, c.axis): c for c in queries.cells(edition)}
    try:
        system = build(queries.facts(edition), counting.departements(), PUBLIC_LIMIT)
        check(system)
        status = {name: cells[name].status for name in system.cells}
        protected = protect(opened(revised(system, first_open(edition)), status))
    except BadSystem as why:
        edition.open_audit = {"refused": str(why)}
        log.error("edition_not_opened", edition=edition.id)
        return
    proof = audit(protected.to_json(), protected.system.to_json({}, 0))
    edition.open_audit, edition.open_hidden = proof.to_json(), len(protected.hidden)
    if not proof.exposed:
        shown = [cells[name].id for name in system.cells if name not in protected.hidden]
        db.session.execute(update(EditionCell).where(EditionCell.id.in_(shown)).values(open=True))
        edition.opened_at = now
    db.session.flush()
    log.info("edition_opened", edition=edition.id, hidden=len(protected.hidden), exposed=len(proof.exposed))


def first_open(edition: Edition) -> dict[str, int | None]:
    """What the public variant of the first edition shows of each cell, when this one is its revision."""
    query = select(EditionCell).join(Edition)
    query = query.where(Edition.year == edition.year, Edition.quarter == edition.quarter)
    query = query.where(Edition.revision < edition.revision, Edition.opened_at.is_not(None))
    return {
        cell_id(c.indicator, c.territory, c.axis): int(c.value) if c.open and c.value is not None else None
        for c in db.session.scalars(query)
    }
