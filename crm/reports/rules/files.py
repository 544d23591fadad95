"""An edition as files: CSV, Excel and PDF. Values in, bytes out; « s » stands for what secrecy hides."""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

import xlsxwriter

from crm.reports.rules.tables import INDICATORS, labelled

SECRET = "s"  # noqa: S105 - « secret statistique »
SECRECY = "« s » : chiffre caché par le secret statistique, pour que personne ne puisse être reconnu."

Line = tuple[str, str, str, int | None]
"""Indicator, territory, axis, value."""


@dataclass(frozen=True)
class Report:
    """What the files hold."""

    title: str
    built_at: datetime
    territories: Mapping[str, str]
    """Label of each territory, in the order of the tables."""

    lines: Sequence[Line]

    @cached_property
    def figures(self) -> dict[tuple[str, str, str], int | None]:
        return {(indicator, territory, axis): value for indicator, territory, axis, value in self.lines}

    def cell(self, indicator: str, territory: str, axis: str) -> str:
        """What stands in a table; nothing where the edition has no such figure."""
        key = indicator, territory, axis
        return shown(self.figures[key]) if key in self.figures else ""


def shown(value: int | None) -> str:
    return SECRET if value is None else str(value)


def as_csv(report: Report) -> bytes:
    """UTF-8 with a mark, semicolons: opens as it should in a French Excel. No cell can be a formula."""
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=";", lineterminator="\r\n")
    writer.writerow(["indicateur", "libelle", "territoire", "nom_territoire", "axe", "nom_axe", "valeur"])
    for indicator, territory, axis, value in report.lines:
        label = INDICATORS[indicator].label
        writer.writerow(
            [indicator, label, territory, report.territories[territory], axis, labelled(axis), shown(value)]
        )
    return stream.getvalue().encode("utf-8-sig")


def as_xlsx(report: Report) -> bytes:
    """One sheet of definitions, then one for each indicator: territories down, axes across."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": report.title, "created": report.built_at.replace(tzinfo=None)})
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    sheet = book.add_worksheet("Lire d’abord")
    sheet.set_column(0, 0, 12)
    sheet.set_column(1, 1, 32)
    sheet.set_column(2, 2, 90)
    sheet.write_row(0, 0, [report.title], bold)
    sheet.write_row(1, 0, [SECRECY])
    for row, indicator in enumerate(INDICATORS.values(), start=3):
        sheet.write_row(row, 0, [indicator.id, indicator.label, indicator.definition], wrap)
    figures = report.figures
    axes = list(dict.fromkeys(axis for _, _, axis, _ in report.lines))
    for indicator in INDICATORS.values():
        sheet = book.add_worksheet(indicator.id)
        sheet.set_column(0, 0, 30)
        sheet.write_row(0, 0, [indicator.label, *map(labelled, axes)], bold)
        for row, (territory, name) in enumerate(report.territories.items(), start=1):
            sheet.write(row, 0, name)
            for column, axis in enumerate(axes, start=1):
                if (indicator.id, territory, axis) in figures:
                    value = figures[indicator.id, territory, axis]
                    sheet.write(row, column, SECRET if value is None else value)
        sheet.freeze_panes(1, 1)
    book.close()
    return stream.getvalue()


def as_pdf(report: Report) -> bytes:
    """A cover with the région's figures, then a page for each indicator by territory."""
    from crm.reports.rules import pdf  # its library takes a second to load: only whoever draws a PDF waits for it

    return pdf.draw(report)
