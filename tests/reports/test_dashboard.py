"""The live dashboard: own perimeter only, and the same facts behind each number."""

import re
from datetime import UTC, datetime

import pytest

from crm.reports import actions
from crm.reports.queries import dashboard
from crm.reports.queries.indicators import Period
from crm.reports.rules.tables import THEMES
from tests import factories
from tests.reports.conftest import NOW, meet

P = Period.quarter(2026, 3)
DAY = datetime(2026, 8, 5, 9, tzinfo=UTC)


@pytest.fixture
def bob(alice):
    return factories.make_manager("Bob", alice.structure)


@pytest.fixture
def met(alice, charlie, person):
    """One by Alice; one by Charlie elsewhere, who lives in Alice's territory."""
    meet(alice, person, DAY)
    other = factories.make_person(charlie)
    meet(charlie, other, DAY)
    return person, other


def value(actor, name):
    return next(f.value for f in dashboard.figures(actor, name[0], P) if f.indicator.id == name)


def test_a_manager_reads_their_structure_and_a_coordinator_their_territory(db, bob, dina, met):
    assert value(bob, "A-3") == 1
    assert value(dina, "A-3") == 2


def test_the_contacts_of_a_person_are_those_of_the_reader(db, alice, bob, charlie, dina, person):
    for actor in (alice, charlie, charlie):
        meet(actor, person, DAY)
    assert [value(bob, name) for name in ("A-4", "A-4m")] == [1, 1]
    assert [value(dina, name) for name in ("A-4", "A-4m")] == [3, 3]


@pytest.mark.parametrize("theme", THEMES)
def test_every_theme_opens_and_each_number_its_list(db, browser, bob, met, theme):
    page = browser.login(bob).get(f"/reports/live?theme={theme}&period=last")
    assert page.status_code == 200
    for figure in dashboard.figures(bob, theme, P):
        if dashboard.listed(figure.indicator.numerator):
            assert browser.get(f"/reports/live/{figure.indicator.numerator}?period=last").status_code == 200


def test_only_who_follows_a_person_reads_their_name(db, dina, bob, met):
    person = met[0]
    (line,) = dashboard.behind(bob, "A-3", P, None)
    assert line.person == person
    lines = dashboard.behind(dina, "A-3", P, None)
    assert [one.person for one in lines] == [None, None]
    assert {one.structure for one in lines} == {"North", "South"}


def test_the_list_goes_on_where_it_stopped(db, bob, alice, person, monkeypatch):
    monkeypatch.setattr(dashboard, "SHOWN", 2)
    for hour in (9, 10, 11):
        meet(alice, factories.make_person(alice), DAY.replace(hour=hour))
    first = dashboard.behind(bob, "A-3", P, None)
    rest = dashboard.behind(bob, "A-3", P, (first[-1].on, first[-1].ref))
    assert (len(first), len(rest)) == (2, 1)
    assert len({one.ref for one in [*first, *rest]}) == 3


def test_the_numbers_of_a_theme_take_one_query_whoever_reads(db, bob, met, queries):
    dashboard.figures(bob, "C", P)
    few = len(queries)
    for _ in range(5):
        meet(bob, factories.make_person(bob), DAY)
    queries.clear()
    dashboard.figures(bob, "C", P)
    assert len(queries) == few


def test_a_structure_previews_its_own_figures_of_a_draft(browser, edition, alice, charlie, dina):
    """Seven people met Alice’s structure; the counts that the draft hides stand here, and only theirs."""
    path = "/reports/live?period=2026-3"
    page = browser.login(factories.make_manager("Bob", alice.structure)).get(path).text
    assert "Rapport à relire\xa0: T3 2026" in page
    assert behind_number(page, "A-3") == "7"
    browser.login(factories.make_manager("Eve", charlie.structure))
    assert behind_number(browser.get(path).text, "A-3") == "0"
    assert "à relire" not in browser.login(dina).get(path).text


def behind_number(page, name):
    return re.search(rf'/reports/live/{name}\?period=2026-3"><strong>([^<]*)', page)[1]


def test_what_is_signed_is_previewed_no_more(db, browser, edition, dora, bob):
    actions.sign_off(dora, edition, now=NOW)
    db.commit()
    page = browser.login(bob).get("/reports/live?period=2026-3").text
    assert "à relire" not in page


def test_nobody_else_reads_it(db, browser, alice, rita):
    assert browser.login(rita).get("/reports/live").status_code in (403, 404)
    assert browser.login(alice).get("/reports/live/A-3").status_code in (403, 404)


def test_a_number_without_a_list_is_no_page(db, browser, bob):
    assert browser.login(bob).get("/reports/live/A-1").status_code == 404
    assert browser.get("/reports/live/Z-9").status_code == 404
