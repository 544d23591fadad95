"""Build an edition: count, protect with what is online, audit."""

from datetime import datetime

from sqlalchemy import delete, insert, select

from crm.codes.dropouts import EditionState
from crm.db import db
from crm.logs import log
from crm.reports.actions.life import draw_up
from crm.reports.models import Edition, EditionCell
from crm.reports.queries import counting
from crm.reports.rules.audit import audit
from crm.reports.rules.editions import First, revised, shown
from crm.reports.rules.protection import Protected, protect
from crm.reports.rules.system import BadSystem
from crm.reports.rules.tables import before, build, cell_id, split

THRESHOLD = 5


def next_to_build() -> Edition | None:
    """An edition that waits to be built and that no other worker is building."""
    waiting = select(Edition).where(Edition.state == EditionState.BUILDING).order_by(Edition.id).limit(1)
    return db.session.scalar(waiting.with_for_update(skip_locked=True))


def make(edition: Edition, *, now: datetime) -> None:
    """Count, protect with what is online, audit, and keep the whole: the transaction keeps all of it or nothing.

    The same facts give the same cells. A leak found by the auditor, or figures that cannot be protected, leave a draft
    that nobody can sign, and that says why.
    """
    system = build(counting.count(edition.year, edition.quarter), counting.departements(), THRESHOLD)
    first = online(edition.year, edition.quarter)
    last = online(*before(edition.year, edition.quarter))
    draw_up(edition, now=now)
    edition.built_at, edition.stage = None, ""
    edition.audit, edition.audit_passed, edition.loss = None, False, {}
    db.session.execute(delete(EditionCell).where(EditionCell.edition_id == edition.id))
    try:
        protected = protect(revised(system, first), before={name for name, value in last.items() if value is None})
    except BadSystem as why:
        edition.stage = f"Ces chiffres ne peuvent pas être protégés : rien ne sera publié. {why}"
        log.error("edition_unprotectable", edition=edition.id)
    else:
        keep(edition, protected, first)
        edition.built_at = now
    db.session.flush()


def keep(edition: Edition, protected: Protected, first: First) -> None:
    """Audit what was protected, and write what readers will see, the proof and the loss."""
    published = protected.to_json()
    proof = audit(published, protected.system.to_json({}, 0))
    seen = shown(protected.system, protected.hidden, first)
    lines = [
        {"edition_id": edition.id, "value": value, "status": status}
        | dict(zip(("indicator", "territory", "axis"), split(name), strict=True))
        for name, (value, status) in seen.items()
    ]
    db.session.execute(insert(EditionCell), lines)
    cells = protected.system.cells
    edition.audit, edition.audit_passed = proof.to_json(), not proof.exposed
    edition.loss = {
        "cells": len(lines),
        "hidden": published["hidden"],
        "primary": sum(why == "primary" for why in protected.hidden.values()),
        "kept": sum(status == "kept" for _, status in seen.values()),
        "share": round(
            sum(cells[name].value for name in protected.hidden) / max(1, sum(cell.value for cell in cells.values())), 4
        ),
    }
    log.info(
        "edition_built", edition=edition.id, cells=len(lines), hidden=published["hidden"], exposed=len(proof.exposed)
    )


def online(year: int, quarter: int) -> dict[str, int | None]:
    """What the published edition of a quarter shows of each cell; nothing when there is none."""
    query = select(EditionCell).join(Edition)
    query = query.where(Edition.year == year, Edition.quarter == quarter, Edition.state == EditionState.PUBLISHED)
    return {
        cell_id(c.indicator, c.territory, c.axis): None if c.value is None else int(c.value)
        for c in db.session.scalars(query)
    }
