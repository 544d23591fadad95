"""`hours`: `open_hours` and `stop_hours`, `be_away` and `come_back`, `furnish` a room, `keep_travel` between sites."""

from datetime import UTC, datetime, time

import pytest
from sqlalchemy import select

from crm.appointments.models import Absence, Opening, Room, Travel
from crm.territory.rules import PARIS
from tests import factories

FORM = {
    "weekdays": ["1", "4"], "starts": "09:00", "ends": "12:00", "slot_minutes": "45", "location": "office",
    "site": "", "room": "", "valid_from": "2030-01-01", "valid_until": "", "reasons": ["housing"], "self_bookable": "y",
}  # fmt: skip
AWAY = {"starts_at": "2090-01-10T09:00", "ends_at": "2090-01-12T18:00"}


def test_hours_are_opened_on_several_days_and_closed(browser, db, alice):
    browser.login(alice)
    assert browser.post("/agenda/hours/new", data=FORM | {"who": str(alice.user_id)}).status_code == 303
    made = db.scalars(select(Opening).order_by(Opening.weekday)).all()
    assert [one.weekday for one in made] == [1, 4]
    assert (made[0].starts, made[0].reasons, made[0].self_bookable) == (time(9), ["housing"], True)
    page = browser.get("/agenda/hours").text
    assert "Lundi, 09:00 – 12:00" in page
    assert browser.post(f"/agenda/hours/{made[0].uid}/stop").status_code == 303
    assert [one.weekday for one in db.scalars(select(Opening))] == [4]


def test_hours_that_were_used_are_kept_with_their_end(browser, db, alice):
    opening = factories.make_opening(alice, 2, time(9), time(12), valid_from=datetime(2025, 1, 1).date())
    browser.login(alice).post(f"/agenda/hours/{opening.uid}/stop")
    db.expire_all()
    assert opening.valid_until < datetime.now(PARIS).date()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"weekdays": []}, "au moins un jour"),
        ({"ends": "09:30"}, "la place d’un créneau"),
        ({"valid_until": "2029-01-01"}, "après le premier"),
        ({"slot_minutes": "2"}, "De 5 à 480"),
    ],
)
def test_what_is_wrong_is_said(browser, db, alice, change, words):
    answer = browser.login(alice).post("/agenda/hours/new", data=FORM | {"who": str(alice.user_id)} | change)
    assert answer.status_code == 422
    assert words in answer.text
    assert not db.scalars(select(Opening)).all()


def test_a_counsellor_opens_their_own_hours_and_a_manager_everybody_s(browser, db, alice, bob, charlie):
    assert browser.login(alice).post("/agenda/hours/new", data=FORM | {"who": str(bob.user_id)}).status_code == 422
    assert browser.login(bob).post("/agenda/hours/new", data=FORM | {"who": str(alice.user_id)}).status_code == 303
    opening = db.scalars(select(Opening)).first()
    assert browser.login(charlie).post(f"/agenda/hours/{opening.uid}/stop").status_code == 404
    assert "Alice Test" not in browser.get("/agenda/hours").text


def test_a_room_alone_has_hours(browser, db, bob):
    browser.login(bob)
    answer = browser.post("/agenda/hours/new", data=FORM | {"who": ""})
    assert "Choisissez la salle" in answer.text
    assert browser.post("/agenda/rooms/new", data={"name": "Verte", "seats": "8", "site": ""}).status_code == 303
    room = db.scalars(select(Room)).one()
    assert browser.post("/agenda/hours/new", data=FORM | {"who": "", "room": str(room.id)}).status_code == 303
    assert "Salle Verte" in browser.get("/agenda/hours").text


def test_an_absence_says_what_stands_in_its_way_and_can_be_taken_back(browser, db, alice, person):
    factories.make_appointment(alice, person, datetime(2090, 1, 11, 9, tzinfo=UTC))
    browser.login(alice)
    assert browser.post("/agenda/absences/new", data=AWAY | {"who": str(alice.user_id)}).status_code == 303
    assert "1 rendez-vous est prévu pendant ce temps" in browser.get("/agenda/hours").text
    absence = db.scalars(select(Absence)).one()
    assert browser.post(f"/agenda/absences/{absence.uid}/remove").status_code == 303
    assert not db.scalars(select(Absence)).all()


def test_only_a_manager_closes_the_structure(browser, db, alice, bob, charlie):
    assert browser.login(alice).post("/agenda/absences/new", data=AWAY | {"who": ""}).status_code == 422
    assert browser.login(bob).post("/agenda/absences/new", data=AWAY | {"who": ""}).status_code == 303
    absence = db.scalars(select(Absence)).one()
    for other in (alice, charlie):
        assert browser.login(other).post(f"/agenda/absences/{absence.uid}/remove").status_code == 404


def test_an_absence_that_ends_before_it_starts_is_refused(browser, alice):
    data = {"starts_at": AWAY["ends_at"], "ends_at": AWAY["starts_at"], "who": str(alice.user_id)}
    assert "après le début" in browser.login(alice).post("/agenda/absences/new", data=data).text


def test_rooms_and_journeys_are_the_manager_s(browser, db, alice, bob):
    one, other = factories.make_site(alice.structure, "Ici"), factories.make_site(alice.structure, "Là-bas")
    browser.login(alice)
    assert browser.get("/agenda/rooms/new").status_code == browser.get("/agenda/travel").status_code == 403
    browser.login(bob)
    for minutes in ("30", "40"):
        data = {"one": str(other.id), "other": str(one.id), "minutes": minutes}
        assert browser.post("/agenda/travel", data=data).status_code == 303
    line = db.scalars(select(Travel)).one()
    assert (line.site_id, line.other_site_id, line.minutes) == (one.id, other.id, 40)
    assert "40 min de trajet" in browser.get("/agenda/hours").text
    same = {"one": str(one.id), "other": str(one.id), "minutes": "5"}
    assert "deux sites différents" in browser.post("/agenda/travel", data=same).text
    room = {"name": "Verte", "seats": "8", "site": str(one.id)}
    browser.post("/agenda/rooms/new", data=room)
    assert "porte déjà ce nom" in browser.post("/agenda/rooms/new", data=room).text
