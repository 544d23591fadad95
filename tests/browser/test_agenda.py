"""The agenda: dragged, moved by keyboard, read without scripts; a slot found in one press, a sheet filled in."""

import re
from datetime import UTC, datetime, time, timedelta

import pytest
from playwright.sync_api import expect

from crm.appointments.models import Appointment, Participation
from crm.codes.appointments import AppointmentKind
from tests import factories
from tests.browser.axe import violations

DAY = datetime(2090, 1, 11, 9, tzinfo=UTC)
WEEK = "/agenda?day=2090-01-11&view=week"


@pytest.fixture
def booked(alice):
    person = factories.make_person(alice, given_name="Inès", family_name="Agenda")
    return factories.make_appointment(alice, person, DAY, 60)


def held(page, name):
    event = page.locator(".fc-event", has_text=name)
    expect(event).to_have_count(1)
    return event


def hours(app, participation):
    with app.app_context():
        last = factories.db.session.query(Appointment).order_by(Appointment.id.desc()).first()
        return last.starts_at.astimezone(UTC), last.ends_at.astimezone(UTC)


def drag(page, event, pixels):
    box = event.bounding_box()
    page.mouse.move(box["x"] + 20, box["y"] + 12)
    page.mouse.down()
    for step in range(1, 9):
        page.mouse.move(box["x"] + 20, box["y"] + 12 + pixels * step / 8)
    page.mouse.up()


def test_a_drag_asks_first_then_moves_or_puts_back(app, enter, alice, booked):
    page = enter(alice)
    page.goto(WEEK)
    event = held(page, "Inès")
    hour = 2 * page.locator(".fc-timegrid-slot-lane").first.bounding_box()["height"]
    drag(page, event, hour)
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("avertis")
    expect(dialog.get_by_label("Début")).to_have_value("2090-01-11T11:00")
    dialog.get_by_role("button", name="Ne rien changer").click()
    expect(held(page, "Inès")).to_contain_text("10:00")
    drag(page, held(page, "Inès"), hour)
    dialog.get_by_role("button", name="Déplacer").click()
    expect(page.locator("#calendar-said")).to_contain_text("avertis")
    expect(held(page, "Inès")).to_contain_text("11:00")
    assert hours(app, booked) == (DAY + timedelta(hours=1), DAY + timedelta(hours=2))


def test_an_hour_that_is_taken_says_why_and_puts_back(app, enter, alice, booked):
    other = factories.make_person(alice, given_name="Zoé", family_name="Prise")
    factories.make_appointment(alice, other, DAY + timedelta(hours=1), 60)
    page = enter(alice)
    page.goto(WEEK)
    drag(page, held(page, "Inès"), 2 * page.locator(".fc-timegrid-slot-lane").first.bounding_box()["height"])
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="Déplacer").click()
    expect(dialog.get_by_role("alert")).to_contain_text("vient d’être pris")
    page.keyboard.press("Escape")
    expect(held(page, "Inès")).to_contain_text("10:00")


def test_the_keyboard_does_the_same(app, enter, alice, booked):
    page = enter(alice)
    page.goto(WEEK)
    held(page, "Inès").focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="Inès AGENDA")
    expect(dialog.get_by_role("link", name="Ouvrir le dossier")).to_be_visible()
    assert not violations(page)
    dialog.get_by_label("Fin").fill("2090-01-11T11:30")
    page.keyboard.press("Enter")
    expect(page.locator("#calendar-said")).to_contain_text("durée")
    assert hours(app, booked) == (DAY, DAY + timedelta(minutes=90))


@pytest.mark.parametrize("view", ["day", "week", "month", "list"])
def test_every_view_is_accessible_at_both_widths(enter, alice, booked, overflows, view):
    factories.make_opening(alice, 3, time(9), time(12))
    page = enter(alice)
    page.goto(f"/agenda?day=2090-01-11&view={view}")
    held(page, "Inès")
    assert not violations(page)
    assert overflows() == []


def test_links_move_the_calendar_and_the_address_follows(enter, alice, booked):
    page = enter(alice)
    page.goto(WEEK)
    page.get_by_role("link", name="Après").click()
    expect(page).to_have_url(re.compile("day=2090-01-1[6-8]&view=week"))
    expect(page.locator(".fc-event", has_text="Inès")).to_have_count(0)
    page.get_by_role("link", name="Avant").click()
    page.get_by_role("link", name="Mois").click()
    expect(page).to_have_url(re.compile("view=month"))
    held(page, "Inès")
    page.reload()
    expect(page.locator(".fc-dayGridMonth-view")).to_be_visible()


def test_a_slot_near_home_is_booked_in_one_press(enter, alice, overflows):
    person = factories.make_person(alice)
    factories.make_opening(alice, 3, time(9), time(12))
    page = enter(alice)
    page.goto(f"/people/{person.uid}")
    page.get_by_role("link", name="Rendez-vous", exact=True).first.click()
    page.get_by_label(re.compile("^À partir du")).fill("2090-01-11")
    page.get_by_role("button", name="Chercher", exact=True).last.click()
    expect(page.get_by_role("heading", name="mercredi 11 janvier 2090")).to_be_visible()
    assert not violations(page)
    assert overflows() == []
    page.get_by_role("button", name=re.compile("mercredi 11 janvier 2090 à 9.h.00")).click()
    expect(page.get_by_role("status")).to_contain_text("Le rendez-vous est pris")


@pytest.fixture
def past_session(alice):
    start = datetime(2026, 1, 7, 13, tzinfo=UTC)
    session = factories.add(
        Appointment(
            structure_id=alice.structure_id, counsellor_id=alice.user_id, created_by_id=alice.user_id,
            kind=AppointmentKind.WORKSHOP, title="Atelier CV", capacity=5,
            starts_at=start, ends_at=start + timedelta(hours=2),
        )
    )  # fmt: skip
    for _ in range(3):
        part = {"appointment_id": session.id, "starts_at": session.starts_at, "ends_at": session.ends_at}
        factories.add(Participation(person_id=factories.make_person(alice).id, **part))
    return session


def test_the_sheet_is_filled_in_by_keyboard_and_prints_clean(enter, alice, past_session, overflows):
    page = enter(alice)
    page.goto(f"/agenda/{past_session.uid}/attendance")
    assert not violations(page)
    assert overflows() == []
    page.get_by_role("radio", name="Présent·e").first.focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("radio", name="Absent·e").first).to_be_checked()
    page.get_by_role("button", name="Tous présents").click()
    page.emulate_media(media="print")
    expect(page.get_by_role("radio").first).to_be_hidden()
    expect(page.get_by_role("columnheader", name="Signature")).to_be_visible()
    page.emulate_media(media="screen")
    page.get_by_role("button", name="Enregistrer les présences").click()
    expect(page.get_by_role("status")).to_contain_text("notées")
    expect(page.get_by_text("Présent·e", exact=True)).to_have_count(3)


def test_the_other_pages_are_accessible(enter, bob, overflows):
    factories.make_opening(bob, 3, time(9), time(12))
    page = enter(bob)
    for address in (
        "/agenda/new",
        "/agenda/hours",
        "/agenda/hours/new",
        "/agenda/absences/new",
        "/agenda/rooms/new",
        "/agenda/statistics",
    ):
        page.goto(address)
        assert not violations(page), address
        assert overflows() == [], address


class TestWithoutScripts:
    @pytest.fixture
    def settings(self):
        return {"java_script_enabled": False}

    def test_the_agenda_is_listed_and_moved_with_a_form(self, app, enter, alice, booked):
        page = enter(alice)
        page.goto(WEEK)
        page.get_by_role("link", name=re.compile("Inès")).click()
        page.get_by_label("Début").fill("2090-01-12T14:00")
        page.get_by_label("Fin").fill("2090-01-12T15:00")
        page.get_by_role("button", name="Enregistrer ces heures").click()
        expect(page.get_by_role("status")).to_contain_text("avertis")
        assert hours(app, booked)[0] == datetime(2090, 1, 12, 13, tzinfo=UTC)
