"""Pages to print. Its library takes a second to load, so only whoever draws a page imports it, and only then."""

from collections.abc import Sequence
from pathlib import Path

from fpdf import FPDF

from crm.letters import Letter

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

    def normalize_text(self, text: str) -> str:
        """The font has no narrow no-break space: the ordinary one stands for it."""
        return super().normalize_text(text.replace("\u202f", "\u00a0"))

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


def posted(title: str, letters: Sequence[Letter]) -> bytes:
    """A PDF of letters, each on a page of its own: sender, recipient at the window, subject, words, signature."""
    page = Sheet(title)
    for letter in letters:
        page.title_line = ""
        page.add_page()
        page.set_font("Atkinson", "", 10.5)
        lines(page, letter.sender, 18)
        page.set_y(50)
        lines(page, letter.recipient, 110)
        page.set_y(82)
        lines(page, [letter.dated], 110)
        page.set_y(96)
        page.set_font("Atkinson", "B", 11)
        lines(page, [f"Objet : {letter.about}"], 18)
        page.set_font("Atkinson", "", 10.5)
        for paragraph in letter.paragraphs:
            page.ln(2.5)
            lines(page, [paragraph], 18)
        page.ln(10)
        lines(page, letter.signed, 110)
    return bytes(page.output())


def lines(page: Sheet, words: Sequence[str], left: float) -> None:
    """Lines of text from so many millimetres of the left edge; empty ones are left out."""
    for text in filter(None, words):
        page.set_x(left)
        page.multi_cell(0, 5.6, text, new_x="LMARGIN", new_y="NEXT")
