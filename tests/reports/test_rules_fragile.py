"""A rate that rests on too little is marked on every page and in every file, and never ranked."""

import csv
import io
from dataclasses import replace
from datetime import UTC, datetime

import openpyxl
import pytest

from crm.reports.rules import words
from crm.reports.rules.files import as_csv, as_xlsx
from crm.reports.rules.pdf import content
from crm.reports.rules.report import Figure, Report
from crm.reports.rules.tables import INDICATORS, REGION

ABSENCE = INDICATORS["B-2"]


def report(*, past=100, resolved=95, missed=20, covered=80, places=(REGION,)):
    """Appointments of a quarter: how many there were, of how many the outcome is known, how many were missed."""
    counts = {"B-1": past, "B-3": resolved, "B-3-rest": past - resolved, "B-2": missed, "B-2-rest": resolved - missed}
    figures = {(name, place, ""): Figure(count) for name, count in counts.items() for place in places}
    figures["F-7", REGION, ""] = Figure(covered)
    names = {REGION: "Hauts-de-France", "dep:59": "Nord", "arr:595": "Lille", "dep:60": "Oise"}
    now = datetime(2026, 10, 20, tzinfo=UTC)
    return Report(2026, 3, 1, now, None, 0, 6, 0.0, {p: names[p] for p in names if p in places}, figures)


@pytest.mark.parametrize(
    ("facts", "why"),
    [
        ({}, ""),
        ({"resolved": 90}, ""),
        ({"resolved": 89}, "89\u202f% seulement des issues sont connues"),
        ({"covered": 50}, ""),
        ({"covered": 49}, "49\u202f% seulement des structures ont contribué"),
    ],
)
def test_a_rate_is_fragile_under_ninety_known_or_half_of_the_structures(facts, why):
    found = report(**facts)
    assert found.fragile(ABSENCE) == why
    assert found.fragile(INDICATORS["B-1"]) == ""


def test_the_coverage_of_an_arrondissement_is_that_of_its_departement():
    found = report(places=(REGION, "dep:59", "arr:595", "dep:60"))
    found.figures["F-7", "dep:59", ""] = Figure(30)
    assert [bool(found.fragile(ABSENCE, place)) for place in found.territories] == [False, True, True, False]


def test_completeness_that_is_hidden_reassures_nobody():
    found = report()
    found.figures["B-3-rest", REGION, ""] = Figure(None, "primary")
    assert found.fragile(ABSENCE) == "la part des issues connues est cachée"


def test_a_report_of_too_few_structures_says_that_it_is_void():
    void = report(covered=49)
    assert "sans valeur" in void.void
    assert void.void in dict(void.about())["Fragilité"]
    assert report().void == ""


def test_what_is_fragile_is_never_ranked():
    places = (REGION, "dep:59", "dep:60")
    before, now = report(missed=20, places=places), report(missed=20, places=places)
    for name, count in (("B-2", 40), ("B-2-rest", 55)):
        now.figures[name, "dep:59", ""] = Figure(count)
    assert "Nord" in " ".join(words.where(now, before, ABSENCE, "previous"))
    now.figures["F-7", "dep:59", ""] = Figure(10)
    assert list(words.where(now, before, ABSENCE, "previous")) == []
    count = INDICATORS["B-2"]
    assert list(words.where(replace(now, figures=report(covered=10).figures), before, count, "previous")) == []


def test_every_file_marks_it():
    found = report(resolved=80)
    lines = csv.DictReader(io.StringIO(as_csv(found).decode("utf-8-sig")), delimiter=";")
    marked = {line["indicateur"]: line["fragile"] for line in lines if line["mesure"] == "pourcentage"}
    assert marked == {"B-3": "", "B-2": "80\u202f% seulement des issues sont connues"}
    book = openpyxl.load_workbook(io.BytesIO(as_xlsx(found)))
    formats = {cell.number_format for sheet in book for row in sheet for cell in row}
    assert '0" % (fragile)"' in formats
    assert ["B-2", ABSENCE.label, "25\u202f% (fragile)"] in content(found)["summary"]
