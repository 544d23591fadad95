"""A quarter goes to the Région through the pages, and the files that it downloads say the same numbers."""

import csv
import io
import json
import zipfile
from collections import Counter
from pathlib import Path

import openpyxl
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from crm.reports.rules.words import HEADLINES

A_BUILD = 600_000
"""Milliseconds in which a worker is done with one edition."""


def send(page: Page, quarter: str) -> str:
    """Built, protected and audited by a worker, then signed and published. Returns the address of the edition."""
    page.goto("/reports")
    page.select_option("select[name=quarter]", quarter)
    page.get_by_role("button", name="Préparer ce rapport").click()
    expect(page.get_by_role("button", name="Valider")).to_be_visible(timeout=A_BUILD)
    expect(page.get_by_text("Audit réussi")).to_be_visible()
    for name in ("Valider", "Publier"):
        page.get_by_role("button", name=name).click()
        page.get_by_role("button", name="Oui").click()
    expect(page.get_by_text("Le rapport est publié")).to_be_visible()
    return page.url


def agree(page: Page) -> list[dict[str, str]]:
    """The four files say the same, and hide the same. Returns the lines of the CSV."""
    content = {}
    for name in ("PDF", "Excel", "CSV", "Données ouvrables"):
        with page.expect_download() as download:
            page.get_by_role("link", name=name, exact=True).click()
        content[name] = Path(download.value.path()).read_bytes()
    rows = list(csv.DictReader(io.StringIO(content["CSV"].decode("utf-8-sig")), delimiter=";"))
    figures = {keys(row): number(row["valeur"]) for row in rows if row["indicateur"] != "note"}
    assert "s" in figures.values()

    with zipfile.ZipFile(io.BytesIO(content["Données ouvrables"])) as package:
        (resource,) = (r for r in json.loads(package.read("datapackage.json"))["resources"] if r["name"] == "chiffres")
        lines = csv.DictReader(io.StringIO(package.read(resource["path"]).decode()))
        assert {keys(line): number(line["valeur"]) for line in lines} == figures

    sheets = openpyxl.load_workbook(io.BytesIO(content["Excel"])).worksheets[1:]
    lines = [line for sheet in sheets for line in sheet.iter_rows(min_row=2, min_col=6, values_only=True)]
    assert Counter(number(value) for line in lines for value in line if value is not None) == Counter(figures.values())

    text = " ".join(sheet.extract_text() for sheet in PdfReader(io.BytesIO(content["PDF"])).pages)
    text = " ".join(text.split())
    rates = {indicator for indicator, _, _, measure in figures if measure == "pourcentage"}
    quoted = set(HEADLINES) - rates
    for (indicator, territory, axis, _), value in figures.items():
        if (territory, axis) == ("region", "") and indicator in quoted and value != "s":
            assert f"{value:,.0f}".replace(",", " ") in text
    return rows


def number(said: str | float) -> str | float:
    """`s` is what is hidden."""
    return "s" if said == "s" else float(said)


def keys(row: dict[str, str]) -> tuple[str, str, str, str]:
    return row["indicateur"], row["territoire"], row["axe"].replace("total", ""), row["mesure"]
