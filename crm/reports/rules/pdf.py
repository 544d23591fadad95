"""An edition as a tagged, accessible PDF, set by Typst (PDF/UA-1, which it checks itself). Values in, bytes out."""

import json
from pathlib import Path
from typing import Any

import typst

from crm.reports.rules import charts, words
from crm.reports.rules.report import Report, axis_name, explained, shown, unit_of
from crm.reports.rules.tables import REGION, THEMES, Indicator, Kind

TEMPLATE = Path(__file__).with_name("report.typ")
ACROSS = 9
"""So many columns of figures fit on the page."""

INSIDE = 15
"""From this radius a disc holds its figure."""

FONTS = Path(__file__).parents[2] / "static/vendor"


def draw(report: Report) -> bytes:
    """The whole edition; the same edition gives the same bytes."""
    return typst.compile(
        str(TEMPLATE),
        format="pdf",
        pdf_standards="ua-1",
        font_paths=[str(FONTS)],
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(content(report))},
        timestamp=int(report.built_at.timestamp()),
    )


def content(report: Report) -> dict[str, Any]:
    """What the template sets: words and figures, already as they are read."""
    built = report.built_at
    return {
        "title": report.title,
        "date": {"year": built.year, "month": built.month, "day": built.day},
        "about": report.about(),
        "sentences": list(words.sure(report, report, "previous")),
        "map": drawn(report),
        "summary": [summary(report, indicator) for indicator in report.indicators],
        "themes": [
            {"title": f"{letter}. {THEMES[letter]}", "indicators": [tabled(report, i) for i in indicators]}
            for letter, indicators in report.themes.items()
        ],
    }


def drawn(report: Report) -> dict[str, str] | None:
    """The map of the page, in ink, and the words of whoever does not see it."""
    if not report.ground:
        return None
    marks = [f'<path d="{report.ground.land}" stroke="#c9d2d3" stroke-width="5" stroke-linecap="round"/>']
    for disc in report.discs:
        at = f'cx="{disc.x}" cy="{disc.y}"'
        hidden = disc.radius is None
        ink = (
            'r="6" fill="none" stroke-dasharray="2"'
            if hidden
            else f'r="{disc.radius}" fill="#0e5a61" fill-opacity=".25"'
        )
        marks.append(f'<circle {at} {ink} stroke="#0e5a61"/>')
    for disc in report.discs:
        y = disc.y + (5 if (disc.radius or 0) > INSIDE else (disc.radius or 6) + 13)
        marks.append(f'<text x="{disc.x}" y="{y}">{shown(disc.value, unit_of(report.lead))}</text>')
    text = 'font-family="Atkinson Hyperlegible Next" font-size="14" text-anchor="middle"'
    size = f'width="{report.ground.width}" height="{report.ground.height}"'
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" {size}><g {text}>{"".join(marks)}</g></svg>'
    title = f"{report.lead.label} par arrondissement"
    return {"svg": svg, "title": title, "alt": f"{title}. Les chiffres sont dans le tableau {report.lead.id}."}


def summary(report: Report, indicator: Indicator) -> list[str]:
    return [indicator.id, indicator.label, figure(report, indicator, REGION, "")]


def tabled(report: Report, indicator: Indicator) -> dict[str, Any]:
    """A table by territory; one that has many second axes stands on its side."""
    axes, places = report.axes(indicator), report.places(indicator)
    if len(axes) > ACROSS:
        head = ["Ventilation", *(report.territories[place] for place in places)]
        lines = [[axis_name(axis), *(figure(report, indicator, place, axis) for place in places)] for axis in axes]
    else:
        head = ["Territoire", *map(axis_name, axes)]
        lines = [[report.territories[p], *(figure(report, indicator, p, axis) for axis in axes)] for p in places]
    points = [f"{name} : {text}" for name, text in explained(indicator)]
    named = {"title": f"{indicator.id}. {indicator.label}", "definition": points}
    return {**named, "bars": bars(report, indicator), "head": head, "lines": lines}


def bars(report: Report, indicator: Indicator) -> list[dict[str, Any]]:
    """One bar for each département, its length of a hundred; none without any. The table says it too."""
    held = [p for p in report.places(indicator) if p.startswith("dep:") and report.has(indicator, p)]
    drawn = charts.bars(
        [(report.territories[p], report.value(indicator, p)) for p in held],
        100 if indicator.kind is Kind.RATE else None,
    )
    if not any(bar.value for bar in drawn):
        return []
    return [
        {"name": bar.label, "figure": figure(report, indicator, place, ""), "width": bar.width}
        for place, bar in zip(held, drawn, strict=True)
    ]


def figure(report: Report, indicator: Indicator, territory: str, axis: str) -> str:
    if not report.has(indicator, territory, axis):
        return "–"
    kept = "*" if report.status(indicator, territory, axis) == "kept" else ""
    weak = " (fragile)" if report.fragile(indicator, territory, axis) else ""
    return shown(report.value(indicator, territory, axis), unit_of(indicator)) + kept + weak
