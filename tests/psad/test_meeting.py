"""Plan a meeting, look at its cases, write its minutes, close it."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from crm.codes.dropouts import DropoutState
from crm.psad import queries
from crm.psad.models import Meeting
from crm.psad.queries import Filters
from crm.psad.rules import BANDS
from tests import factories
from tests.psad.conftest import url


def test_a_coordinator_plans_the_next_one_with_the_same_structures(browser, db, dina, meeting, partner, alice, today):
    page = browser.login(dina).get("/meetings/new").text
    assert page.count("checked") >= 2
    data = {"held_on": str(today + timedelta(days=20)), "place": "CIO", "present": [str(alice.structure_id)]}
    assert browser.post("/meetings/new", data=data).status_code == 303
    planned = db.scalars(select(Meeting).order_by(Meeting.id.desc())).first()
    assert (planned.place, [seat.structure_id for seat in planned.seats]) == ("CIO", [alice.structure_id])
    assert "Prévue" in browser.get("/meetings").text


def test_a_day_gone_or_nobody_present_is_refused(browser, db, dina, meeting, today):
    browser.login(dina)
    gone = {"held_on": str(today - timedelta(days=9)), "present": [str(meeting.seats[0].structure_id)]}
    for data, said in ((gone, "est passée"), ({"held_on": str(today)}, "au moins une structure")):
        answer = browser.post("/meetings/new", data=data)
        assert answer.status_code == 422
        assert said in answer.text
    assert db.scalars(select(Meeting)).all() == [meeting]


def test_one_meeting_a_day(browser, db, dina, meeting, today):
    meeting.held_on = today
    db.commit()
    data = {"held_on": str(today), "present": [str(meeting.seats[0].structure_id)]}
    answer = browser.login(dina).post("/meetings/new", data=data)
    assert answer.status_code == 422
    assert "déjà prévue ce jour-là" in answer.text


def test_the_view_is_the_coordinators_alone(browser, alice, bob, charlie, dina, rita, meeting, case, person):
    assert person.name in browser.login(dina).get(url(meeting)).text
    for actor in (alice, bob, charlie, rita):
        assert browser.login(actor).get(url(meeting)).status_code == 404
    assert browser.login(alice).get("/meetings/new").status_code == 403


def test_those_who_sit_there_find_it_and_others_do_not(browser, alice, charlie, meeting):
    assert url(meeting, "screen") in browser.login(alice).get("/meetings").text
    assert url(meeting, "screen") not in browser.login(charlie).get("/meetings").text


def test_numbers_are_the_lists_they_open(db, alice, dina, platform, meeting):
    now = datetime.now(UTC).replace(hour=12)
    for days in (0, 7, 8, 30, 31, 60, 61, 400):
        at = now - timedelta(days=days)
        factories.make_case(factories.make_person(alice), platform, last_action_at=at, reported_on=at.date(),
                            interview_due_on=at.date() + timedelta(days=90))  # fmt: skip
    grid = queries.grid(meeting, Filters(), now)
    assert [grid[(DropoutState.TO_CONTACT, band.name)] for band in BANDS] == [2, 2, 2, 2]
    for band in BANDS:
        found, after = queries.lines(meeting, Filters(DropoutState.TO_CONTACT, None, band), now)
        assert (len(found), after) == (2, "")


def test_pages_follow_one_another_without_a_gap(db, alice, platform, meeting):
    now = datetime.now(UTC)
    for number in range(queries.PAGE + 3):
        at = now - timedelta(days=number % 5)
        factories.make_case(factories.make_person(alice), platform, last_action_at=at)
    first, after = queries.lines(meeting, Filters(), now)
    second, end = queries.lines(meeting, Filters(), now, after)
    assert (len(first), len(second), end) == (queries.PAGE, 3, "")
    assert len({line.case.id for line in [*first, *second]}) == queries.PAGE + 3


def test_as_many_queries_for_many_cases_as_for_one(browser, alice, dina, platform, meeting, case, queries):
    browser.login(dina).get(url(meeting))
    queries.clear()
    browser.get(url(meeting))
    few = len(queries)
    for _ in range(15):
        factories.make_case(factories.make_person(alice), platform)
    queries.clear()
    browser.get(url(meeting))
    assert len(queries) == few


def test_nonsense_in_the_address_is_left_out(browser, dina, meeting):
    browser.login(dina)
    for asked in ("state=closed", "band=x", "structure=1", "after=x|y", "after=9999-12-31T23:59:59|1", "uid=1&case=2"):
        assert browser.get(url(meeting) + "?" + asked).status_code == 200


def test_who_sits_there_can_change_until_it_is_closed(browser, db, dina, alice, meeting):
    data = {"place": "Mairie", "present": [str(alice.structure_id)]}
    assert browser.login(dina).get(url(meeting, "prepare")).text.count("checked") == 2
    assert browser.post(url(meeting, "prepare"), data=data).status_code == 303
    db.refresh(meeting)
    assert (meeting.place, len(meeting.seats)) == ("Mairie", 1)
    browser.post(url(meeting, "minutes"), data={"words": "Deux places.", "close": "1"})
    answer = browser.post(url(meeting, "prepare"), data=data)
    assert answer.status_code == 422
    assert "est close" in answer.text


def test_minutes_are_written_then_closed_for_good(browser, db, dina, meeting):
    browser.login(dina).post(url(meeting, "minutes"), data={"words": "Deux places."})
    db.refresh(meeting)
    assert (meeting.words, meeting.closed_at) == ("Deux places.", None)
    browser.post(url(meeting, "minutes"), data={"words": "Deux places libres.", "close": "1"})
    db.refresh(meeting)
    assert meeting.closed_by_id == dina.user_id
    answer = browser.post(url(meeting, "minutes"), data={"words": "Autre chose"})
    assert answer.status_code == 422
    db.refresh(meeting)
    assert meeting.words == "Deux places libres."


def test_a_meeting_to_come_is_not_closed(browser, db, dina, meeting, today):
    meeting.held_on = today + timedelta(days=3)
    db.commit()
    answer = browser.login(dina).post(url(meeting, "minutes"), data={"words": "", "close": "1"})
    assert answer.status_code == 422
    assert "pas encore eu lieu" in answer.text
