"""A young person opens the link of a message on their telephone, in their language, without an account."""

import re
from datetime import UTC, datetime, time, timedelta

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from crm.appointments import queries
from crm.appointments.models import Participation
from crm.codes.people import Language
from tests import factories
from tests.browser.axe import violations

WEEKDAYS = range(1, 7)
AHEAD = datetime.now(UTC).replace(hour=9, minute=0, second=0, microsecond=0) + timedelta(days=400)


@pytest.fixture
def settings():
    """A small telephone, without JavaScript."""
    return {"viewport": {"width": 360, "height": 740}, "java_script_enabled": False, "has_touch": True}


@pytest.fixture
def open_hours(alice):
    """Alice lets people choose hours of hers on every working day."""
    for weekday in WEEKDAYS:
        factories.make_opening(
            alice,
            weekday,
            time(9),
            time(12),
            slot_minutes=30,
            self_bookable=True,
            valid_from=datetime(2026, 1, 1).date(),
        )


@pytest.fixture
def link(alice, person):
    return f"/r/{queries.token(factories.make_appointment(alice, person, AHEAD))}"


def test_another_slot_is_booked_in_arabic_on_a_telephone(page, db, alice, person, open_hours, link):
    person.language = Language.ARABIC
    db.commit()
    page.goto(link)
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    expect(page.get_by_role("heading", name="موعدك")).to_be_visible()
    page.get_by_role("link", name="اختيار يوم آخر").click()
    first = page.get_by_role("radio").first
    chosen = datetime.fromisoformat(first.get_attribute("value"))
    first.check()
    page.get_by_role("button", name="أختار هذا الوقت").click()
    page.get_by_role("button", name="سأحضر").click()
    expect(page.get_by_role("status")).to_have_text("شكرًا. تم تأكيد موعدك.")
    db.rollback()
    old, new = db.scalars(
        select(Participation).where(Participation.person_id == person.id).order_by(Participation.id)
    ).all()
    assert (old.status, new.status, new.slot_origin, new.starts_at) == (
        "rescheduled",
        "confirmed",
        "self_booked",
        chosen,
    )
    page.goto(link)
    page.get_by_role("link", name="عرض الموعد الجديد").click()
    expect(page.get_by_role("status")).to_have_text("شكرًا. تم تأكيد موعدك.")


def test_the_keyboard_alone_is_enough(page, open_hours, link):
    page.goto(link)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Aller au contenu")).to_be_focused()
    page.get_by_role("button", name="Je viens").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Vous ne pouvez pas venir")).to_be_visible()
    page.get_by_role("button", name="Annuler mon rendez-vous").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("vous ne venez pas")
    page.get_by_role("link", name="Choisir un autre jour").press("Enter")
    page.get_by_role("radio").first.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Je viens")).to_be_visible()


class TestWithAxe:
    """axe needs scripts; the pages do not."""

    @pytest.fixture
    def settings(self):
        return {"viewport": {"width": 360, "height": 740}}

    @pytest.mark.parametrize("language", Language)
    @pytest.mark.parametrize("place", ["", "/decline", "/choose"])
    def test_pages_are_accessible_and_fit(self, page, overflows, open_hours, link, language, place):
        page.goto(f"{link}{place}?lang={language.value}")
        assert not overflows()
        assert not violations(page)

    @pytest.mark.parametrize("answer", ["confirm", "decline", "call-back"])
    def test_what_was_answered_is_accessible_and_fits(self, page, overflows, open_hours, link, answer):
        page.goto(f"{link}?lang=fr")
        page.request.post(
            link + "/" + answer, form={"csrf_token": page.locator("[name=csrf_token]").first.input_value()}
        )
        page.reload()
        expect(page.get_by_role("status")).to_be_visible()
        assert not overflows()
        assert not violations(page)

    @pytest.mark.parametrize("language", Language)
    def test_a_dead_link_is_accessible_and_fits(self, page, overflows, language):
        page.goto(f"/r/none?lang={language.value}")
        assert not overflows()
        assert not violations(page)

    def test_the_counsellor_makes_an_address_for_their_calendar(self, enter, alice, overflows):
        page = enter(alice)
        page.goto("/profile/calendar")
        page.get_by_role("button", name="Créer l’adresse").click()
        expect(page.get_by_label("Adresse de l’agenda")).to_have_value(re.compile(r"/calendars/[\w-]{40,}\.ics$"))
        assert not overflows()
        assert not violations(page)
