"""The public variant of an edition: anybody may read it, without an account."""

from uuid import UUID

from flask import Response, render_template
from werkzeug.exceptions import NotFound

from crm.reports.queries import published
from crm.reports.rules import files
from crm.reports.rules.report import FRAGILE, SECRECY, explained, unit_of
from crm.reports.rules.tables import THEMES
from crm.reports.views.reading import attached, by_place
from crm.reports.views.record import bp


@bp.get("/open/<uuid:uid>")
def public(uid: UUID) -> str:
    edition = published.open_edition(uid)
    return render_template(
        "reports/public.html",
        edition=edition,
        report=published.opened(edition),
        themes=THEMES,
        explained=explained,
        unit_of=unit_of,
        by_place=by_place,
        secrecy=SECRECY,
        fragile=FRAGILE,
    )


@bp.get("/open/<uuid:uid>/download.<kind>")
def public_download(uid: UUID, kind: str) -> Response:
    edition = published.open_edition(uid)
    if kind not in files.FORMATS or edition.built_at is None:
        raise NotFound
    return attached(published.opened(edition), kind, edition.built_at)
