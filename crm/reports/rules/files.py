"""An edition as files: CSV, Excel, PDF and Data Package, all from the same rows. Values in, bytes out."""

import csv
import io
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import xlsxwriter

from crm.reports.rules.package import as_package
from crm.reports.rules.report import COUNT, SECRET, Report, Row, axis_name, explained, level
from crm.reports.rules.tables import THEMES

COLUMNS = [
    "edition",
    "version",
    "indicateur",
    "libelle",
    "niveau",
    "territoire",
    "nom_territoire",
    "axe",
    "nom_axe",
    "mesure",
    "unite",
    "valeur",
    "statut",
    "fragile",
]
STATUS = {"published": "publié", "primary": "caché", "secondary": "caché", "kept": "première version"}
WIDTHS = {0: 11, 1: 34, 2: 14, 3: 16, 4: 26}


def as_csv(report: Report) -> bytes:
    """UTF-8 with a mark, semicolons: opens as it should in a French Excel. What must be known stands in the last lines.

    No cell can be a formula: all of them are our own words, codes and numbers.
    """
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=";", lineterminator="\r\n")
    writer.writerow(COLUMNS)
    edition = [f"{report.year}-T{report.quarter}", report.revision]
    for row in report.rows():
        place = [level(row.territory), row.territory, report.territories[row.territory]]
        figure = [
            row.measure,
            row.unit,
            SECRET if row.value is None else plain(row.value),
            STATUS[row.status],
            row.fragile,
        ]
        name = [row.indicator.id, row.indicator.label]
        writer.writerow([*edition, *name, *place, row.axis, axis_name(row.axis), *figure])
    for about, text in report.about():
        writer.writerow([*edition, "note", about, *[""] * 7, text, "", ""])
    return stream.getvalue().encode("utf-8-sig")


def plain(value: float) -> int | float:
    return int(value) if float(value).is_integer() else value


def as_xlsx(report: Report) -> bytes:
    """What to know first, the definitions, then one sheet for each theme: territories down, axes across."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": report.title, "created": report.built_at.replace(tzinfo=None)})
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#e0eeee"})
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    formats = {"title": book.add_format({"bold": True, "font_size": 14}), "bold": bold, "wrap": wrap}
    formats["figure"] = book.add_format({"num_format": "# ##0", "align": "right"})
    formats["share"] = book.add_format({"num_format": '0" %"', "align": "right"})
    formats["fragile"] = book.add_format({"num_format": '0" % (fragile)"', "align": "right", "italic": True})
    formats["kept"] = book.add_format({"num_format": '# ##0"*"', "align": "right"})
    write_notes(book.add_worksheet("Lire d’abord"), report, formats)
    for letter in report.themes:
        sheet = book.add_worksheet(f"{letter} {THEMES[letter]}"[:31])
        rows = report.rows([indicator for indicator in report.held if indicator.theme == letter])
        write_theme(sheet, report, list(rows), formats)
    book.close()
    return stream.getvalue()


def write_notes(sheet: Any, report: Report, formats: dict[str, Any]) -> None:
    sheet.set_column(0, 0, 18)
    sheet.set_column(1, 1, 36)
    sheet.set_column(2, 2, 95)
    sheet.write(0, 0, report.title, formats["title"])
    line = 2
    for name, text in report.about():
        sheet.write(line, 0, name, formats["wrap"])
        sheet.merge_range(line, 1, line, 2, text, formats["wrap"])
        sheet.set_row(line, 15 * (1 + len(text) // 125))
        line += 1
    sheet.write_row(line + 1, 0, ["Indicateur", "Libellé", "Ce qu’il compte"], formats["bold"])
    for offset, indicator in enumerate(report.held, start=line + 2):
        text = " ".join(f"{name} : {point.rstrip('.')}." for name, point in explained(indicator))
        sheet.write_row(offset, 0, [indicator.id, indicator.label, text], formats["wrap"])


def write_theme(sheet: Any, report: Report, rows: Sequence[Row], formats: dict[str, Any]) -> None:
    axes = list(dict.fromkeys(row.axis for row in rows))
    for column, width in WIDTHS.items():
        sheet.set_column(column, column, width)
    sheet.set_column(len(WIDTHS), len(WIDTHS) + len(axes), 12)
    head = ["Indicateur", "Libellé", "Unité", "Niveau", "Territoire", *map(axis_name, axes)]
    sheet.write_row(0, 0, head, formats["bold"])
    for line, ((name, territory, measure), found) in enumerate(lines(rows).items(), start=1):
        first = next(iter(found.values()))
        places = [level(territory), report.territories[territory]]
        unit = f"% de {first.indicator.of}" if measure != COUNT else first.unit
        sheet.write_row(line, 0, [name, first.indicator.label, unit, *places])
        for column, axis in enumerate(axes, start=len(WIDTHS)):
            if axis in found:
                write_figure(sheet, line, column, found[axis], formats)
    sheet.freeze_panes(1, len(WIDTHS))
    sheet.autofilter(0, 0, len(lines(rows)), len(head) - 1)


def lines(rows: Iterable[Row]) -> dict[tuple[str, str, str], dict[str, Row]]:
    """The rows that stand on one line of a sheet, by axis."""
    found: dict[tuple[str, str, str], dict[str, Row]] = {}
    for row in rows:
        found.setdefault((row.indicator.id, row.territory, row.measure), {})[row.axis] = row
    return found


def write_figure(sheet: Any, line: int, column: int, row: Row, formats: dict[str, Any]) -> None:
    if row.value is None:
        sheet.write_string(line, column, SECRET, formats["figure"])
        return
    kind = "kept" if row.status == "kept" else "figure" if row.measure == COUNT else "share"
    kind = "fragile" if row.fragile else kind
    sheet.write_number(line, column, row.value, formats[kind])


def as_pdf(report: Report) -> bytes:
    """Tagged and accessible (PDF/UA-1): what to know first, the région’s figures, then each theme by territory."""
    from crm.reports.rules import pdf  # its library is large: only whoever makes a PDF loads it

    return pdf.draw(report)


FORMATS: dict[str, tuple[Callable[[Report], bytes], str]] = {
    "pdf": (as_pdf, "application/pdf"),
    "xlsx": (as_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "csv": (as_csv, "text/csv; charset=utf-8"),
    "zip": (as_package, "application/zip"),
}
"""What writes each file, and its type."""


def filename(report: Report, kind: str) -> str:
    public = "-public" if report.public else ""
    revised = f"-v{report.revision}" if report.revision > 1 else ""
    return f"spro-{report.year}-t{report.quarter}{revised}{public}.{kind}"
