"""A quarter from its draft to the Région: built, signed, published, read on a telephone, on a desk and on paper."""

import io
import os
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader
from sqlalchemy import select

from crm.codes.support import ContactType
from crm.db import db as database
from crm.reports import actions, queries
from crm.reports.models import Edition
from crm.reports.rules.tables import before as preceding
from crm.reports.rules.tables import quarter_of
from crm.structures.models import Structure
from crm.support.models import ContactEvent
from tests import factories
from tests.browser.axe import violations

NOW = datetime.now(UTC)


def back(steps):
    """A quarter so many before this one."""
    found = quarter_of(NOW.date())
    for _ in range(steps):
        found = preceding(*found)
    return found


FIRST, SECOND = back(6), back(5)
"""Two quarters in which no other test has anything happen."""


def name(quarter):
    return f"Trimestre {quarter[1]} de {quarter[0]}"


@pytest.fixture
def facts(alice):
    """Two quarters in three arrondissements: three structures meet 30 people, then 60; three of them are minors."""
    if queries.of_quarter(*FIRST):
        return
    partners = [factories.make_counsellor(f"Partner{n}", factories.make_structure(f"Partner {n}")) for n in range(2)]
    for (year, quarter), people in ((FIRST, 30), (SECOND, 60)):
        for n in range(people):
            person = factories.make_person(alice, born_on=date(2010, 1, 1) if n < 3 else date(2000 + n % 4, 1, 1))
            commune = ("59350", "59512", "59606", "02408")[n % 4]
            actor = (alice, *partners)[n % 3]
            common = {"structure_id": actor.structure_id, "author_id": actor.user_id, "commune_code": commune}
            at = datetime(year, 3 * quarter - 1, 1 + n % 28, 9, tzinfo=UTC)
            kind = ContactType.INDIVIDUAL_INTERVIEW
            database.session.add(ContactEvent(person_id=person.id, type=kind, happened_at=at, **common))
    database.session.commit()


@pytest.fixture
def first(facts, dora):
    """The first of them is online."""
    if queries.online(*FIRST):
        return
    edition = actions.ask(dora, *FIRST, now=NOW)
    actions.make(edition, now=NOW)
    actions.sign_off(dora, edition, now=NOW)
    actions.publish(dora, edition, now=NOW)
    database.session.commit()


def test_a_quarter_goes_from_its_draft_to_the_region(first, enter, page, dora, rita, overflows):
    enter(dora).goto("/reports")
    page.select_option("select[name=quarter]", "{}-{}".format(*SECOND))
    page.get_by_role("button", name="Préparer ce rapport").click()
    page.get_by_text("Le rapport se prépare").wait_for()
    actions.make(database.session.get_one(Edition, queries.waiting()[0]), now=NOW)
    database.session.commit()
    for step in ("Valider", "Publier"):
        page.get_by_role("button", name=step).click()
        page.get_by_role("button", name="Oui, continuer").click()
    page.get_by_text("la Région en est avertie").wait_for()

    enter(rita).goto("/reports")
    page.get_by_role("link", name=name(SECOND)).click()
    essentials = page.locator("section", has=page.get_by_role("heading", name="L’essentiel"))
    assert "Jeunes accompagnés\xa0: 60, 100\u202f% de plus qu’au trimestre précédent" in essentials.inner_text()
    assert not violations(page)
    assert not overflows()


def test_a_theme_is_read_at_every_width(online, overflows):
    online.get_by_role("link", name="Accueil et information").click()
    online.locator("details.data summary").first.click()
    assert not violations(online)
    assert not overflows()


@pytest.fixture
def online(first, enter, page, rita):
    """The Région reads the published quarter."""
    enter(rita).goto("/reports")
    page.get_by_role("link", name=name(FIRST)).click()
    return page


def test_a_definition_is_one_key_away(online):
    summary = online.locator("details.definition summary").first
    summary.focus()
    online.keyboard.press("Enter")
    expect(online.locator("details.definition p").first).to_be_visible()


def test_the_address_keeps_the_filters(online):
    online.get_by_label("Territoire", exact=True).select_option("dep:59")
    online.get_by_role("button", name="Afficher").click()
    online.get_by_role("link", name="Accueil et information").click()
    assert "territory=dep%3A59" in online.url or "territory=dep:59" in online.url
    assert online.get_by_label("Territoire", exact=True).input_value() == "dep:59"


def test_paper_holds_the_figures_that_the_screen_folds(online):
    online.get_by_role("link", name="Accueil et information").click()
    expect(online.get_by_role("heading", level=1)).to_contain_text("Accueil et information")
    online.emulate_media(media="print")
    online.set_viewport_size({"width": 718, "height": 1000})  # A4 within its margins
    assert online.evaluate("[...document.querySelectorAll('.scroll')].every(one => one.scrollWidth <= one.clientWidth)")
    content = online.pdf(format="A4")
    if folder := os.environ.get("CRM_PICTURES"):
        (Path(folder) / "report-on-paper.pdf").write_bytes(content)
    text = " ".join(sheet.extract_text() for sheet in PdfReader(io.BytesIO(content)).pages)
    assert "Valenciennes" in text
    assert "information collective ou un atelier" in text
    assert "Afficher" not in text


class TestInTheDark:
    @pytest.fixture
    def settings(self):
        return {"color_scheme": "dark"}

    def test_charts_hold_their_contrast(self, online):
        assert not violations(online)


class TestWithoutScripts:
    @pytest.fixture
    def settings(self):
        return {"java_script_enabled": False}

    def test_all_of_it_is_there(self, online):
        online.get_by_role("link", name="Accueil et information").click()
        online.locator("details.definition summary").first.click()
        expect(online.locator("details.definition p").first).to_be_visible()
        online.locator("details.data summary").first.click()
        expect(online.get_by_role("row", name="Valenciennes").first).to_be_visible()


def test_anybody_reads_the_public_variant(first, page, overflows):
    edition = queries.online(*FIRST)
    if edition.opened_at is None:
        actions.open_up(edition, now=NOW)
        database.session.commit()
    page.goto(f"/open/{edition.uid}")
    page.get_by_role("heading", name="Jeunes accompagnés").wait_for()
    assert not violations(page)
    assert not overflows()


def test_a_manager_reads_what_is_missing(facts, enter, alice, overflows):
    page = enter(factories.make_manager("Max", alice.structure))
    page.goto("/reports/completeness?quarter={}-{}".format(*SECOND))
    page.get_by_role("heading", name="À compléter pour le rapport").wait_for()
    assert not violations(page)
    assert not overflows()


def test_a_manager_reads_their_own_figures_over_and_the_list_behind_each(first, enter, overflows):
    if FIRST not in queries.in_draft():
        actions.make(actions.ask(None, *FIRST, now=NOW), now=NOW)
        database.session.commit()
    structure = database.session.scalars(select(Structure).where(Structure.short_name == "Partner 0")).one()
    page = enter(factories.make_manager("Nour", structure))
    page.goto("/reports/live")
    page.get_by_role("link", name="Rapport à relire\xa0: T{1} {0}".format(*FIRST)).focus()
    page.keyboard.press("Enter")
    page.get_by_text("en relecture").wait_for()
    assert not violations(page)
    assert not overflows()
    numbers = page.locator("td a:has(strong)")
    assert "10" in numbers.all_inner_texts()[0]
    for n in range(numbers.count()):
        shown = int(numbers.nth(n).locator("strong").inner_text())
        numbers.nth(n).focus()
        page.keyboard.press("Enter")
        page.get_by_label("Liste").wait_for()
        assert page.locator("tbody tr").count() == shown
        assert not violations(page)
        assert not overflows()
        page.get_by_role("link", name="Chiffres en direct").click()
        page.get_by_text("en relecture").wait_for()
