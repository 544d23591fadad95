"""Editions as their readers get them: one in full, and the totals of those of before."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from uuid import UUID

from sqlalchemy import select
from werkzeug.exceptions import NotFound

from crm.accounts.models import Membership
from crm.codes.dropouts import EditionState
from crm.db import db
from crm.policy import May, permitted
from crm.reports.models import Edition, EditionCell
from crm.reports.queries.places import ground, labels
from crm.reports.rules.report import Figure, Key, Report
from crm.reports.rules.tables import PUBLIC_LIMIT

QUARTERS = 8
"""How far the trends go back: what is online."""


def report(edition: Edition) -> Report:
    """What the pages and the files of a built edition show."""
    return replace(described(edition, labels(), figures([edition])[edition.id]), ground=ground())


def opened(edition: Edition) -> Report:
    """What anybody may read of it: the same values, or none."""
    query = select(EditionCell).where(EditionCell.edition_id == edition.id).order_by(EditionCell.id)
    held = {
        (c.indicator, c.territory, c.axis): Figure(c.value) if c.open else Figure(None, "secondary")
        for c in db.session.scalars(query)
    }
    full = described(edition, labels(), held)
    return replace(full, ground=ground(), public=True, threshold=PUBLIC_LIMIT, hidden=edition.open_hidden, share=None)


def open_edition(uid: UUID) -> Edition:
    """A published edition that is open to anybody."""
    query = select(Edition).where(
        Edition.uid == uid, Edition.state == EditionState.PUBLISHED, Edition.opened_at.is_not(None)
    )
    found = db.session.scalar(query)
    if found is None:
        raise NotFound
    return found


def described(edition: Edition, territories: Mapping[str, str], held: Mapping[Key, Figure]) -> Report:
    assert edition.built_at is not None
    return Report(
        year=edition.year,
        quarter=edition.quarter,
        revision=edition.revision,
        built_at=edition.built_at,
        published_at=edition.published_at,
        hidden=edition.loss["hidden"],
        total=edition.loss["cells"],
        share=edition.loss["share"],
        territories=territories,
        figures=held,
    )


def figures(editions: Sequence[Edition], *, totals: bool = False) -> dict[int, dict[Key, Figure]]:
    """The cells of editions, or those of whole territories only, in one query."""
    query = select(
        EditionCell.edition_id,
        EditionCell.indicator,
        EditionCell.territory,
        EditionCell.axis,
        EditionCell.value,
        EditionCell.status,
    ).where(EditionCell.edition_id.in_([edition.id for edition in editions]))
    if totals:
        query = query.where(EditionCell.axis == "")
    found: dict[int, dict[Key, Figure]] = {edition.id: {} for edition in editions}
    for edition, indicator, territory, axis, value, status in db.session.execute(query.order_by(EditionCell.id)):
        found[edition][indicator, territory, axis] = Figure(value, status)
    return found


def trend(actor: Membership, edition: Edition, territories: Mapping[str, str]) -> list[Report]:
    """The totals of the published editions up to this one, oldest first, this one last."""
    earlier = select(Edition).where(
        permitted(actor, May.READ_EDITION, Edition),
        Edition.state == EditionState.PUBLISHED,
        4 * Edition.year + Edition.quarter < 4 * edition.year + edition.quarter,
    )
    earlier = earlier.order_by(Edition.year.desc(), Edition.quarter.desc()).limit(QUARTERS - 1)
    editions = [*reversed(db.session.scalars(earlier).all()), edition]
    held = figures(editions, totals=True)
    return [described(one, territories, held[one.id]) for one in editions]
