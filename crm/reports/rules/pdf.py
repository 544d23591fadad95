"""An edition as a tagged, accessible PDF, set by Typst (PDF/UA-1, which it checks itself). Values in, bytes out."""

import json
from pathlib import Path
from typing import Any

import typst

from crm.reports.rules import words
from crm.reports.rules.report import THEMES, Report, Row, shown
from crm.reports.rules.tables import REGION, Indicator, labelled

TEMPLATE = Path(__file__).with_name("report.typ")
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
        "summary": [summary(report, indicator) for indicator in report.indicators],
        "themes": [
            {"title": f"{letter}. {THEMES[letter]}", "indicators": [tabled(report, i) for i in indicators]}
            for letter, indicators in report.themes.items()
        ],
    }


def summary(report: Report, indicator: Indicator) -> list[str]:
    share = shown(report.share_of(indicator), "%") if indicator.of else "–"
    return [indicator.id, indicator.label, figure(report, indicator, REGION, ""), share]


def tabled(report: Report, indicator: Indicator) -> dict[str, Any]:
    """A table by territory: counts, then the share of the whole where there is one."""
    axes = report.axes(indicator.id)
    shares = {row.territory: row for row in report.rows([indicator]) if row.unit == "%" and not row.axis}
    return {
        "title": f"{indicator.id}. {indicator.label}",
        "definition": f"{indicator.definition} Unité : {indicator.unit}.",
        "head": ["Territoire", *map(labelled, axes), *(["Part"] if indicator.of else [])],
        "lines": [
            [
                report.territories[place],
                *(figure(report, indicator, place, axis) for axis in axes),
                *([shared(shares.get(place))] if indicator.of else []),
            ]
            for place in report.places(indicator.id)
        ],
    }


def figure(report: Report, indicator: Indicator, territory: str, axis: str) -> str:
    found = report.figures.get((indicator.id, territory, axis))
    return "–" if found is None else shown(found.value) + ("*" if found.status == "kept" else "")


def shared(row: Row | None) -> str:
    return "–" if row is None else shown(row.value, "%")
