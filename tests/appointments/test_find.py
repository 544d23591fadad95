"""Find a slot from a person's file, `take` it in one press, or `enrol` in a workshop: `find`, `take`, `enrol`."""

from datetime import UTC, datetime, time

import pytest
from sqlalchemy import select

from crm.appointments.models import Participation
from tests import factories
from tests.appointments.test_session import make_session

FAR = "first=2090-01-09"
TUESDAY = 2


@pytest.fixture
def opening(alice):
    """Two slots on Tuesday 10 January 2090."""
    return factories.make_opening(alice, TUESDAY, time(10), time(11, 30))


def slot(opening, hour=9):
    return {"slot": f"{opening.uid} {datetime(2090, 1, 10, hour, tzinfo=UTC).isoformat()}"}


def test_one_press_books(browser, db, alice, person, opening):
    browser.login(alice)
    page = browser.get(f"/people/{person.uid}/slots?{FAR}").text
    assert page.count('name="slot"') == 12
    assert "mardi 10 janvier 2090" in page
    assert "Alice Test" in page
    assert browser.post(f"/people/{person.uid}/slots?{FAR}", data=slot(opening)).status_code == 303
    booked = db.scalars(select(Participation)).one()
    assert booked.starts_at == datetime(2090, 1, 10, 9, tzinfo=UTC)


def test_a_slot_taken_meanwhile_is_said_and_others_are_shown(browser, db, alice, person, opening):
    factories.make_appointment(alice, factories.make_person(alice), datetime(2090, 1, 10, 9, tzinfo=UTC))
    answer = browser.login(alice).post(f"/people/{person.uid}/slots?{FAR}", data=slot(opening))
    assert answer.status_code == 422
    assert "vient d’être pris" in answer.text
    assert 'name="slot"' in answer.text


@pytest.mark.parametrize("sent", ["", "x y", "01900000-0000-7000-8000-000000000000 2090-01-10T09:00:00+00:00"])
def test_what_is_no_slot_is_refused(browser, db, alice, person, opening, sent):
    answer = browser.login(alice).post(f"/people/{person.uid}/slots", data={"slot": sent})
    assert answer.status_code == 422
    assert not db.scalars(select(Participation)).all()


def test_an_hour_that_is_no_slot_is_refused(browser, alice, person, opening):
    assert browser.login(alice).post(f"/people/{person.uid}/slots", data=slot(opening, hour=12)).status_code == 422


def test_slots_that_a_partner_keeps_to_itself_are_not_taken(browser, db, alice, charlie, person):
    kept = factories.make_opening(charlie, TUESDAY, time(10), time(11, 30))
    browser.login(alice)
    assert browser.post(f"/people/{person.uid}/slots", data=slot(kept)).status_code == 422
    kept.partners = True
    db.flush()
    assert browser.post(f"/people/{person.uid}/slots", data=slot(kept)).status_code == 303
    assert db.scalars(select(Participation)).one().slot_origin == "by_referrer"
    assert person.name in browser.login(charlie).get("/agenda?day=2090-01-10").text


def test_a_full_workshop_puts_on_the_waiting_list(browser, db, alice, person):
    session = make_session(alice, capacity=1)
    browser.login(alice)
    for one, said in ((person, "est inscrit"), (factories.make_person(alice), "liste d’attente")):
        assert session.title in browser.get(f"/people/{one.uid}/slots").text
        answer = browser.post(f"/people/{one.uid}/sessions/{session.uid}")
        assert said in browser.get(answer.location).text
    again = browser.post(f"/people/{person.uid}/sessions/{session.uid}")
    assert again.status_code == 422
    assert "déjà inscrit" in again.text


def test_a_stranger_finds_and_takes_nothing(browser, charlie, person, opening):
    browser.login(charlie)
    assert browser.get(f"/people/{person.uid}/slots").status_code == 404
    assert browser.post(f"/people/{person.uid}/slots", data=slot(opening)).status_code == 404


def test_the_page_takes_as_many_queries_for_many_slots_as_for_few(browser, queries, alice, bob, person, opening):
    counts = []
    for counsellors in ((), (alice, bob)):
        for actor in counsellors:
            factories.make_opening(actor, TUESDAY, time(14), time(17))
        browser.login(alice)
        queries.clear()
        browser.get(f"/people/{person.uid}/slots?{FAR}&within=0")
        counts.append(len([q for q in queries if "range_agg" not in q]))
    assert counts[0] == counts[1]
