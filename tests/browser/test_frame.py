"""The frame of every page: by keyboard, on a telephone, in the dark, without scripts, when the server is silent."""

import re
from datetime import date

import pytest
from playwright.sync_api import expect

from crm.people.models import FurtherContact
from tests import factories
from tests.browser.axe import violations

DARK = {"color_scheme": "dark"}
BARE = {"java_script_enabled": False}
FIRST_PAINT = """
new MutationObserver(() => {
  if (document.body) window.painted ??= document.documentElement.dataset.bsTheme;
}).observe(document, {childList: true, subtree: true});
"""
PHONE = {"viewport": {"width": 360, "height": 740}}


@pytest.mark.parametrize("settings", [{}, DARK], ids=["light", "dark"])
def test_pages_are_accessible_and_fit(enter, alice, person, overflows):
    for way in ({"phone": "+33639980009"}, {"email": "un.autre.nom.assez.long@example.org"}):
        factories.add(FurtherContact(person_id=person.id, heard_on=date(2026, 11, 2), **way))
    page = enter(alice)
    for address in ("/people", "/people/new", f"/people/{person.uid}", "/profile", "/nowhere"):
        page.goto(address)
        assert not overflows(), address
        page.set_viewport_size({"width": 360, "height": 740})
        assert not violations(page), address
        page.get_by_text("Menu", exact=True).click()
        assert not violations(page), address
        page.set_viewport_size({"width": 1280, "height": 860})
        assert not violations(page), address


@pytest.mark.parametrize("settings", [{}, DARK], ids=["light", "dark"])
def test_signing_in_is_accessible_with_its_errors(page, site, overflows):
    page.goto("/sign-in")
    page.get_by_label("Adresse e-mail").fill("inconnue@example.org")
    page.get_by_label("Mot de passe").fill("mauvais")
    page.get_by_role("button", name="Se connecter").click()
    expect(page.get_by_role("alert").first).to_be_focused()
    expect(page).to_have_title(re.compile("^À corriger"))
    assert not violations(page)
    assert not overflows()


def test_the_keyboard_goes_straight_to_the_content(enter, alice):
    page = enter(alice)
    page.goto("/people")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Aller au contenu")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


def test_every_stop_of_the_keyboard_is_seen(enter, alice):
    page = enter(alice)
    page.goto("/people/new")
    seen = set()
    for _ in range(40):
        page.keyboard.press("Tab")
        stop, shown = page.evaluate(
            "() => { const e = document.activeElement, s = getComputedStyle(e);"
            " return [e.outerHTML.slice(0, 80), s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2] }"
        )
        if stop.startswith("<body"):
            break
        assert shown, stop
        seen.add(stop)
    assert len(seen) > 15


def test_slash_goes_to_the_search_unless_it_was_turned_off(enter, alice):
    page = enter(alice)
    page.goto("/profile")
    page.keyboard.press("/")
    expect(page.get_by_label("Chercher un jeune", exact=True)).to_be_focused()
    page.get_by_role("button", name="Désactiver la touche").click()
    page.reload()
    page.keyboard.press("/")
    expect(page.get_by_label("Chercher un jeune", exact=True)).not_to_be_focused()


@pytest.mark.parametrize("settings", [PHONE], ids=["phone"])
def test_the_menu_of_a_phone_opens_and_closes(enter, alice):
    page = enter(alice)
    page.goto("/profile")
    menu = page.get_by_role("link", name="Jeunes")
    expect(menu).to_be_hidden()
    page.get_by_text("Menu", exact=True).click()
    expect(menu).to_be_visible()
    page.keyboard.press("Escape")
    expect(menu).to_be_hidden()
    page.keyboard.press("/")
    expect(page.get_by_label("Chercher un jeune", exact=True)).to_be_focused()


@pytest.mark.parametrize("settings", [{**BARE, **PHONE}], ids=["phone"])
def test_all_of_it_works_without_scripts(enter, alice, person):
    page = enter(alice)
    page.goto("/profile")
    page.get_by_text("Menu", exact=True).click()
    page.get_by_label("Chercher un jeune", exact=True).fill(person.family_name)
    page.get_by_role("button", name="Chercher").first.click()
    page.get_by_role("link", name=re.compile(person.family_name, re.IGNORECASE)).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(person.given_name)
    expect(page.locator("[data-toggle]").first).to_be_hidden()


@pytest.mark.parametrize("settings", [BARE], ids=["desk"])
def test_the_side_bar_needs_no_script(enter, alice):
    page = enter(alice)
    page.goto("/profile")
    expect(page.get_by_role("link", name="Jeunes")).to_be_visible()


def test_the_theme_chosen_is_kept_and_painted_first(enter, alice):
    page = enter(alice)
    page.goto("/profile")
    page.get_by_role("button", name="Thème sombre").click()
    page.add_init_script(FIRST_PAINT)
    page.reload()
    assert page.evaluate("window.painted") == "dark"
    expect(page.get_by_role("button", name="Thème clair")).to_be_visible()


def test_a_draft_is_found_again_and_goes_when_it_is_saved(enter, alice):
    page = enter(alice)
    page.goto("/people/new")
    page.get_by_label("Prénom").fill("Mélissa")
    page.goto("/profile")
    page.goto("/people/new")
    expect(page.get_by_text("Voici votre brouillon")).to_be_visible()
    expect(page.get_by_label("Prénom")).to_have_value("Mélissa")
    assert not violations(page)
    page.get_by_label("Nom de naissance").fill("Brouillon")
    page.get_by_label("Date de naissance").fill("2011-05-04")
    page.get_by_role("button", name="Ouvrir le dossier").click()
    expect(page.get_by_role("status")).to_contain_text("ouvert")
    page.goto("/people/new")
    expect(page.get_by_label("Prénom")).to_have_value("")


def test_a_draft_can_be_thrown_away(enter, alice):
    page = enter(alice)
    page.goto("/people/new")
    page.get_by_label("Prénom").fill("Mélissa")
    page.reload()
    page.get_by_role("button", name="L’effacer").click()
    expect(page.get_by_label("Prénom")).to_have_value("")
    page.reload()
    expect(page.get_by_label("Prénom")).to_have_value("")


def test_a_draft_survives_a_failure_and_a_session_that_ended(enter, alice):
    page = enter(alice)
    page.goto("/people/new")
    page.get_by_label("Prénom").fill("Mélissa")
    page.get_by_label("Nom de naissance").fill("Perdue")
    page.get_by_label("Date de naissance").fill("2011-05-04")
    page.context.clear_cookies()
    page.get_by_role("button", name="Ouvrir le dossier").click()
    page.wait_for_load_state()
    enter(alice)
    page.goto("/people/new")
    expect(page.get_by_label("Prénom")).to_have_value("Mélissa")


def test_nobody_finds_the_draft_of_another(enter, alice, bob):
    page = enter(alice)
    page.goto("/people/new")
    page.get_by_label("Prénom").fill("Mélissa")
    enter(bob).goto("/people/new")
    expect(page.get_by_label("Prénom")).to_have_value("")


def test_signing_out_with_a_draft_asks_then_forgets_it(enter, alice):
    page = enter(alice)
    page.goto("/people/new")
    page.get_by_label("Prénom").fill("Mélissa")
    page.get_by_role("button", name="Se déconnecter").click()
    expect(page.get_by_role("button", name="Non, revenir")).to_be_focused()
    page.get_by_role("button", name="Oui, continuer").click()
    page.wait_for_url("**/sign-in")
    enter(alice).goto("/people/new")
    expect(page.get_by_label("Prénom")).to_have_value("")


def test_what_cannot_be_undone_is_asked_twice(enter, alice, bob):
    page = enter(bob)
    page.goto("/accounts")
    close = page.get_by_role("row", name=re.compile("Alice")).get_by_role("button", name="Fermer l’accès")
    close.click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Alice")
    assert not violations(page)
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    close.click()
    page.get_by_role("button", name="Oui, continuer").click()
    expect(page.get_by_role("status")).to_contain_text("Alice")


def test_leaving_with_something_unsaved_asks(enter, alice, person):
    page = enter(alice)
    page.goto(f"/people/{person.uid}/edit")
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.get_by_label("Prénom").press_sequentially("x")
    page.get_by_role("link", name="Agenda").click()
    page.wait_for_url("**/agenda")
    assert asked == ["beforeunload"]


def test_a_silent_page_says_so_and_keeps_the_list(enter, alice, person):
    page = enter(alice)
    page.goto(f"/people?q={person.family_name}")
    page.route(re.compile(r"/people\?q="), lambda route: route.fulfill(status=500, body="broken"))
    page.locator("main").get_by_role("searchbox").press_sequentially("z")
    expect(page.get_by_role("alert")).to_contain_text("n’a pas abouti")
    expect(page.get_by_role("link", name=re.compile(person.family_name, re.IGNORECASE))).to_be_visible()


def test_a_session_that_ended_asks_who_is_there(enter, alice, person):
    page = enter(alice)
    page.goto("/people")
    page.context.clear_cookies()
    page.locator("main").get_by_role("searchbox").press_sequentially("z")
    page.wait_for_url(re.compile(r"/sign-in\?next=/people"))


def test_paper_has_neither_navigation_nor_buttons(enter, alice, person):
    page = enter(alice)
    page.goto(f"/people/{person.uid}")
    page.emulate_media(media="print")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.locator(".acting")).to_be_visible()
    expect(page.get_by_role("navigation", name="Navigation principale")).to_be_hidden()
    expect(page.get_by_role("button")).to_have_count(0)
