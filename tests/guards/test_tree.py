"""The tree keeps its promises: every template is used, migrations are numbered with one head, a swap is a reload."""

import re
from pathlib import Path

from alembic.script import ScriptDirectory

ROOT = Path(__file__).parents[2]
SOURCES = [*(ROOT / "crm").rglob("*.py"), *(ROOT / "templates").rglob("*.html")]


def test_every_template_is_used():
    text = "\n".join(path.read_text() for path in SOURCES)
    for template in (ROOT / "templates").rglob("*.html"):
        name = str(template.relative_to(ROOT / "templates"))
        assert f'"{name}"' in text, name


def test_no_page_holds_a_style_or_a_script_of_its_own():
    for template in (ROOT / "templates").rglob("*.html"):
        assert not re.search(r'\sstyle="|\son\w+="|<script(?![^>]*src=)', template.read_text()), template


def test_no_form_stands_in_a_paragraph():
    """A browser ends the paragraph there: what follows loses its place and its spaces."""
    for template in (ROOT / "templates").rglob("*.html"):
        paragraphs = re.findall(r"<p\b.*?</p>", template.read_text(), re.DOTALL)
        assert not [words for words in paragraphs if re.search(r"<form|\bact\(", words)], template


def test_every_form_is_sent_without_scripts():
    """By its own button; what is dragged is sent by a script, and each board has another way."""
    for template in (ROOT / "templates").rglob("*.html"):
        forms = re.findall(r"<form\b.*?</form>", template.read_text(), re.DOTALL)
        assert not [f for f in forms if 'id="drop"' not in f and not re.search(r"<button|submit", f)], template
        assert not [f for f in forms if re.search(r"<form[^>]*\shx-", f)], template


def test_migrations_are_numbered_and_have_one_head():
    script = ScriptDirectory(str(ROOT / "migrations"))
    numbers = sorted(path.name[:4] for path in (ROOT / "migrations/versions").glob("*.py"))
    assert numbers == [f"{n:04}" for n in range(1, len(numbers) + 1)]
    assert script.get_heads() == [numbers[-1]]


def test_a_swap_equals_a_reload(browser, alice, person):
    """The search box takes a part of the very page that it would have loaded."""
    browser.login(alice)
    address = f"/people?q={person.family_name}"
    plain, swapped = browser.get(address).text, browser.get(address, headers={"HX-Request": "true"}).text
    assert person.name.split()[0] in part(plain)
    assert part(plain) == part(swapped)


def part(page):
    return re.search(r'<section class="panel" id="people".*?</section>', page, re.S).group(0)
