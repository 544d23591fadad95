"""A round of calls by keyboard alone; a report from a link; a call asked back. With and without scripts."""

from datetime import UTC, date, datetime, timedelta

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from crm.codes.dropouts import AttemptChannel, ContactTemplate
from crm.codes.dropouts import DropoutState as State
from crm.db import db as database
from crm.dropouts import actions, queries
from crm.dropouts.models import DropoutCase
from crm.dropouts.queries.links import answer_token
from crm.people.models import FurtherContact, Guardian
from tests import factories
from tests.browser.axe import violations

BARE = {"java_script_enabled": False}


@pytest.fixture
def platform(alice):
    """What is written stays: each test has a territory of its own name."""
    return factories.make_platform(f"PSAD {factories.spelt(next(factories.number))}", alice.structure, [])


@pytest.fixture
def cases(alice, platform):
    """Three young people to call, a minor first, with a mother to call about her."""
    today = datetime.now(UTC).date()
    dates = {"reported_on": today - timedelta(days=20), "next_step_on": today}
    found = []
    for days, born_on in ((70, date(today.year - 17, 1, 2)), (5, date(2004, 3, 2)), (40, date(2004, 5, 6))):
        person = factories.make_person(alice, born_on=born_on)
        due = {"interview_due_on": today + timedelta(days=days)}
        found.append(factories.make_case(person, platform, **dates, **due))
    mother = {"name": "Awa Exemple", "relation": "mother", "phone": "+33639980002"}
    factories.add(Guardian(person_id=found[0].person_id, **mother))
    factories.add(FurtherContact(person_id=found[0].person_id, phone="+33639980009", heard_on=today))
    return found


def state(case):
    database.session.rollback()
    return database.session.scalar(select(DropoutCase.state).where(DropoutCase.id == case.id))


def test_a_round_of_calls_by_keyboard_alone(enter, alice, cases, overflows):
    page = enter(alice)
    page.goto("/dropouts")
    assert not overflows()
    assert not violations(page)
    page.get_by_role("link", name="Commencer les appels").focus()
    page.keyboard.press("Enter")
    minor, soon, later = cases
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_have_text(minor.person.name)
    expect(page.get_by_text("Awa Exemple")).to_be_visible()
    expect(page.get_by_text("Autre numéro")).to_be_visible()
    assert not overflows()
    assert not violations(page)
    page.keyboard.press("2")  # no answer
    page.keyboard.press("Enter")
    expect(heading).to_have_text(soon.person.name)
    assert state(minor) is State.CONTACTING
    page.keyboard.press("n")
    expect(heading).to_have_text(later.person.name)
    page.keyboard.press("p")
    expect(heading).to_have_text(soon.person.name)
    page.keyboard.press("m")
    page.keyboard.type("Rappeler après 17 h : 1, 2, n")  # words are not keys
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    page.get_by_label("Refuse d’échanger").focus()
    page.keyboard.press("1")  # reached
    page.keyboard.press("Enter")
    expect(heading).to_have_text(later.person.name)
    assert state(soon) is State.REACHED
    page.keyboard.press("r")
    expect(heading).to_have_text(soon.person.name)
    page.keyboard.press("n")
    expect(heading).to_have_text(later.person.name)
    page.keyboard.press("e")  # an e-mail
    expect(page.get_by_role("heading", level=1)).to_have_text("E-mail")
    assert not overflows()
    assert not violations(page)
    page.go_back()
    expect(heading).to_have_text(later.person.name)
    page.keyboard.press("3")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text(["essai est noté", "bout de la liste"])
    assert state(later) is State.CONTACTING
    page.goto(f"/dropouts/{later.uid}?box=to_call")
    page.keyboard.press("u")
    expect(page.get_by_role("status")).to_contain_text("annulé")
    assert state(later) is State.TO_CONTACT


@pytest.mark.parametrize("settings", [BARE])
def test_the_same_without_scripts(enter, alice, cases, settings):
    page = enter(alice)
    page.goto(f"/dropouts/{cases[0].uid}?box=to_call")
    page.get_by_label("Pas de réponse").check()
    page.get_by_role("button", name="Noter et passer au suivant").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(cases[1].person.name)
    assert state(cases[0]) is State.CONTACTING


@pytest.mark.parametrize("form", ["write?by=sms", "write?by=letter", "close", "assign"])
def test_the_forms_of_a_case_fit(enter, alice, cases, overflows, form):
    boss = factories.make_manager("Bob", alice.structure)
    page = enter(boss if form == "assign" else alice)
    cases[0].state = State.ASSESSED
    database.session.commit()
    page.goto(f"/dropouts/{cases[0].uid}/{form}")
    assert not overflows()
    assert not violations(page)


@pytest.mark.parametrize("form", ["discard", "transfer", "solutions/new"])
def test_what_cannot_be_undone_wants_a_choice(enter, alice, cases, overflows, form):
    page = enter(alice)
    page.goto(f"/dropouts/{cases[0].uid}/{form}")
    page.locator("form.panel").evaluate("form => form.noValidate = true")
    page.locator("form.panel button").press("Enter")
    expect(page.get_by_role("alert")).to_be_focused()
    assert not overflows()
    assert not violations(page)
    assert state(cases[0]) is State.TO_CONTACT


def test_a_school_reports_from_its_link(page, app, dina, overflows):
    link = actions.give_link(dina, "Lycée Colbert", "school_report", "0590001F", 30, now=datetime.now(UTC))
    database.session.commit()
    page.goto(f"/s/{queries.report_token(link)}")
    assert not overflows()
    assert not violations(page)
    name = f"Maja{factories.spelt(next(factories.number))}"
    page.get_by_label("Prénom").fill(name)
    page.get_by_label("Nom", exact=True).fill("Ostrowska")
    page.get_by_label("Date de naissance").fill("2009-11-17")
    page.get_by_label("Votre nom").fill("Zoé Petit, CPE")
    page.get_by_role("button", name="Transmettre").click()
    expect(page.get_by_role("alert")).to_contain_text("moyen de joindre")
    page.get_by_label("Téléphone du jeune").fill("06 39 98 00 01")
    page.get_by_role("button", name="Transmettre").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("C’est transmis")
    assert not overflows()
    assert not violations(page)


def test_a_young_person_asks_to_be_called_back(page, alice, cases, overflows):
    tried = actions.write(alice, cases[0], AttemptChannel.EMAIL, ContactTemplate.TRIED, now=datetime.now(UTC))
    database.session.commit()
    page.goto(f"/c/{answer_token(tried)}")
    assert not overflows()
    assert not violations(page)
    page.get_by_role("button", name="Rappelez-moi").click()
    expect(page.get_by_role("status")).to_contain_text("nous vous rappelons")


def test_the_links_of_a_coordinator(enter, dina, overflows):
    page = enter(dina)
    page.goto("/dropouts/links")
    page.get_by_label("Pour qui").fill("Lycée Colbert")
    page.get_by_role("button", name="Préparer le lien").click()
    expect(page.get_by_label("Adresse à copier").first).to_be_visible()
    assert not overflows()
    assert not violations(page)
