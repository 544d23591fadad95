"""Words on their way: kept whatever happens, told when doubtful, never over somebody else's."""

import re

import pytest
from playwright.sync_api import expect

from crm.db import db as database
from crm.support.models import Note
from tests import factories
from tests.browser.axe import violations

KEPT = re.compile("/drafts/")
WORDS = "Veut devenir cuisinière."


@pytest.fixture
def note(alice, person):
    own = {"person_id": person.id, "structure_id": alice.structure_id, "author_id": alice.user_id}
    return factories.add(Note(**own, audience="structure", text="Cherche un stage."))


def text_of(page):
    return page.get_by_label("Note", exact=True)


def save(page):
    page.get_by_role("button", name="Enregistrer la note").click()


def type_and_wait(page, words):
    with page.expect_response(KEPT) as kept:
        text_of(page).fill(words)
    assert kept.value.status == 204


def local_drafts(page):
    return page.evaluate("Object.keys(localStorage).filter(key => key.startsWith('draft:')).length")


def test_an_old_draft_is_never_saved_over_what_was_written_since(elsewhere, alice, bob, note):
    ours, theirs = elsewhere(alice), elsewhere(bob)
    ours.goto(f"/notes/{note.uid}")
    type_and_wait(ours, "Cherche un stage en cuisine.")
    ours.context.close()
    theirs.goto(f"/notes/{note.uid}")
    text_of(theirs).fill("Cherche un stage à Lille.")
    save(theirs)
    expect(theirs.get_by_role("status")).to_contain_text("enregistrée")
    later = elsewhere(alice)
    later.goto(f"/notes/{note.uid}")
    expect(text_of(later)).to_have_value("Cherche un stage en cuisine.")
    save(later)
    expect(later.get_by_role("alert")).to_contain_text("Rien n’est perdu")
    expect(later.get_by_text("Cherche un stage à Lille.")).to_be_visible()
    expect(text_of(later)).to_have_value("Cherche un stage en cuisine.")
    database.session.refresh(note)
    assert note.text == "Cherche un stage à Lille."
    save(later)
    expect(later.get_by_role("status")).to_contain_text("enregistrée")


def test_a_draft_thrown_away_gives_back_the_text_of_today(enter, elsewhere, alice, bob, note):
    page, theirs = enter(alice), elsewhere(bob)
    page.goto(f"/notes/{note.uid}")
    type_and_wait(page, "Cherche un stage en cuisine.")
    theirs.goto(f"/notes/{note.uid}")
    text_of(theirs).fill("Cherche un stage à Lille.")
    save(theirs)
    expect(theirs.get_by_role("status")).to_contain_text("enregistrée")
    page.reload()
    page.get_by_role("button", name="L’effacer").click()
    expect(text_of(page)).to_have_value("Cherche un stage à Lille.")
    text_of(page).fill("Cherche un stage à Lille, en mars.")
    save(page)
    expect(page.get_by_role("status")).to_contain_text("enregistrée")


def test_what_the_server_has_needs_no_question_when_signing_out(enter, alice, person):
    page = enter(alice)
    page.goto(f"/people/{person.uid}/notes/new")
    type_and_wait(page, WORDS)
    page.wait_for_function("!Object.keys(localStorage).some(key => key.startsWith('draft:'))")
    page.get_by_role("button", name="Se déconnecter").click()
    page.wait_for_url("**/sign-in")
    enter(alice).goto(f"/people/{person.uid}/notes/new")
    expect(text_of(page)).to_have_value(WORDS)


def test_what_the_server_does_not_have_stays_here_and_is_asked_about(enter, alice, person):
    page = enter(alice)
    page.route(KEPT, lambda route: route.abort())
    page.goto(f"/people/{person.uid}/notes/new")
    with page.expect_event("requestfailed"):
        text_of(page).fill(WORDS)
    assert local_drafts(page) == 1
    page.reload()
    expect(text_of(page)).to_have_value(WORDS)
    page.get_by_role("button", name="Se déconnecter").click()
    expect(page.get_by_role("dialog")).to_contain_text("se déconnecter les efface")


def test_what_was_to_be_corrected_is_kept_too(elsewhere, alice, person):
    page = elsewhere(alice)
    page.goto(f"/people/{person.uid}/notes/new")
    text_of(page).fill("Sort de prison en mars.")
    with page.expect_response(KEPT):
        save(page)
    page.context.close()
    other = elsewhere(alice)
    other.goto(f"/people/{person.uid}/notes/new")
    expect(text_of(other)).to_have_value("Sort de prison en mars.")


def test_doubtful_words_are_told_while_typing_then_asked_about_once(enter, alice, person, overflows):
    page = enter(alice)
    page.goto(f"/people/{person.uid}/notes/new")
    text_of(page).press_sequentially("Sort de prison")
    expect(page.locator("#doubts")).to_contain_text("« prison »".replace(" ", "\u202f"))
    expect(text_of(page)).to_be_focused()
    assert not overflows()
    assert not violations(page)
    save(page)
    expect(page.get_by_role("alert")).to_be_focused()
    expect(page).to_have_title(re.compile("^À corriger"))
    expect(text_of(page)).to_have_value("Sort de prison")
    assert not overflows()
    assert not violations(page)
    page.get_by_label("Je garde ce texte").check()
    save(page)
    expect(page.get_by_role("status")).to_contain_text("enregistrée")
    expect(page.get_by_text("Sort de prison")).to_be_visible()


def test_corrected_words_are_told_no_more(enter, alice, person):
    page = enter(alice)
    page.goto(f"/people/{person.uid}/contacts/new")
    page.get_by_label("Ce qui s’est dit").press_sequentially("En dépression")
    expect(page.locator("#doubts")).to_contain_text("dépression")
    page.get_by_label("Ce qui s’est dit").fill("Demande des horaires aménagés.")
    expect(page.locator("#doubts")).to_be_empty()


@pytest.mark.parametrize("settings", [{"java_script_enabled": False}], ids=["bare"])
def test_two_texts_are_compared_without_scripts(enter, elsewhere, alice, bob, note, overflows):
    page, theirs = enter(alice), elsewhere(bob)
    page.goto(f"/notes/{note.uid}")
    theirs.goto(f"/notes/{note.uid}")
    text_of(theirs).fill("Cherche un stage à Lille.")
    save(theirs)
    expect(theirs.get_by_role("status")).to_contain_text("enregistrée")
    text_of(page).fill("Cherche un stage en cuisine.")
    save(page)
    expect(page.get_by_text("Cherche un stage à Lille.")).to_be_visible()
    expect(text_of(page)).to_have_value("Cherche un stage en cuisine.")
    assert not overflows()
    text_of(page).fill("Cherche un stage en cuisine à Lille.")
    save(page)
    expect(page.get_by_role("status")).to_contain_text("enregistrée")


def test_who_else_is_writing_is_seen_on_any_width(enter, elsewhere, alice, bob, note, overflows):
    theirs, page = elsewhere(bob), enter(alice)
    theirs.goto(f"/notes/{note.uid}")
    type_and_wait(theirs, "Cherche un stage à Lille.")
    page.goto(f"/notes/{note.uid}")
    expect(page.get_by_role("status").first).to_contain_text(re.compile(rf"{bob.user.name} écrit .* depuis \d+"))
    assert not overflows()
    assert not violations(page)
