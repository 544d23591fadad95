"""The agenda, as pages and as the `events` of its calendar."""

from datetime import UTC, datetime, time, timedelta

import pytest

from crm.appointments.models import Absence, Room, Travel
from tests import factories
from tests.appointments.test_session import make_session

DAY = datetime(2030, 1, 15, 9, tzinfo=UTC)
WEEK = "/agenda/events?start=2030-01-14T00:00:00&end=2030-01-20T00:00:00"


def shown(browser, address=WEEK):
    return {event["title"]: event for event in browser.get(address).json}


def test_the_calendar_gets_hours_of_the_clock_in_paris(browser, alice, person):
    booked = factories.make_appointment(alice, person, DAY)
    event = shown(browser.login(alice))[person.name]
    assert (event["start"], event["end"]) == ("2030-01-15T10:00:00", "2030-01-15T10:30:00")
    assert event["extendedProps"]["person"] == f"/people/{person.uid}"
    assert event["url"] == f"/agenda/{booked.appointment.uid}"


def test_the_past_cannot_be_dragged(browser, alice, person):
    factories.make_appointment(alice, person, datetime(2026, 1, 5, 9, tzinfo=UTC))
    past = shown(browser.login(alice), "/agenda/events?start=2026-01-05T00:00:00&end=2026-01-06T00:00:00")
    assert past[person.name]["editable"] is False


def test_mine_a_colleague_s_a_room_s_and_the_whole_structure_s(browser, db, alice, bob, charlie, person):
    room = factories.add(Room(structure_id=alice.structure_id, name="Verte", seats=3))
    booked = factories.make_appointment(alice, person, DAY)
    booked.appointment.room_id = room.id
    db.flush()
    for actor, who, seen in (
        (alice, "me", True),
        (bob, "me", False),
        (bob, alice.user.uid, True),
        (bob, room.uid, True),
        (bob, "structure", True),
        (charlie, "structure", False),
        (charlie, alice.user.uid, False),
    ):
        titles = " ".join(shown(browser.login(actor), f"{WEEK}&who={who}"))
        assert (person.name in titles) is seen, (actor.name, who)
        page = browser.get(f"/agenda?day=2030-01-15&who={who}").text
        assert (person.name in page) is seen, (actor.name, who)


def test_a_restricted_name_is_not_shown_to_colleagues(browser, alice, bob):
    hidden = factories.make_person(alice, restricted=True)
    factories.make_appointment(alice, hidden, DAY)
    event = shown(browser.login(bob), f"{WEEK}&who={alice.user.uid}")["Rendez-vous"]
    assert event["extendedProps"]["person"] is None
    assert hidden.family_name not in browser.get(f"/agenda?day=2030-01-15&who={alice.user.uid}").text


def test_hours_absences_journeys_and_holidays_stand_around(browser, db, alice, person, now):
    here, there = factories.make_site(alice.structure, "Ici"), factories.make_site(alice.structure, "Là-bas")
    factories.add(Travel(structure_id=alice.structure_id, site_id=here.id, other_site_id=there.id, minutes=30))
    factories.make_opening(alice, 2, time(9), time(12))
    factories.add(
        Absence(structure_id=alice.structure_id, starts_at=now + timedelta(days=1), ends_at=now + timedelta(days=2))
    )
    for n, site in enumerate((here, there)):
        booked = factories.make_appointment(alice, factories.make_person(alice), now + timedelta(hours=n))
        booked.appointment.site_id = site.id
    db.commit()
    events = browser.login(alice).get(WEEK).json
    kinds = {name for event in events for name in event["classNames"]}
    assert {"hours-open", "hours-away", "hours-travel"} <= kinds
    assert {"Structure fermée", "Trajet, 30 min"} <= {event["title"] for event in events}
    christmas = shown(browser, "/agenda/events?start=2026-12-21T00:00:00&end=2026-12-28T00:00:00")
    assert christmas["Vacances de Noël"]["end"] == "2026-12-28"
    assert "Noël, jour férié" in christmas
    page = browser.get("/agenda?day=2030-01-15").text
    assert "Créneaux de" in page
    assert "Structure fermée" in page


@pytest.mark.parametrize("view", ["day", "week", "month", "list"])
def test_every_view_is_a_page_without_scripts(browser, alice, person, view):
    factories.make_appointment(alice, person, DAY)
    assert person.name in browser.login(alice).get(f"/agenda?day=2030-01-15&view={view}").text


@pytest.mark.parametrize(
    "query", ["", "start=2030-01-01&end=x", "start=2030-01-01&end=2031-01-01", "start=2030-01-02&end=2030-01-01"]
)
def test_what_no_calendar_asks_is_refused(browser, alice, query):
    assert browser.login(alice).get(f"/agenda/events?{query}").status_code == 400


def test_a_week_takes_as_many_queries_for_ten_appointments_as_for_one(browser, queries, alice, person):
    counts, hours = [], iter(range(10))
    for number in (1, 9):
        for _ in range(number):
            factories.make_appointment(alice, factories.make_person(alice), DAY + timedelta(hours=next(hours)))
        browser.login(alice)
        queries.clear()
        browser.get(WEEK)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_a_workshop_shows_how_many_come(browser, alice, person, now):
    make_session(alice, DAY, capacity=5)
    assert "Atelier CV (0/5)" in shown(browser.login(alice))


def test_a_month_of_the_structure_counts_and_leads_to_the_day(browser, queries, alice, bob, person):
    for hour in range(3):
        factories.make_appointment(alice, factories.make_person(alice), DAY + timedelta(hours=hour))
    factories.make_appointment(bob, person, DAY)
    browser.login(bob)
    page = browser.get("/agenda?day=2030-01-15&view=month&who=structure").text
    assert "4 rendez-vous" in page
    assert person.name not in page
    assert "/agenda?day=2030-01-15&amp;view=day&amp;who=structure" in page
    events = browser.get("/agenda/events?start=2030-01-01&end=2030-02-01&who=structure").json
    assert [e["title"] for e in events if e.get("classNames") == ["count-event"]] == ["4 rendez-vous"]
    assert person.name in browser.get("/agenda?day=2030-01-15&view=day&who=structure").text
