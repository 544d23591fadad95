"""One file for each person, found at once; a list handed over; words that are never lost."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from playwright.sync_api import expect

from crm.db import transaction
from crm.people import actions
from crm.support.models import Note
from tests import factories
from tests.browser.axe import violations

WORDS = "Veut devenir cuisinière, visite le CFA jeudi."


def test_a_near_duplicate_is_shown_merged_and_made_two_again(app, enter, alice):
    known = factories.make_person(alice, given_name="Maëlys", family_name="Wattrelot", born_on=date(2009, 4, 17))
    page = enter(alice)
    page.goto("/people/new")
    page.get_by_label("Prénom").fill("Maelys")
    page.get_by_label("Nom de naissance").fill("Watrelot")
    page.get_by_label("Date de naissance").fill("2009-04-17")
    page.get_by_label(re.compile("^Téléphone")).fill(known.phone)
    page.get_by_role("button", name="Ouvrir le dossier").click()
    expect(page.get_by_role("alert")).to_contain_text("même date de naissance")
    expect(page.get_by_role("link", name="Un dossier que vous suivez")).to_have_attribute(
        "href", f"/people/{known.uid}"
    )
    page.get_by_role("button", name="C’est quelqu’un d’autre").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("WATRELOT")
    with app.app_context(), transaction():
        actions.find_duplicates(now=datetime.now(UTC))
    page.goto("/people/duplicates")
    page.get_by_role("link", name=re.compile("Ma.lys Wat+relot")).click()
    assert not violations(page)
    page.get_by_role("group", name="Nom de naissance").get_by_text("Wattrelot").check()
    page.get_by_role("button", name="C’est la même personne").click()
    expect(page.get_by_role("status")).to_contain_text("n’en font plus qu’un")
    page.goto("/people?q=watrelot maelys")
    expect(page.locator("tbody tr")).to_have_count(1)
    page.goto("/people/duplicates")
    page.get_by_role("button", name="Annuler cette fusion").click()
    page.get_by_role("button", name="Oui, continuer").click()
    expect(page.get_by_role("status")).to_contain_text("comme avant")
    page.goto("/people?q=watrelot maelys")
    expect(page.locator("tbody tr")).to_have_count(2)


def test_names_are_found_as_one_types(enter, alice):
    factories.make_person(alice, given_name="Mickaël", family_name="Vandersype")
    page = enter(alice)
    page.goto("/people")
    page.keyboard.press("/")
    page.keyboard.type("michael vander")
    expect(page.locator("tbody tr")).to_have_count(1)
    expect(page.locator("tbody tr")).to_contain_text("se prononce comme")
    expect(page).to_have_url(re.compile("q=michael"))


def test_the_box_of_every_page_answers_as_one_types(enter, alice, person):
    page = enter(alice)
    page.goto("/agenda")
    page.keyboard.press("/")
    page.keyboard.type(person.family_name.lower()[:7])
    found = page.locator("#quick-results").get_by_role("link").first
    expect(found).to_be_visible()
    assert not violations(page)
    page.keyboard.press("Escape")
    expect(found).to_be_hidden()
    page.keyboard.type(person.family_name.lower())
    page.locator("#quick-results").get_by_role("link", name=person.family_name.upper()).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(person.family_name.upper())


def test_a_caseload_is_lent_and_taken_back(enter, alice, bob, overflows):
    for _ in range(3):
        factories.make_person(alice)
    page = enter(alice)
    page.goto("/caseload")
    mine = page.locator("tbody tr").count()
    assert not violations(page)
    assert not overflows()
    page.get_by_role("button", name="Confier tout le portefeuille").click()
    assert not violations(page)
    page.get_by_label("À qui").select_option(label=bob.user.name)
    page.get_by_label("Jusqu’au").fill((datetime.now(UTC) + timedelta(days=60)).date().isoformat())
    page.get_by_role("button", name="Confier").click()
    expect(page.get_by_role("status").first).to_contain_text(f"{mine} accompagnements confiés")
    expect(page.locator("tbody tr")).to_have_count(0)
    page.get_by_role("button", name="Reprendre").click()
    page.get_by_role("button", name="Oui, continuer").click()
    expect(page.locator("tbody tr")).to_have_count(mine)


def test_a_draft_is_found_after_the_tab_was_killed_on_another_device(elsewhere, alice, person):
    page = elsewhere(alice)
    page.goto(f"/people/{person.uid}/contacts/new")
    with page.expect_response(re.compile("/drafts/contact")) as kept:
        page.get_by_label("Ce qui s’est dit").press_sequentially(WORDS)
    assert kept.value.status == 204
    with page.expect_response(re.compile("/drafts/contact")):
        page.get_by_label("Ce qui s’est dit").press_sequentially(" Rappeler.")
    page.context.close()
    other = elsewhere(alice)
    other.goto(f"/people/{person.uid}/contacts/new")
    expect(other.get_by_role("status")).to_contain_text("Voici votre brouillon")
    expect(other.get_by_label("Ce qui s’est dit")).to_have_value(f"{WORDS} Rappeler.")
    other.get_by_role("button", name="Enregistrer le contact").click()
    expect(other.get_by_role("status")).to_contain_text("Le contact est noté")
    other.goto(f"/people/{person.uid}/contacts/new")
    expect(other.get_by_label("Ce qui s’est dit")).to_have_value("")


def test_leaving_the_page_keeps_the_last_words(elsewhere, alice, person):
    page = elsewhere(alice)
    page.goto(f"/people/{person.uid}/notes/new")
    page.get_by_label("Note", exact=True).fill(WORDS)
    page.goto("/people")
    other = elsewhere(alice)
    other.goto(f"/people/{person.uid}/notes/new")
    expect(other.get_by_label("Note", exact=True)).to_have_value(WORDS)


def test_two_who_edit_one_note_are_told_and_nothing_is_lost(elsewhere, alice, bob, person):
    common = {"person_id": person.id, "structure_id": alice.structure_id, "author_id": alice.user_id}
    note = factories.add(Note(**common, audience="structure", text="Cherche un stage."))
    ours, theirs = elsewhere(alice), elsewhere(bob)
    ours.goto(f"/notes/{note.uid}")
    with ours.expect_response(re.compile("/drafts/note-")):
        ours.get_by_label("Note", exact=True).press_sequentially(" En cuisine.")
    theirs.goto(f"/notes/{note.uid}")
    expect(theirs.get_by_role("status").first).to_contain_text(f"{alice.user.name} écrit dans cette note")
    theirs.get_by_label("Note", exact=True).fill("Cherche un stage à Lille.")
    theirs.get_by_role("button", name="Enregistrer la note").click()
    expect(theirs.get_by_role("status")).to_contain_text("La note est enregistrée")
    ours.get_by_role("button", name="Enregistrer la note").click()
    expect(ours.get_by_role("alert")).to_contain_text("Rien n’est perdu")
    expect(ours.get_by_text("Cherche un stage à Lille.")).to_be_visible()
    expect(ours.get_by_label("Note", exact=True)).to_have_value(re.compile("En cuisine"))
    assert not violations(ours)
    ours.get_by_label("Note", exact=True).fill("Cherche un stage en cuisine à Lille.")
    ours.get_by_role("button", name="Enregistrer la note").click()
    expect(ours.get_by_role("status")).to_contain_text("La note est enregistrée")


def test_a_contact_is_noted_by_keyboard_alone(enter, alice, person):
    page = enter(alice)
    page.goto(f"/people/{person.uid}/contacts/new")
    for name, typed in {
        "type": "Entretien t",
        "summary": WORDS,
        "next_step": "Rappeler le CFA",
        "next_step_on": "12152090",
        "situation": "Recherche",
        "minutes": "20",
    }.items():
        tab_to(page, name)
        page.keyboard.type(typed)
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("Le contact est noté")
    expect(page.locator("main")).to_contain_text("Rappeler le CFA")
    expect(page.locator(".timeline")).to_contain_text(WORDS)
    expect(page.locator(".timeline")).to_contain_text("Situation : Recherche d’emploi")


def tab_to(page, name):
    for _ in range(40):
        if page.evaluate("document.activeElement.name") == name:
            return
        page.keyboard.press("Tab")
    pytest.fail(f"no Tab leads to {name}")


@pytest.mark.parametrize(
    "address", ["", "/readers", "/edit", "/notes/new", "/contacts/new", "/path?metier=bou", "/summary"]
)
def test_pages_of_a_file_are_accessible_and_fit(enter, alice, overflows, address):
    minor = factories.make_person(alice, born_on=date(datetime.now(UTC).year - 16, 1, 5))
    page = enter(alice)
    page.goto(f"/people/{minor.uid}{address}")
    assert not overflows()
    assert not violations(page)
