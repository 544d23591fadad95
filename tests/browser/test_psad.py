"""A PSAD meeting: decided case after case by keyboard, projected, closed."""

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from crm.psad.models import Meeting, Seat
from crm.structures.models import PlatformArrondissement
from tests import factories
from tests.browser.axe import violations


@pytest.fixture
def platform(alice, db):
    """Alone on its territory, whatever earlier tests left there."""
    db.query(PlatformArrondissement).delete()
    return factories.make_platform(f"PSAD de {alice.user.email}", alice.structure, ["595"])


@pytest.fixture
def meeting(alice, platform):
    partner = factories.make_structure("East")
    seats = [Seat(structure_id=alice.structure_id), Seat(structure_id=partner.id)]
    return factories.add(Meeting(platform_id=platform.id, held_on=datetime.now(UTC).date(), seats=seats))


@pytest.fixture
def people(alice, platform):
    people = [factories.make_person(alice) for _ in range(2)]
    for person in people:
        factories.make_case(person, platform)
    return people


def test_a_meeting_is_planned_with_some_of_the_structures(enter, dina, page, overflows, platform):
    enter(dina).goto("/meetings/new")
    factories.make_structure("Absent")
    page.reload()
    page.get_by_label("Date").fill(f"{datetime.now() + timedelta(days=10):%Y-%m-%d}")
    page.get_by_label("North").first.check()
    page.get_by_role("button", name="Enregistrer").press("Enter")
    expect(page.get_by_text("La réunion est prévue.")).to_be_visible()
    expect(page.get_by_text("Présents : North.")).to_be_visible()
    page.get_by_role("link", name="Préparer").press("Enter")
    page.get_by_label("North").first.uncheck()
    page.get_by_role("button", name="Enregistrer").press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("au moins une structure")
    assert not overflows()
    assert not violations(page)


def test_a_meeting_from_the_first_case_to_its_minutes(enter, dina, alice, page, overflows, meeting, people):
    enter(dina).goto("/meetings")
    page.locator("th a").first.press("Enter")
    assert not overflows()
    assert not violations(page)
    page.get_by_role("link", name=people[0].name).press("Enter")
    day = datetime.now() + timedelta(days=10)
    for person in people:
        expect(page.get_by_role("heading", level=1)).to_contain_text(person.initials)
        page.get_by_label("Qui s’en charge").select_option(label=alice.user.name)
        page.get_by_label("Prochaine étape le").fill(f"{day:%Y-%m-%d}")
        page.get_by_label("Ce qui est décidé").fill("Appeler la famille.")
        assert not violations(page)
        page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="2 décisions")).to_be_visible()
    page.get_by_label("À retenir").fill("Deux places libres.")
    page.get_by_role("button", name="Clore la réunion").press("Enter")
    expect(page.get_by_text("son compte rendu est prêt")).to_be_visible()
    assert not overflows()
    minutes = page.get_by_role("link", name="Compte rendu").get_attribute("href")
    assert page.request.get(minutes).body().startswith(b"%PDF-")


def test_the_screen_names_nobody_whom_some_do_not_follow(enter, dina, page, overflows, meeting, people):
    enter(dina).goto(f"/meetings/{meeting.uid}/screen")
    expect(page.get_by_role("rowheader", name=f"{people[0].initials}, ").first).to_be_visible()
    assert people[0].family_name not in page.content()
    assert not overflows()
    assert not violations(page)
