"""Build an edition: count, protect with what is online, audit."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select, update

from crm.codes.dropouts import EditionState
from crm.db import db
from crm.logs import log
from crm.reports import queries
from crm.reports.actions.life import draw_up
from crm.reports.models import Edition, EditionCell, EditionFact, EditionMeasure
from crm.reports.queries import counting
from crm.reports.rules.audit import audit
from crm.reports.rules.editions import First, revised, shown
from crm.reports.rules.protection import Protected, protect
from crm.reports.rules.reading import check
from crm.reports.rules.system import BadSystem
from crm.reports.rules.tables import Counted, Measured, before, build, cell_id, measures, split

THRESHOLD = 5
FEWEST = 3
"""Structures that must have worked: with two, each would read the other's figures."""

UNPROTECTED = (
    "Ces chiffres ne peuvent pas être protégés : rien ne sera publié. Signalez-le à l’équipe technique, avec ce détail "
    ": « {} »"
)

WORK = ("A-3", "B-1", "C-1")


def note(edition: Edition, found: counting.Found, *, now: datetime) -> None:
    """First stage done: keep what was counted, in place of what may have been before."""
    for table, lines in ((EditionFact, found.counted), (EditionMeasure, found.measured)):
        db.session.execute(delete(table).where(table.edition_id == edition.id))
        if lines:
            db.session.execute(insert(table), [asdict(line) | {"edition_id": edition.id} for line in lines])
    edition.counted_at = now
    db.session.flush()


def tell(edition_id: int, words: str) -> None:
    """Say how far the building is."""
    mine = update(Edition).where(Edition.id == edition_id, Edition.state == EditionState.BUILDING)
    db.session.execute(mine.values(stage=words))


def make(edition: Edition, *, now: datetime) -> None:
    """Second stage: protect what was counted with what is online, audit, and keep all of it or nothing.

    The same facts give the same cells. A leak found by the auditor, or figures that cannot be protected, leave a draft
    that nobody can sign, and that says why.
    """
    if edition.counted_at is None:
        note(edition, counting.count(edition.year, edition.quarter), now=now)
    counted, first = queries.facts(edition), online(edition.year, edition.quarter)
    words, protected = "", None
    try:
        worth_publishing(counted, queries.measures(edition))
        system = build(counted, counting.departements(), THRESHOLD)
        check(system)
        last = online(*before(edition.year, edition.quarter))
        protected = protect(revised(system, first), before={name for name, value in last.items() if value is None})
    except BadSystem as why:
        words = UNPROTECTED.format(why)
        log.error("edition_unprotectable", edition=edition.id)
    except Unpublishable as why:
        words = str(why)
        log.warning("edition_empty", edition=edition.id)
    # Written only now: whoever writes an edition holds it, and protecting takes long.
    draw_up(edition, now=now)
    edition.built_at, edition.stage = now if protected else None, words
    edition.audit, edition.audit_passed, edition.loss = None, False, {}
    db.session.execute(delete(EditionCell).where(EditionCell.edition_id == edition.id))
    if protected:
        keep(edition, protected, first)
    db.session.flush()


class Unpublishable(Exception):  # noqa: N818 - its text is a sentence for whoever reads the draft
    """These figures are no report."""


def worth_publishing(counted: Sequence[Counted], measured: Sequence[Measured]) -> None:
    """A quarter in which nothing was recorded, or by one structure alone, is no report of the région."""
    if not any(line.count for line in counted if line.indicator in WORK):
        raise Unpublishable("Aucun contact, rendez-vous ni orientation n’est enregistré pour ce trimestre.")
    at_work = next((m.total for m in measured if m.indicator == "F-7" and m.territory == "region"), 0)
    if at_work < FEWEST:
        raise Unpublishable(
            f"Moins de {FEWEST} structures ont enregistré leur activité ce trimestre : publier ces chiffres montrerait "
            "l’activité de l’une à l’autre. Relancez les structures, puis préparez à nouveau le rapport."
        )


def keep(edition: Edition, protected: Protected, first: First) -> None:
    """Audit what was protected, and write what readers will see, the proof and the loss."""
    published = protected.to_json()
    proof = audit(published, protected.system.to_json({}, 0))
    seen = shown(protected.system, protected.hidden, first)
    lines: list[dict[str, Any]] = [
        {"edition_id": edition.id, "value": value, "status": status}
        | dict(zip(("indicator", "territory", "axis"), split(name), strict=True))
        for name, (value, status) in seen.items()
    ]
    readable = {name: value for name, (value, _) in seen.items()}
    lines += [
        {"edition_id": edition.id, "indicator": m.indicator, "territory": m.territory, "axis": ""}
        | {"value": m.value, "status": "published"}
        for m in measures(queries.measures(edition), readable)
    ]
    db.session.execute(insert(EditionCell), lines)
    cells = protected.system.cells
    edition.audit, edition.audit_passed = proof.to_json(), not proof.exposed
    edition.loss = {
        "cells": len(seen),
        "hidden": published["hidden"],
        "primary": sum(why == "primary" for why in protected.hidden.values()),
        "kept": sum(status == "kept" for _, status in seen.values()),
        "share": round(
            sum(cells[name].value for name in protected.hidden) / max(1, sum(cell.value for cell in cells.values())), 4
        ),
    }
    log.info(
        "edition_built", edition=edition.id, cells=len(seen), hidden=published["hidden"], exposed=len(proof.exposed)
    )


def online(year: int, quarter: int) -> dict[str, int | None]:
    """What the published edition of a quarter shows of each cell; nothing when there is none."""
    query = select(EditionCell).join(Edition)
    query = query.where(Edition.year == year, Edition.quarter == quarter, Edition.state == EditionState.PUBLISHED)
    return {
        cell_id(c.indicator, c.territory, c.axis): None if c.value is None else int(c.value)
        for c in db.session.scalars(query)
    }
