from datetime import UTC, datetime
from uuid import UUID

from flask import Blueprint, Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from crm import journal
from crm.auth import me
from crm.errors import refusals
from crm.policy import May, can
from crm.reports import actions, queries
from crm.reports.forms import AskForm
from crm.reports.models import Edition
from crm.reports.queries.places import Place, labels, places
from crm.reports.rules import files
from crm.reports.rules.tables import INDICATORS, as_lines, axes, labelled, rate

bp = Blueprint("reports", __name__)

FORMATS = {
    "csv": (files.as_csv, "text/csv; charset=utf-8"),
    "xlsx": (files.as_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "pdf": (files.as_pdf, "application/pdf"),
}


@bp.get("/reports")
def index() -> str:
    return render_template(
        "reports/index.html",
        editions=queries.editions(me()),
        form=AskForm(),
        may_build=can(me(), May.BUILD_EDITION),
    )


@bp.post("/reports")
def build() -> ResponseReturnValue:
    form = AskForm()
    if form.validate_on_submit():
        year, quarter = (int(part) for part in str(form.quarter.data).split("-"))
        with refusals(form):
            edition = actions.ask(me(), year, quarter, now=datetime.now(UTC))
            return redirect(url_for("reports.show", uid=edition.uid), 303)
    page = render_template(
        "reports/index.html", editions=queries.editions(me()), form=form, may_build=can(me(), May.BUILD_EDITION)
    )
    return page, 422


@bp.get("/reports/<uuid:uid>")
def show(uid: UUID) -> str:
    edition = queries.get(me(), uid)
    figures = queries.figures(edition)
    return render_template(
        "reports/show.html",
        edition=edition,
        figures=figures,
        indicators=INDICATORS,
        axes=axes(),
        labelled=labelled,
        territories=labels(),
        places=sized(places(), figures),
        rates=rates(figures),
        may_sign=can(me(), May.SIGN_OFF_EDITION),
        may_publish=can(me(), May.PUBLISH_EDITION),
    )


def rates(figures: dict[tuple[str, str, str], int | None]) -> dict[str, int | None]:
    """The région's rate of each indicator that is a part of another."""
    return {
        part.id: rate(
            figures.get((part.id, "region", "")),
            figures.get((part.of, "region", "")),
            figures.get((f"{part.id}-rest", "region", "")),
            actions.THRESHOLD,
        )
        for part in INDICATORS.values()
        if part.of
    }


def sized(spots: list[Place], figures: dict[tuple[str, str, str], int | None]) -> list[tuple[Place, int | None, float]]:
    """Each arrondissement with its number of accompanied people, and the radius of its disc on the map."""
    values = [figures.get(("A-3", spot.code, "")) for spot in spots]
    most = max((value for value in values if value), default=1)
    return [(s, v, 4 + 22 * ((v or 0) / most) ** 0.5) for s, v in zip(spots, values, strict=True)]


@bp.post("/reports/<uuid:uid>/sign-off")
def sign_off(uid: UUID) -> ResponseReturnValue:
    return step(queries.get(me(), uid), "sign_off", "Le rapport est validé.")


@bp.post("/reports/<uuid:uid>/publish")
def publish(uid: UUID) -> ResponseReturnValue:
    return step(queries.get(me(), uid), "publish", "Le rapport est publié : la Région en est avertie.")


def step(edition: Edition, name: str, message: str) -> ResponseReturnValue:
    {"sign_off": actions.sign_off, "publish": actions.publish}[name](me(), edition, now=datetime.now(UTC))
    flash(message)
    return redirect(url_for("reports.show", uid=edition.uid), 303)


@bp.get("/reports/<uuid:uid>/download.<kind>")
def download(uid: UUID, kind: str) -> Response:
    edition = queries.get(me(), uid)
    if kind not in FORMATS or edition.built_at is None:
        raise NotFound
    write, mimetype = FORMATS[kind]
    names = labels()
    report = files.Report(
        title=f"Activité du SPRO Hauts-de-France, trimestre {edition.quarter} de {edition.year}",
        built_at=edition.built_at,
        territories=names,
        lines=as_lines(queries.cells(edition)),
    )
    journal.record(me(), "reports.download")
    response = Response(write(report), mimetype=mimetype)
    filename = f"spro-{edition.year}-t{edition.quarter}.{kind}"
    response.headers["Content-Disposition"] = f'attachment; filename="{filename}"'
    return response
