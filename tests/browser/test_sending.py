"""Somebody is handed over: to whom, what is written, what the receiver will read; with scripts and without."""

import re

import pytest
from playwright.sync_api import expect

from crm.db import db as database
from crm.referrals.models import Referral
from tests import factories
from tests.browser.axe import violations

BARE = {"java_script_enabled": False}
WORDS = "Cherche un atelier pour essayer le bois."


@pytest.fixture
def wood(charlie):
    charlie.structure.short_name = f"Menuiserie {charlie.structure_id}"
    charlie.structure.opening_hours = "lun.-ven. 8 h 30-12 h"
    service = factories.make_service(charlie.structure, "Atelier bois", ["train"], audiences=["jeunes"], capacity=8)
    factories.make_service(charlie.structure, "Conseil", ["choose_job"], fee="gratuit")
    return service


@pytest.fixture
def minor(alice):
    return factories.make_person(alice, born_on=factories.date(2009, 6, 1))


def start(page, person, wood):
    page.goto(f"/people/{person.uid}/referrals/new")
    page.get_by_label("Pour quoi").select_option(label="Se former")
    page.get_by_label("Nom d’une structure").fill(wood.structure.short_name)
    page.get_by_role("button", name="Chercher dans l’annuaire").click()
    page.get_by_role("button", name=f"Choisir ce service {wood.name}").click()


def write(page):
    page.get_by_label("Pourquoi vous l’orientez").fill(WORDS)
    page.get_by_label("Sinon, pourquoi").fill("Le père rappelle demain.")
    page.get_by_label("E-mail", exact=True).first.uncheck()
    page.get_by_label("J’ai expliqué").check()
    page.get_by_role("button", name="Voir ce qui sera transmis").click()


def sent(person):
    found = database.session.scalars(database.select(Referral).where(Referral.person_id == person.id)).all()
    database.session.rollback()
    return found


@pytest.mark.parametrize("settings", [{}, BARE], ids=["scripts", "bare"])
def test_what_was_typed_stays_from_one_step_to_the_next_then_it_leaves(enter, alice, minor, wood):
    page = enter(alice)
    start(page, minor, wood)
    write(page)
    expect(page.locator("#received")).to_contain_text(WORDS)
    expect(page.locator("#received")).to_contain_text("Atelier bois")
    expect(page.locator("#received")).not_to_contain_text(minor.email)
    page.get_by_role("button", name="Revenir et corriger").click()
    expect(page.get_by_label("Pourquoi vous l’orientez")).to_have_value(WORDS)
    expect(page.get_by_label("E-mail", exact=True).first).not_to_be_checked()
    page.get_by_role("button", name="Choisir une autre structure").click()
    page.get_by_label("Nom d’une structure").fill(wood.structure.short_name)
    page.get_by_role("button", name="Chercher dans l’annuaire").click()
    page.get_by_role("button", name=f"Choisir {wood.structure.short_name}").click()
    expect(page.get_by_label("Pourquoi vous l’orientez")).to_have_value(WORDS)
    page.get_by_role("button", name="Voir ce qui sera transmis").click()
    page.get_by_role("button", name="Envoyer l’orientation").click()
    expect(page.get_by_text("L’orientation est partie")).to_be_visible()
    (one,) = sent(minor)
    assert (one.message, one.service_id, "email" in one.shared_fields) == (WORDS, None, False)


def test_what_was_written_waits_in_this_browser_until_it_leaves(enter, alice, minor, wood):
    page = enter(alice)
    start(page, minor, wood)
    write(page)
    page.goto(f"/people/{minor.uid}")
    page.goto(f"/people/{minor.uid}/referrals/new?to=structure:{wood.structure.uid}")
    expect(page.get_by_label("Pourquoi vous l’orientez")).to_have_value(WORDS)
    page.get_by_role("button", name="Voir ce qui sera transmis").click()
    page.get_by_role("button", name="Envoyer l’orientation").click()
    page.goto(f"/people/{minor.uid}/referrals/new?to=structure:{wood.structure.uid}")
    expect(page.get_by_label("Pourquoi vous l’orientez")).to_have_value("")


def test_two_clicks_send_one(enter, alice, minor, wood):
    page = enter(alice)
    start(page, minor, wood)
    write(page)
    page.get_by_role("button", name="Envoyer l’orientation").dblclick()
    expect(page.get_by_role("status").first).to_contain_text(re.compile("est partie|était déjà partie"))
    assert len(sent(minor)) == 1


MANY = """async () => {
  const form = document.querySelector("form[data-draft]");
  const data = new FormData(form);
  data.append("send", "1");
  const answers = await Promise.all([...Array(6)].map(() => fetch(form.action, {method: "POST", body: data})));
  return answers.map((answer) => answer.status);
}"""


def test_many_at_the_same_instant_send_one(enter, alice, minor, wood):
    page = enter(alice)
    start(page, minor, wood)
    write(page)
    assert page.evaluate(MANY) == [200] * 6
    assert len(sent(minor)) == 1


def test_the_three_steps_are_accessible_and_fit(enter, alice, minor, wood, platform, widths, overflows):
    page = enter(alice)
    page.goto(f"/people/{minor.uid}/referrals/new")
    page.get_by_role("button", name=re.compile("^Favori")).first.click()
    steps = (
        lambda: None,
        lambda: start(page, minor, wood),
        lambda: page.get_by_role("button", name="Voir ce qui sera transmis").click(),
        lambda: write(page),
    )
    for step in steps:
        step()
        assert not overflows()
        for _ in widths():
            assert not violations(page)
        page.set_viewport_size({"width": 1280, "height": 860})


def test_it_is_done_by_keyboard(enter, alice, minor, wood):
    page = enter(alice)
    page.goto(f"/people/{minor.uid}/referrals/new")
    page.get_by_label("Nom d’une structure").focus()
    page.keyboard.type(wood.structure.short_name)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name=wood.structure.short_name)).to_be_visible()
    page.get_by_role("button", name=f"Choisir {wood.structure.short_name}").focus()
    page.keyboard.press("Enter")
    page.get_by_label("Pourquoi vous l’orientez").focus()
    page.keyboard.type(WORDS)
    page.get_by_label("Son représentant").focus()
    page.keyboard.press("Space")
    page.get_by_label("J’ai expliqué").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    expect(page.locator("#received")).to_contain_text(WORDS)
