from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

from flask import render_template, request, url_for
from werkzeug.exceptions import NotFound

from crm.auth import me
from crm.policy import May, can, require
from crm.reports.queries import dashboard as queries
from crm.reports.queries import in_draft
from crm.reports.queries.indicators import Period
from crm.reports.rules.tables import INDICATORS, THEMES, before, quarter_of
from crm.reports.views.record import bp
from crm.territory.rules import PARIS


def periods(today: date, drafts: Iterable[tuple[int, int]]) -> dict[str, tuple[str, Period]]:
    """This quarter and the one before, the school year, all until today; then the quarters of draft reports."""
    now, last = quarter_of(today), before(*quarter_of(today))
    school = date(today.year if today.month >= 9 else today.year - 1, 9, 1)
    tomorrow = today + timedelta(days=1)
    return {
        "now": ("Ce trimestre", Period(Period.quarter(*now).first, tomorrow)),
        "last": ("Le trimestre dernier", Period.quarter(*last)),
        "school": ("Depuis la rentrée", Period(school, tomorrow)),
        **{f"{y}-{q}": (f"Rapport à relire\u00a0: T{q} {y}", Period.quarter(y, q)) for y, q in drafts},
    }


def asked() -> tuple[str, Period, list[tuple[str, str]]]:
    """The period of the address, this quarter unless it says otherwise, and the choice there is."""
    drafts = in_draft() if can(me(), May.COMPLETE_EDITION) else ()
    found = periods(datetime.now(UTC).astimezone(PARIS).date(), drafts)
    key = request.args.get("period", "now")
    key = key if key in found else "now"
    return key, found[key][1], [(name, label) for name, (label, _) in found.items()]


@bp.get("/reports/live")
def dashboard() -> str:
    """The figures of the reader's own territory or structure, as they stand."""
    actor = me()
    require(actor, May.SEE_DASHBOARD)
    key, period, choices = asked()
    theme = request.args.get("theme", "A")
    theme = theme if theme in THEMES else "A"
    return render_template(
        "reports/dashboard.html",
        period=period,
        key=key,
        draft="-" in key,
        periods=[(label, url_for(".dashboard", theme=theme, period=k), k == key, None) for k, label in choices],
        themes=[(t, url_for(".dashboard", theme=k, period=key), k == theme, None) for k, t in THEMES.items()],
        figures=queries.figures(actor, theme, period),
        listed=queries.listed,
        title=THEMES[theme],
    )


@bp.get("/reports/live/<name>")
def behind(name: str) -> str:
    """The list behind a number."""
    actor = me()
    require(actor, May.SEE_DASHBOARD)
    if not queries.listed(name):
        raise NotFound
    key, period, _ = asked()
    lines = queries.behind(actor, name, period, following())
    last = lines[-1] if len(lines) == queries.SHOWN else None
    return render_template(
        "reports/behind.html",
        indicator=INDICATORS[name],
        lines=lines,
        back=url_for(".dashboard", theme=name[0], period=key),
        following=url_for(".behind", name=name, period=key, after=f"{last.on}.{last.ref}") if last else None,
    )


def following() -> tuple[date, int] | None:
    """Where the list goes on; from its beginning, when the address does not say."""
    day, _, ref = request.args.get("after", "").partition(".")
    try:
        return date.fromisoformat(day), int(ref)
    except ValueError:
        return None
