"""A referral from end to end: sent after its preview, answered from a link, passed on; with and without scripts."""

from datetime import date

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from crm.db import db as database
from crm.referrals import queries
from crm.referrals.models import Referral
from tests import factories
from tests.browser.axe import violations

BARE = {"java_script_enabled": False}


@pytest.fixture
def without(alice):
    return factories.make_structure(
        f"Point sans compte {factories.spelt(next(factories.number))}",
        email="accueil@example.org",
        phone="+33320000000",
    )


@pytest.fixture
def person(alice):
    """An adult: of a minor, the guardian would have to be thought of."""
    return factories.make_person(alice, born_on=date(2004, 3, 2))


def sent(person):
    database.session.rollback()
    query = select(Referral).where(Referral.person_id == person.id).order_by(Referral.id.desc())
    return database.session.scalars(query).first()


def send(page, person, to):
    page.goto(f"/people/{person.uid}/referrals/new")
    page.get_by_label("Nom d’une structure").fill(to.short_name)
    page.get_by_role("button", name="Chercher dans l’annuaire").click()
    page.get_by_role("button", name="Choisir").filter(has_text=to.short_name).first.click()
    page.get_by_label("Pourquoi vous l’orientez").fill("Motivé, disponible tout de suite.")
    page.get_by_label("J’ai expliqué").check()
    page.get_by_role("button", name="Voir ce qui sera transmis").click()
    expect(page.locator("#received")).to_contain_text(person.name)
    page.get_by_role("button", name="Envoyer l’orientation").click()
    expect(page.get_by_role("status")).to_contain_text("L’orientation est partie")


@pytest.mark.parametrize("settings", [{}, BARE])
def test_it_is_sent_and_answered_from_a_link(enter, alice, person, without, settings, overflows):
    page = enter(alice)
    send(page, person, without)
    referral = sent(person)
    page.goto(f"/o/{queries.token(referral)}")
    expect(page.get_by_text(person.name).first).to_be_visible()
    assert not overflows()
    if settings != BARE:
        assert not violations(page)
    page.get_by_text("Poser une question").click()
    page.locator("#ask-text").fill("Peut-il venir le jeudi ?")
    page.locator("#ask-signed").fill("Zoé Petit")
    page.get_by_role("button", name="Envoyer").click()
    expect(page.get_by_text("Peut-il venir le jeudi")).to_be_visible()
    page.locator("#accept-signed").fill("Zoé Petit, accueil")
    page.get_by_role("button", name="J’accepte").click()
    expect(page.get_by_text("Est-il venu, est-elle venue")).to_be_visible()
    assert not overflows()
    page.goto("/referrals?box=news")
    assert not overflows()
    page.get_by_role("link", name=person.name).click()
    expect(page.get_by_text("Zoé Petit, accueil").first).to_be_visible()
    assert not overflows()
    if settings != BARE:
        assert not violations(page)


def test_it_is_accepted_by_keyboard_with_its_first_hour(enter, alice, charlie, person, overflows):
    referral = factories.make_referral(alice, person, charlie.structure)
    page = enter(charlie)
    page.goto(f"/referrals/{referral.uid}/accept")
    assert not overflows()
    assert not violations(page)
    page.get_by_role("radio", name="À une autre heure").focus()
    page.keyboard.press("Space")
    page.get_by_label("laquelle").fill("2090-01-10T10:00")
    page.get_by_role("button", name="Accepter").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("acceptée")
    assert sent(person).state == "appointment_set"


def test_it_is_passed_on_and_several_are_answered_at_once(enter, alice, charlie, person, without, overflows):
    several = [factories.make_referral(alice, factories.make_person(alice), charlie.structure) for _ in range(2)]
    referral = factories.make_referral(alice, person, charlie.structure)
    page = enter(charlie)
    page.goto(f"/referrals/{referral.uid}/redirect")
    assert not overflows()
    page.get_by_label("À qui", exact=True).select_option(label=without.short_name)
    page.get_by_label("Le jeune est d’accord").check()
    page.get_by_role("button", name="Réorienter").click()
    expect(page.get_by_role("status")).to_contain_text(f"passée à {without.short_name}")
    onward = sent(person)
    assert (onward.parent_id, onward.recipient_structure_id) == (referral.id, without.id)
    page.goto("/referrals")
    for one in several:
        page.get_by_label(f"Répondre aussi pour {one.person.name}").check()
    page.get_by_text("Répondre d’un coup").click()
    assert not overflows()
    assert not violations(page)
    page.get_by_label("Motif du refus").select_option(label="Complet")
    page.get_by_role("button", name="Les refuser").click()
    expect(page.get_by_role("status")).to_contain_text("2")


def test_a_question_goes_to_the_sender_and_comes_back(enter, elsewhere, alice, charlie, person, overflows):
    referral = factories.make_referral(alice, person, charlie.structure)
    asks = enter(charlie)
    asks.goto(f"/referrals/{referral.uid}")
    asks.get_by_label("Votre message").focus()
    asks.keyboard.type("Peut-il venir le jeudi ?")
    asks.keyboard.press("Tab")
    asks.keyboard.press("Enter")
    expect(asks.get_by_role("status")).to_contain_text("votre question est partie", ignore_case=True)
    assert not overflows()
    replies = elsewhere(alice)
    replies.goto("/referrals?box=to_answer")
    replies.get_by_role("link", name=person.name).click()
    expect(replies.get_by_text("C’est à vous.")).to_be_visible()
    assert not violations(replies)
    replies.get_by_label("Votre message").fill("Oui, le matin.")
    replies.get_by_role("button", name="Répondre").click()
    expect(replies.get_by_text("C’est à vous.")).to_have_count(0)
    asks.goto("/referrals?box=to_answer")
    expect(asks.get_by_role("link", name=person.name)).to_be_visible()


def test_the_inbox_shows_people_before_its_filters(enter, alice, charlie, person, overflows):
    factories.make_referral(alice, person, charlie.structure)
    page = enter(charlie)
    page.goto("/referrals")
    page.set_viewport_size({"width": 360, "height": 860})
    expect(page.get_by_role("link", name=person.name)).to_be_in_viewport()
    page.get_by_text("Filtrer la liste").focus()
    page.keyboard.press("Enter")
    page.get_by_label("Délai").select_option(label="Urgente")
    page.get_by_role("button", name="Filtrer").click()
    expect(page.get_by_text("ne répond à ces filtres")).to_be_visible()
    assert not overflows()
    assert not violations(page)
    page.get_by_role("link", name="Tout voir").click()
    expect(page.get_by_role("link", name=person.name)).to_be_visible()
