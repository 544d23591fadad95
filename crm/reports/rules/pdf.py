"""An edition as a PDF. Values in, bytes out."""

from crm.paper import ACCENT, Sheet
from crm.reports.rules.files import SECRECY, Report, shown
from crm.reports.rules.tables import INDICATORS, labelled
from crm.reports.rules.tables import axes as common_axes


def draw(report: Report) -> bytes:
    """A cover with the région's figures, then a page for each indicator by territory."""
    sheet = Sheet(report.title)
    sheet.set_creation_date(report.built_at)
    sheet.add_page()
    sheet.set_font("Atkinson", "B", 20)
    sheet.set_text_color(*ACCENT)
    sheet.multi_cell(0, 10, report.title, new_x="LMARGIN", new_y="NEXT")
    sheet.set_text_color(20)
    sheet.set_font("Atkinson", "", 10)
    sheet.multi_cell(0, 6, SECRECY, new_x="LMARGIN", new_y="NEXT")
    sheet.ln(4)
    figures = report.figures
    told = [i for i in INDICATORS.values() if (i.id, "region", "") in figures]
    for indicator in told:
        sheet.set_font("Atkinson", "B", 12)
        value = figures[indicator.id, "region", ""]
        sheet.cell(0, 7, f"{indicator.label} : {shown(value)} {indicator.unit}", new_x="LMARGIN", new_y="NEXT")
        sheet.set_font("Atkinson", "", 9)
        sheet.multi_cell(0, 5, f"{indicator.id}. {indicator.definition}", new_x="LMARGIN", new_y="NEXT")
        sheet.ln(2)
    axes = common_axes()
    for indicator in told:
        sheet.add_page()
        sheet.set_font("Atkinson", "B", 14)
        sheet.cell(0, 9, indicator.label, new_x="LMARGIN", new_y="NEXT")
        sheet.set_font("Atkinson", "", 8)
        with sheet.table(
            col_widths=(30, *[10] * len(axes)), line_height=5.2, text_align=("LEFT", *["RIGHT"] * len(axes))
        ) as table:
            table.row(["", *map(labelled, axes)])
            for territory, name in report.territories.items():
                table.row([name, *(report.cell(indicator.id, territory, axis) for axis in axes)])
    return bytes(sheet.output())
