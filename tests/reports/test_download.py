"""PDF, Excel, CSV and Data Package of an edition: the same numbers in all of them, and what must stand beside them."""

import csv
import io
import re
import zipfile
from dataclasses import replace

import openpyxl
import pytest
from frictionless import Package, system
from pypdf import PdfReader

from crm.reports.queries import published
from crm.reports.rules import files
from crm.reports.rules.pdf import ACROSS, bars, drawn
from crm.reports.rules.report import Figure, axis_name, shown, unit_of
from crm.reports.rules.tables import INDICATORS


@pytest.fixture
def report(edition):
    return published.report(edition)


@pytest.fixture
def rows(report):
    """Every row by name, territory, axis and measure: what each file must say."""
    found = {(r.indicator.id, r.territory, r.axis, r.measure): r.value for r in report.rows()}
    assert None in found.values()
    assert any(found.values())
    return found


def number(text):
    return None if text == "s" else float(text)


def test_the_csv_says_the_same(report, rows):
    content = files.as_csv(report).decode("utf-8-sig")
    lines = list(csv.DictReader(io.StringIO(content), delimiter=";"))
    said = {
        (line["indicateur"], line["territoire"], line["axe"], line["mesure"]): number(line["valeur"])
        for line in lines
        if line["indicateur"] != "note"
    }
    assert said == rows
    notes = {line["libelle"]: line["valeur"] for line in lines if line["indicateur"] == "note"}
    assert notes == dict(report.about())


def test_the_workbook_says_the_same_in_real_numbers(report, rows):
    book = openpyxl.load_workbook(io.BytesIO(files.as_xlsx(report)))
    codes = {name: code for code, name in report.territories.items()}
    axes = {axis_name(axis): axis for _, _, axis, _ in rows}
    said = {}
    for sheet in book.worksheets[1:]:
        head, *lines = sheet.iter_rows(values_only=True)
        for name, _, unit, _, place, *figures in lines:
            measure = "pourcentage" if unit.startswith("% de ") else "nombre"
            for axis, value in zip(head[5:], figures, strict=True):
                if value is not None:
                    assert value == "s" or isinstance(value, int | float)
                    said[name, codes[place], axes[axis], measure] = None if value == "s" else value
    assert said == rows
    notes = {line[0]: line[1] for line in book.worksheets[0].iter_rows(values_only=True) if line[0]}
    assert dict(report.about()).items() <= notes.items()


def test_the_package_is_valid_and_says_the_same(report, rows, tmp_path):
    zipfile.ZipFile(io.BytesIO(files.as_package(report))).extractall(tmp_path)
    with system.use_context(trusted=True):
        package = Package(str(tmp_path / "datapackage.json"))
        checked = package.validate()
        lines = package.get_resource("chiffres").read_rows()
    assert checked.valid, checked.flatten(["rowNumber", "fieldName", "type", "note"])[:5]
    said = {
        (line["indicateur"], line["territoire"], line["axe"].replace("total", ""), line["mesure"]): None
        if line["valeur"] is None
        else float(line["valeur"])
        for line in lines
    }
    assert said == rows
    assert all(text in package.description for _, text in report.about())
    assert package.licenses[0]["name"] == "etalab-2.0"


def test_the_pdf_says_the_same(report, rows):
    """Its text, table by table: each line is a territory’s figures in the order of its head."""
    text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(files.as_pdf(report))).pages)
    text = re.sub(r"\s+", " ", text.replace("\u202f", " ").replace("\xa0", " "))
    for indicator in report.indicators:
        axes, places = report.axes(indicator), report.places(indicator)
        measure = "pourcentage" if unit_of(indicator) == "%" else "nombre"
        table = {
            (place, axis): shown(rows[indicator.id, place, axis, measure], unit_of(indicator)).replace("\u202f", " ")
            if (indicator.id, place, axis, measure) in rows
            else "–"
            for place in places
            for axis in axes
        }
        lines = (
            [" ".join([axis_name(axis), *(table[place, axis] for place in places)]) for axis in axes]
            if len(axes) > ACROSS
            else [" ".join([report.territories[place], *(table[place, axis] for axis in axes)]) for place in places]
        )
        for line in lines:
            assert line in text, line
    for about, said in report.about():
        assert about in text
        assert re.sub(r"\s+", " ", said)[:40] in text


def test_the_bars_of_the_pdf_say_the_same(report):
    """The longest is whole, another in proportion; where the figure is hidden, no length tells it."""
    met = {"region": 12, "dep:02": None, "dep:59": 8}
    held = replace(report, figures={("A-3", place, ""): Figure(value) for place, value in met.items()})
    assert bars(held, INDICATORS["A-3"]) == [
        {"name": report.territories["dep:02"], "figure": "s", "width": None},
        {"name": report.territories["dep:59"], "figure": "8", "width": 100},
    ]
    assert bars(replace(held, figures={("A-3", "dep:59", ""): Figure(None)}), INDICATORS["A-3"]) == []


def test_the_map_of_the_pdf_draws_what_may_be_read(report):
    met = {"region": 12, "arr:595": 8, "arr:596": None}
    held = replace(report, figures={("A-3", place, ""): Figure(value) for place, value in met.items()})
    svg = drawn(held)["svg"]
    assert re.findall(r">([^<]+)</text>", svg) == ["8", "s"]
    assert svg.count("stroke-dasharray") == 1
    assert drawn(replace(held, ground=None)) is None


def test_the_pdf_is_tagged_for_those_who_do_not_see_it(report):
    reader = PdfReader(io.BytesIO(files.as_pdf(report)))
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"].startswith("fr")
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert b"<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_data()
    assert reader.metadata.title == report.title
    found = set(kinds(root["/StructTreeRoot"]))
    assert {"/H1", "/H2", "/Table", "/TH", "/TD", "/L", "/Figure"} <= found
    assert "/Outlines" in root


def kinds(element):
    """The kinds of structure elements under one."""
    element = element.get_object()
    if isinstance(element, list):
        for child in element:
            yield from kinds(child)
    elif isinstance(element, dict):
        if "/S" in element:
            yield element["/S"]
        if "/K" in element:
            yield from kinds(element["/K"])


@pytest.mark.parametrize("kind", files.FORMATS)
def test_the_same_edition_gives_the_same_file(browser, edition, dora, kind):
    browser.login(dora)
    address = f"/reports/{edition.uid}/download.{kind}"
    first, second = browser.get(address), browser.get(address)
    assert first.status_code == 200
    assert f"spro-2026-t3.{kind}" in first.headers["Content-Disposition"]
    assert first.data == second.data


def test_no_file_holds_a_small_count(rows):
    counts = {value for (_, _, _, measure), value in rows.items() if measure == "nombre"}
    assert not counts & {1, 2, 3, 4}


def test_an_unknown_file_is_not_found(browser, edition, dora):
    assert browser.login(dora).get(f"/reports/{edition.uid}/download.exe").status_code == 404
