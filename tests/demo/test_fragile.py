"""A reader of the demo’s report meets rates that are fragile, with their reason, and none of them is ranked."""

import csv
import io
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from crm.codes.dropouts import EditionState
from crm.demo.publishing import publish_older
from crm.demo.story import tell
from crm.reports import actions
from crm.reports.queries import counting, published
from crm.reports.rules import words
from crm.reports.rules.life import older
from crm.reports.rules.report import COVERAGE, SHARE, Figure
from crm.reports.rules.tables import INDICATORS
from crm.territory.actions import load_reference

NOW = datetime.now(UTC)
PEOPLE = 2000
SOMME = "dep:80"


@pytest.fixture
def edition(db):
    """Of what the tests look at; the rest would only take long to protect."""
    load_reference()
    db.flush()
    tell(db.connection().connection.driver_connection, PEOPLE, 32, NOW, lambda _: None)
    found, asked = actions.ask(None, *older(NOW.date()), now=NOW), ("B-1", "F-4t", "F-4")
    counted = counting.count(found.year, found.quarter)
    few = [line for line in counted.counted if line.indicator in asked]
    actions.note(found, replace(counted, counted=few), now=NOW)
    actions.make(found, now=NOW)
    assert publish_older(NOW), found.stage
    assert found.state is EditionState.PUBLISHED, found.stage
    db.commit()
    return found


def test_they_are_marked_for_their_reasons_and_not_ranked(browser, edition, rita):
    report = published.report(edition)
    assert (edition.state, report.void) == (EditionState.PUBLISHED, "")
    complete = INDICATORS["F-4"]
    assert "des structures ont contribué" in report.fragile(complete, SOMME)
    assert not report.fragile(complete, "dep:59")
    browser.login(rita)
    assert "Somme (80) (fragile)" in browser.get(f"/reports/{edition.uid}/themes/F").text
    content = browser.get(f"/reports/{edition.uid}/download.csv").data.decode("utf-8-sig")
    lines = csv.DictReader(io.StringIO(content), delimiter=";")
    shares = [line for line in lines if line["mesure"] == SHARE and not line["axe"]]
    why = {(line["indicateur"], line["territoire"]): line["fragile"] for line in shares}
    assert why["F-4", SOMME] == report.fragile(complete, SOMME)
    assert why["F-4", "region"] == ""
    is_not_ranked(report, complete)


def is_not_ranked(report, complete):
    """Where the rate moved most is named only when it holds."""
    figures = dict(report.figures)
    for place, share in ((SOMME, 0.1), ("dep:59", 0.5)):
        whole = report.count(complete.of, place, "")
        figures[complete.numerator, place, ""] = Figure(round(whole * share))
        figures[complete.rest, place, ""] = Figure(whole - round(whole * share))
    earlier = replace(report, figures=figures)
    assert [line.split(",")[0] for line in words.where(report, earlier, complete, "previous")] == [
        "La plus forte hausse : Nord (59)"
    ]
    for one in (report, earlier):
        one.figures[COVERAGE, SOMME, ""] = Figure(100)
    assert "Somme" in " ".join(words.where(report, earlier, complete, "previous"))
