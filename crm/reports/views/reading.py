"""What an edition says: the quarter on one page, each theme, and its files."""

from datetime import datetime
from typing import Any
from uuid import UUID

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from crm import journal
from crm.auth import me
from crm.policy import May, can
from crm.reports import queries
from crm.reports.forms import ReadForm
from crm.reports.models import Edition
from crm.reports.queries import published
from crm.reports.rules import charts, files, words
from crm.reports.rules.report import FRAGILE, KEPT, SECRECY, Report, axis_name, explained, unit_of
from crm.reports.rules.tables import AXES, THEMES, Indicator, Kind, before, labelled
from crm.reports.views.record import bp


@bp.get("/reports/<uuid:uid>")
def show(uid: UUID) -> str:
    edition = queries.get(me(), uid)
    if edition.built_at is None:
        return render_template("reports/building.html", edition=edition)
    page = read(edition)
    report, territory = page["report"], page["territory"]
    return render_template(
        "reports/show.html",
        **page,
        headlines=words.headlines(report, page["beside"], territory),
        where=list(words.where(report, page["beside"], report.lead, page["compare"])) if territory == "region" else [],
        sure=list(words.sure(report, page["beside"], page["compare"])),
        may_sign=can(me(), May.SIGN_OFF_EDITION),
        may_publish=can(me(), May.PUBLISH_EDITION),
    )


@bp.get("/reports/<uuid:uid>/themes/<theme>")
def theme(uid: UUID, theme: str) -> str:
    edition = queries.get(me(), uid)
    if edition.built_at is None:
        raise NotFound
    page = read(edition)
    if theme not in page["report"].themes:
        raise NotFound
    return render_template("reports/theme.html", **page, letter=theme, indicators=page["report"].themes[theme])


def read(edition: Edition) -> dict[str, Any]:
    """What both pages show, under the filters of the address."""
    report = published.report(edition)
    form = ReadForm(request.args, report.territories)
    trend = published.trend(me(), edition, report.territories)
    beside = quarter_beside(report, form.compare.data)
    return {
        "edition": edition,
        "report": report,
        "form": form,
        "filters": {name: value for name, value in form.data.items() if request.args.get(name) == value},
        "territory": form.territory.data,
        "compare": form.compare.data,
        "beside": next((r for r in trend[:-1] if (r.year, r.quarter) == beside), None),
        "trend": trend,
        "themes": THEMES,
        "axis_name": axis_name,
        "explained": explained,
        "unit_of": unit_of,
        "moved": words.moved,
        "measure": words.measure,
        "over_time": over_time,
        "split": split,
        "by_place": by_place,
        "secrecy": SECRECY,
        "kept": KEPT,
        "fragile": FRAGILE,
    }


def quarter_beside(report: Report, compare: str) -> tuple[int, int]:
    return before(report.year, report.quarter) if compare == "previous" else (report.year - 1, report.quarter)


def over_time(trend: list[Report], indicator: Indicator, territory: str) -> charts.Trend:
    """An indicator quarter by quarter, with a gap for each that is not online."""
    held = {(report.year, report.quarter): report for report in trend}
    quarters = [last := (trend[-1].year, trend[-1].quarter)]
    while last != (trend[0].year, trend[0].quarter):
        quarters.insert(0, last := before(*last))
    figures = [(f"T{q} {y}", held.get((y, q))) for y, q in quarters]
    return charts.trend(
        [
            (name, words.measure(indicator, r, None, territory).value if r else None, r is not None)
            for name, r in figures
        ]
    )


def split(report: Report, indicator: Indicator, territory: str) -> dict[str, list[charts.Bar]]:
    """The bars of each second axis, in the territory, by its name."""
    groups: dict[str, list[str]] = {}
    for axis in report.axes(indicator):
        if axis and report.has(indicator, territory, axis):
            groups.setdefault(AXES[axis.partition(":")[0]].label, []).append(axis)
    return {
        name: barred(indicator, [(labelled(axis), report.value(indicator, territory, axis)) for axis in axes])
        for name, axes in groups.items()
    }


def by_place(report: Report, indicator: Indicator, kind: str) -> list[charts.Bar]:
    """The bars of the territories of one level."""
    held = [p for p in report.places(indicator) if p.startswith(f"{kind}:") and report.has(indicator, p)]
    names = {p: report.territories[p] + (" (fragile)" if report.fragile(indicator, p) else "") for p in held}
    return barred(indicator, [(name, report.value(indicator, place)) for place, name in names.items()])


def barred(indicator: Indicator, figures: list[tuple[str, float | None]]) -> list[charts.Bar]:
    return charts.bars(figures, 100 if indicator.kind is Kind.RATE else None)


@bp.get("/reports/<uuid:uid>/download.<kind>")
def download(uid: UUID, kind: str) -> ResponseReturnValue:
    edition = queries.get(me(), uid)
    if kind not in files.FORMATS or edition.built_at is None:
        raise NotFound
    journal.record(me(), "reports.download")
    return attached(published.report(edition), kind, edition.built_at)


def attached(report: Report, kind: str, at: datetime) -> Response:
    """The file, which the same edition always gives again: it may be kept by who asked for it."""
    write, mimetype = files.FORMATS[kind]
    response = Response(write(report), mimetype=mimetype)
    response.headers["Content-Disposition"] = f'attachment; filename="{files.filename(report, kind)}"'
    response.last_modified = at
    return response
