"""Pages to print. Its library takes a second to load, so only whoever draws a page imports it, and only then."""

from collections.abc import Sequence
from pathlib import Path

from fpdf import FPDF

FONTS = Path(__file__).parent / "static/vendor"
ACCENT = (15, 92, 99)


class Sheet(FPDF):
    """A4 pages with their title above and the page below."""

    def __init__(self, title: str) -> None:
        super().__init__(format="A4")
        self.title_line = title
        for style, name in (("", "regular"), ("B", "bold")):
            self.add_font("Atkinson", style, FONTS / f"atkinson-{name}.ttf")
        self.set_title(title)
        self.set_lang("fr")
        self.set_margin(18)
        self.set_auto_page_break(True, 20)

    def header(self) -> None:
        self.set_font("Atkinson", "", 9)
        self.set_text_color(90)
        self.cell(0, 8, self.title_line, new_x="LMARGIN", new_y="NEXT")
        self.set_text_color(20)

    def footer(self) -> None:
        self.set_y(-14)
        self.set_font("Atkinson", "", 9)
        self.cell(0, 8, f"{self.page_no()}", align="C")


def printed(title: str, subtitle: str, parts: Sequence[tuple[str, Sequence[str]]]) -> bytes:
    """A PDF of titled lists: a title, what stands under it, then the lines of each part."""
    page = Sheet(title)
    page.add_page()
    page.set_font("Atkinson", "B", 18)
    page.set_text_color(*ACCENT)
    page.multi_cell(0, 9, title, new_x="LMARGIN", new_y="NEXT")
    page.set_text_color(20)
    page.set_font("Atkinson", "", 11)
    page.multi_cell(0, 7, subtitle, new_x="LMARGIN", new_y="NEXT")
    for heading, lines in parts:
        page.ln(3)
        page.set_font("Atkinson", "B", 12)
        page.multi_cell(0, 7, heading, new_x="LMARGIN", new_y="NEXT")
        page.set_font("Atkinson", "", 10.5)
        for line in lines:
            page.multi_cell(0, 6, f"• {line}", new_x="LMARGIN", new_y="NEXT")
    return bytes(page.output())
