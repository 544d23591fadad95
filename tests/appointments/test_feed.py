"""A counsellor's calendar: `feed`, and the page that makes and revokes its address, `subscribe` and `unsubscribe`."""

import re
from datetime import UTC, datetime, timedelta

import icalendar
import pytest
from sqlalchemy import select

from crm.accounts.models import Membership
from crm.appointments import actions
from crm.appointments.models import Appointment, CalendarFeed
from tests import factories

SOON = datetime.now(UTC).replace(hour=9, minute=0, second=0, microsecond=0) + timedelta(days=7)


@pytest.fixture
def address(db, alice):
    return f"/calendars/{actions.open_feed(alice.user, initials=True, now=datetime.now(UTC))}.ics"


def events(answer):
    assert answer.status_code == 200
    return icalendar.Calendar.from_ical(answer.data).walk("VEVENT")


def test_it_holds_initials_and_no_name(browser, alice, person, address):
    factories.make_appointment(alice, person, SOON)
    answer = browser.get(address)
    [event] = events(answer)
    assert answer.mimetype == "text/calendar"
    assert str(event["summary"]) == f"RDV {person.initials}"
    assert event.decoded("dtstart") == SOON
    for secret in (person.given_name, person.family_name, str(person.uid), person.email):
        assert secret not in answer.text


def test_it_may_hold_no_initials(browser, db, alice, person):
    factories.make_appointment(alice, person, SOON)
    browser.login(alice)
    page = browser.post("/profile/calendar", data={"titles": "bare"}).text
    [event] = events(browser.get(re.search(r"/calendars/[\w-]+\.ics", page)[0]))
    assert str(event["summary"]) == "RDV"


def test_what_is_cancelled_says_so_and_what_moved_stands_once(browser, alice, person, address):
    freed = factories.make_appointment(alice, person, SOON)
    moved = factories.make_appointment(alice, factories.make_person(alice), SOON + timedelta(hours=1))
    now = datetime.now(UTC)
    actions.excuse(alice, freed, now=now)
    actions.move(alice, moved, SOON + timedelta(days=1), now=now)
    first, second = events(browser.get(address))
    assert (str(first["status"]), str(first["summary"])) == ("CANCELLED", f"Annulé : RDV {person.initials}")
    assert first["sequence"] == 1
    assert (str(second["status"]), second.decoded("dtstart")) == ("CONFIRMED", SOON + timedelta(days=1))


def test_a_restricted_file_has_no_initials_for_those_it_is_closed_to(browser, db, alice, person, address):
    factories.make_appointment(alice, person, SOON)
    person.restricted = True
    [event] = events(browser.get(address))
    assert str(event["summary"]) == "RDV"


def test_a_home_address_stays_out(browser, db, alice, person, address):
    booked = factories.make_appointment(alice, person, SOON)
    booked.appointment.location, booked.appointment.place = "home", "3 rue de l’Exemple, Lille"
    [event] = events(browser.get(address))
    assert str(event["location"]) == "À domicile"


def test_unchanged_is_not_sent_again(browser, alice, person, address):
    factories.make_appointment(alice, person, SOON)
    first = browser.get(address)
    assert first.headers["Cache-Control"] == "private, max-age=300"
    again = browser.get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    factories.make_appointment(alice, person, SOON + timedelta(hours=3))
    assert browser.get(address, headers={"If-None-Match": first.headers["ETag"]}).status_code == 200


def test_only_its_owners_appointments_and_only_where_they_still_work(browser, db, alice, bob, person, address):
    factories.make_appointment(bob, person, SOON)
    factories.make_appointment(alice, person, SOON + timedelta(hours=1))
    assert len(events(browser.get(address))) == 1
    db.scalar(select(Membership).where(Membership.id == alice.id)).ended_on = SOON.date()
    assert events(browser.get(address)) == []
    alice.user.active = False
    assert browser.get(address).status_code == 404


def test_only_the_hash_is_kept_and_a_new_address_ends_the_first(browser, db, alice, address):
    token = address.removeprefix("/calendars/").removesuffix(".ics")
    assert token not in db.scalar(select(CalendarFeed.token_hash))
    actions.open_feed(alice.user, initials=True, now=datetime.now(UTC))
    assert browser.get(address).status_code == 404
    assert len(db.scalars(select(CalendarFeed)).all()) == 1


def test_it_is_revoked_at_once(browser, alice, address):
    assert "Fermer l’adresse" in browser.login(alice).get("/profile/calendar").text
    assert browser.post("/profile/calendar/end").status_code == 303
    assert browser.get(address).status_code == 404
    assert "Fermer l’adresse" not in browser.get("/profile/calendar").text


def test_as_many_queries_for_fifty_as_for_one(browser, db, alice, address, queries):
    def sent():
        browser.get(address)
        before = len(queries)
        browser.get(address)
        return len(queries) - before

    factories.make_appointment(alice, factories.make_person(alice), SOON)
    one = sent()
    for n in range(1, 12):
        factories.make_appointment(alice, factories.make_person(alice), SOON + timedelta(hours=n))
    assert sent() == one
    assert len(db.scalars(select(Appointment)).all()) == 12
