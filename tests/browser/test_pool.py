"""The coordinator's pool by keyboard, by drag, without scripts; the board of the territory."""

import re

import pytest
from playwright.sync_api import expect
from sqlalchemy import delete, update

from crm.db import db as database
from crm.referrals.models import Proposal, Referral
from crm.structures.models import PlatformArrondissement, Structure
from tests import factories
from tests.browser.axe import violations

BARE = {"java_script_enabled": False}


@pytest.fixture
def platform(alice):
    """Alone on its territory: what earlier tests left there is closed."""
    others = update(Structure).where(Structure.id != alice.structure_id)
    database.session.execute(others.values(active=False))
    database.session.execute(delete(PlatformArrondissement))
    return factories.make_platform(f"PSAD de {alice.user.email}", alice.structure, ["595"])


@pytest.fixture
def near(platform):
    return factories.make_structure("Point Lille", capacity=40)


@pytest.fixture
def far(platform):
    return factories.make_structure("Point Roubaix", capacity=40, commune_code="59512")


@pytest.fixture
def waiting(alice, platform, near, far):
    """Three referrals and a dropout case that nobody has been given."""
    people = [factories.make_person(alice) for _ in range(4)]
    factories.make_case(people[3], platform)
    return [factories.make_pooled(alice, person, platform) for person in people[:3]]


def press(page, key, times=1):
    for _ in range(times):
        page.keyboard.press(key)


def by_keyboard(page, locator):
    """Tab until it has the focus, as somebody without a mouse does."""
    wanted = locator.first.element_handle()
    for _ in range(150):
        page.keyboard.press("Tab")
        if page.evaluate("wanted => document.activeElement === wanted", wanted):
            return
    raise AssertionError("The keyboard never gets there.")


def where(referral):
    database.session.refresh(referral)
    return referral.recipient_structure_id


def test_a_pool_is_solved_changed_and_accepted_by_keyboard(enter, dina, waiting, near, far, overflows):
    page = enter(dina)
    page.goto("/referrals/pool")
    assert not overflows()
    by_keyboard(page, page.get_by_role("button", name="Calculer les propositions"))
    press(page, "Enter")
    expect(page.get_by_role("status")).to_contain_text("Rien n’est confié")
    expect(page.get_by_role("listitem").filter(has_text="Point Lille").first).to_be_visible()
    assert not overflows()
    assert not violations(page)
    by_keyboard(page, page.get_by_text("Ce qui compte dans les propositions"))
    press(page, "Enter")
    by_keyboard(page, page.get_by_label("Trajet, compté double"))
    press(page, "ArrowDown", 2)
    press(page, "Enter")
    by_keyboard(page, page.get_by_role("button", name="Garder et recalculer"))
    press(page, "Enter")
    expect(page.get_by_role("status")).to_contain_text("calculées")
    expect(page.get_by_label("Trajet, compté double")).to_have_value("8")
    name = waiting[0].person.name
    by_keyboard(page, page.get_by_role("link", name=f"Choisir une autre structure pour {name}"))
    press(page, "Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Choisir une structure")
    assert not overflows()
    assert not violations(page)
    expect(page.get_by_text("l’a envoyé·e")).to_be_visible()
    by_keyboard(page, page.get_by_label("Point Lille"))
    press(page, "ArrowDown")
    expect(page.get_by_label("Point Roubaix")).to_be_checked()
    press(page, "Enter")
    expect(page.get_by_text("choisie par vous")).to_be_visible()
    by_keyboard(page, page.get_by_label(f"Choisir {name}", exact=True))
    press(page, "Space")
    by_keyboard(page, page.get_by_role("button", name="Confier les jeunes cochés"))
    press(page, "Enter")
    expect(page.get_by_role("status")).to_contain_text("1 confié·e·s")
    assert [where(referral) for referral in waiting] == [far.id, None, None]


def test_dragging_somebody_onto_a_structure_solves_the_rest_around_them(enter, dina, waiting, near, far):
    page = enter(dina)
    page.goto("/referrals/pool")
    page.get_by_role("button", name="Calculer les propositions").click()
    row = page.locator("[data-drag]").filter(has_text=waiting[1].person.name)
    row.drag_to(page.locator("[data-drop]").filter(has_text="Point Roubaix"))
    expect(page.get_by_role("status")).to_contain_text("Point Roubaix")
    moved = page.locator("[data-drag]").filter(has_text=waiting[1].person.name)
    expect(moved).to_contain_text("choisie par vous")
    assert not any(where(referral) for referral in waiting)
    moved.get_by_role("button", name="Laisser le calcul choisir").click()
    expect(page.get_by_text("choisie par vous")).to_have_count(0)


@pytest.mark.parametrize("settings", [BARE], ids=["bare"])
def test_everything_works_without_scripts(enter, dina, waiting, near, far, overflows):
    page = enter(dina)
    page.goto("/referrals/pool")
    page.get_by_role("button", name="Calculer les propositions").click()
    page.get_by_role("link", name="Et si…").click()
    page.get_by_label("Point Lille").fill("0")
    page.get_by_role("button", name="Voir qui irait ailleurs").click()
    expect(page.get_by_role("heading", name="iraient ailleurs")).to_be_visible()
    assert not overflows()
    assert database.session.query(Proposal).filter_by(structure_id=near.id).count()
    page.get_by_role("button", name="Garder ce qui compte").click()
    page.get_by_role("button", name="Tout confier (4)").click()
    expect(page.get_by_text("4 confié·e·s")).to_be_visible()
    assert all(where(referral) for referral in waiting)


def test_what_if_and_the_territory_are_accessible_and_fit(enter, dina, waiting, near, overflows):
    page = enter(dina)
    for address in ("/referrals/pool/what-if", "/referrals/board", "/referrals/watch", "/referrals/pool?where=nobody"):
        page.goto(address)
        assert not overflows(), address
        for width in (360, 1280):
            page.set_viewport_size({"width": width, "height": 860})
            assert not violations(page), address


def test_a_card_of_the_board_is_dropped_on_a_structure_or_given_by_keyboard(enter, dina, waiting, near, far):
    page = enter(dina)
    page.goto("/referrals/board")
    card = page.locator("article").filter(has_text=waiting[2].person.name)
    card.drag_to(page.locator("[data-drop]").filter(has_text="Point Roubaix"))
    expect(page.get_by_role("status")).to_contain_text("Point Roubaix")
    assert where(waiting[2]) == far.id
    page.goto("/referrals/board")
    by_keyboard(page, page.get_by_role("link", name=re.compile(f"^Confier.*{waiting[1].person.name}")))
    press(page, "Enter")
    page.get_by_label("Structure").select_option(label="Point Lille")
    page.get_by_role("button", name="Attribuer").click()
    expect(page.get_by_role("status")).to_contain_text("Point Lille")
    assert where(waiting[1]) == near.id
    assert database.session.get(Referral, waiting[0].id).recipient_structure_id is None
