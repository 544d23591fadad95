"""Workshops and their places: `gather`, `show`, `shift`, `resize`, `call_off`, `enrol`, `attendance`."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from crm.appointments import actions
from crm.appointments.models import Appointment, Participation, Room
from crm.codes.appointments import AppointmentKind, SlotOrigin
from crm.errors import Refused
from crm.messages.models import Message
from crm.support.models import ContactEvent
from tests import factories

FUTURE = datetime(2090, 1, 10, 9, tzinfo=UTC)
FORM = {
    "kind": "workshop", "title": "Atelier CV", "starts_at": "2090-01-10T10:00", "minutes": "120", "capacity": "8",
    "location": "office", "site": "", "room": "", "place": "",
}  # fmt: skip


def make_session(actor, starts_at=FUTURE, capacity=2, **kw):
    values = {"kind": AppointmentKind.WORKSHOP, "title": "Atelier CV", "minutes": 120, **kw}
    minutes = values.pop("minutes")
    return factories.add(
        Appointment(
            structure_id=actor.structure_id,
            counsellor_id=actor.user_id,
            created_by_id=actor.user_id,
            capacity=capacity,
            starts_at=starts_at,
            ends_at=starts_at + timedelta(minutes=minutes),
            **values,
        )
    )


def enrol(actor, session, person, now):
    return actions.enrol(actor, session, person, slot_origin=SlotOrigin.AGREED, now=now)


def kinds(db, participation):
    query = select(Message.kind).where(Message.subject == f"participation:{participation.id}")
    return {kind.value for kind in db.scalars(query.where(Message.state == "waiting"))}


def test_a_workshop_comes_back_each_week(browser, alice, db):
    data = FORM | {"counsellor": str(alice.user_id), "until": "2090-01-31"}
    assert browser.login(alice).post("/agenda/new", data=data).status_code == 303
    made = db.scalars(select(Appointment).order_by(Appointment.starts_at)).all()
    assert [one.starts_at.day for one in made] == [10, 17, 24, 31]
    assert {one.capacity for one in made} == {8}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"title": ""}, "nécessaire"),
        ({"until": "2089-01-01"}, "après le premier"),
        ({"starts_at": "2020-01-10T10:00"}, "dans l’avenir"),
        ({"starts_at": "2091-05-01T10:00"}, "férié"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_written(browser, alice, db, change, words):
    answer = browser.login(alice).post("/agenda/new", data=FORM | {"counsellor": str(alice.user_id)} | change)
    assert answer.status_code == 422
    assert words in answer.text
    assert not db.scalars(select(Appointment)).all()


def test_a_room_is_used_once_at_a_time(browser, alice, bob, db):
    room = factories.add(Room(structure_id=alice.structure_id, name="Verte", seats=12))
    browser.login(alice)
    for who, status in ((alice, 303), (bob, 422)):
        answer = browser.post("/agenda/new", data=FORM | {"counsellor": str(who.user_id), "room": str(room.id)})
        assert answer.status_code == status
    assert "salle est déjà prise" in answer.text


def test_who_comes_after_the_last_place_waits_and_is_told_when_one_is_free(db, alice, now):
    session = make_session(alice, capacity=1)
    first, second, third = (enrol(alice, session, factories.make_person(alice), now) for _ in range(3))
    assert [p.status.value for p in (first, second, third)] == ["scheduled", "waiting", "waiting"]
    assert kinds(db, first) == {"appointment_confirmation", "appointment_reminder"}
    assert kinds(db, second) == set()
    actions.excuse(alice, first, now=now)
    assert [p.status.value for p in (first, second, third)] == ["excused", "scheduled", "waiting"]
    assert kinds(db, first) == set()
    assert kinds(db, second) == {"appointment_confirmation", "appointment_reminder"}
    assert session.status == "planned"


def test_who_is_elsewhere_by_then_is_passed_over(db, alice, bob, now):
    session = make_session(alice, capacity=1)
    first, second, third = (enrol(alice, session, factories.make_person(alice), now) for _ in range(3))
    factories.make_appointment(bob, second.person, FUTURE)
    actions.cancel(alice, first, now=now)
    assert [p.status.value for p in (second, third)] == ["waiting", "scheduled"]


def test_new_places_go_to_those_who_wait(browser, db, alice, now):
    session = make_session(alice, capacity=1)
    parts = [enrol(alice, session, factories.make_person(alice), now) for _ in range(3)]
    db.commit()
    browser.login(alice)
    assert browser.post(f"/agenda/{session.uid}/resize", data={"capacity": "2"}).status_code == 303
    db.expire_all()
    assert [p.status.value for p in parts] == ["scheduled", "scheduled", "waiting"]
    answer = browser.post(f"/agenda/{session.uid}/resize", data={"capacity": "1"})
    assert answer.status_code == 422
    assert "2 jeunes sont inscrits" in answer.text


def test_who_excused_themselves_may_come_back(db, alice, person, now):
    session = make_session(alice)
    actions.excuse(alice, enrol(alice, session, person, now), now=now)
    again = enrol(alice, session, person, now)
    assert kinds(db, again) == {"appointment_confirmation", "appointment_reminder"}
    with pytest.raises(Refused, match="déjà inscrit"):
        enrol(alice, session, person, now)


def test_nobody_is_enrolled_in_the_past(db, alice, person, now):
    with pytest.raises(Refused, match="closes"):
        enrol(alice, make_session(alice, now - timedelta(days=1)), person, now)


def test_moving_a_workshop_takes_everybody_along(browser, db, alice, now):
    session = make_session(alice, capacity=1)
    parts = [enrol(alice, session, factories.make_person(alice), now) for _ in range(2)]
    db.commit()
    data = {"starts_at": "2090-01-11T10:00", "ends_at": "2090-01-11T12:00"}
    answer = browser.login(alice).post(
        f"/agenda/{session.uid}/shift", data=data, headers={"Accept": "application/json"}
    )
    assert "avertis" in answer.json["said"]
    new = db.scalars(select(Appointment).where(Appointment.moved_from_id == session.id)).one()
    assert [p.status.value for p in new.participations] == ["scheduled", "waiting"]
    assert kinds(db, new.participations[0]) == {"appointment_changed", "appointment_reminder"}
    assert kinds(db, parts[0]) == kinds(db, new.participations[1]) == set()


def test_only_the_length_changes_and_nobody_is_told(browser, db, alice, person):
    booked = factories.make_appointment(alice, person, FUTURE)
    data = {"starts_at": "2090-01-10T10:00", "ends_at": "2090-01-10T11:00"}
    assert browser.login(alice).post(f"/agenda/{booked.appointment.uid}/shift", data=data).status_code == 303
    db.expire_all()
    assert booked.ends_at == booked.appointment.ends_at == FUTURE + timedelta(hours=1)
    assert booked.appointment.sequence == 1
    assert not db.scalars(select(Message)).all()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"starts_at": "2090-01-10T14:00", "ends_at": "2090-01-10T14:30"}, "vient d’être pris"),
        ({"starts_at": "2090-01-10T10:00", "ends_at": "2090-01-10T15:00"}, "vient d’être pris"),
        ({"starts_at": "2020-01-10T10:00", "ends_at": "2020-01-10T10:30"}, "heure à venir"),
        ({"starts_at": "2090-01-10T10:00", "ends_at": "2090-01-10T09:00"}, "après le début"),
        ({"starts_at": "2090-01-10T10:00", "ends_at": "2090-01-10T10:30"}, "déjà l’heure"),
        ({"starts_at": "", "ends_at": "x"}, "nécessaire"),
    ],
)
def test_hours_that_cannot_be_are_refused_in_words_and_nothing_moves(browser, db, alice, person, data, words):
    booked = factories.make_appointment(alice, person, FUTURE)
    factories.make_appointment(alice, factories.make_person(alice), FUTURE + timedelta(hours=4))
    address = f"/agenda/{booked.appointment.uid}/shift"
    answer = browser.login(alice).post(address, data=data, headers={"Accept": "application/json"})
    assert answer.status_code == 422
    assert words in " ".join(answer.json["errors"])
    assert words in browser.post(address, data=data).text
    db.expire_all()
    assert (booked.status.value, booked.starts_at, booked.appointment.status.value) == ("scheduled", FUTURE, "planned")


def test_calling_off_tells_those_who_were_to_come(browser, db, alice, now):
    session = make_session(alice, capacity=1)
    parts = [enrol(alice, session, factories.make_person(alice), now) for _ in range(2)]
    db.commit()
    assert browser.login(alice).post(f"/agenda/{session.uid}/call-off").status_code == 303
    db.expire_all()
    assert [p.status.value for p in parts] == ["revoked", "revoked"]
    assert [kinds(db, p) for p in parts] == [{"appointment_cancelled"}, set()]
    assert browser.post(f"/agenda/{session.uid}/call-off").status_code == 409


def test_the_sheet_is_filled_in_at_once_and_makes_contacts(browser, db, alice):
    session = make_session(alice, datetime(2026, 1, 5, 9, tzinfo=UTC), capacity=3)
    hours = {"appointment_id": session.id, "starts_at": session.starts_at, "ends_at": session.ends_at}
    parts = [factories.add(Participation(person_id=factories.make_person(alice).id, **hours)) for _ in range(3)]
    browser.login(alice)
    page = browser.get(f"/agenda/{session.uid}/attendance").text
    assert all(part.person.name in page for part in parts)
    said = dict(zip((str(p.uid) for p in parts), ("attended", "no_show", "excused"), strict=True))
    assert browser.post(f"/agenda/{session.uid}/attendance", data=said).status_code == 303
    assert [p.status.value for p in parts] == ["attended", "no_show", "excused"]
    contact = db.scalars(select(ContactEvent)).one()
    assert (contact.type, contact.minutes, contact.id) == ("workshop", 120, parts[0].contact_id)
    browser.post(f"/agenda/{session.uid}/attendance", data=said | {str(parts[0].uid): "no_show"})
    assert not db.scalars(select(ContactEvent)).all()
    assert parts[0].status == "no_show"


def test_the_sheet_is_not_filled_in_before_the_hour(browser, db, alice, person, now):
    session = make_session(alice)
    part = enrol(alice, session, person, now)
    db.commit()
    browser.login(alice)
    assert 'type="radio"' not in browser.get(f"/agenda/{session.uid}/attendance").text
    assert browser.post(f"/agenda/{session.uid}/attendance", data={str(part.uid): "attended"}).status_code == 409
    assert part.status == "scheduled"


def test_a_stranger_sees_and_changes_nothing(browser, charlie, alice, person, now):
    session = make_session(alice)
    browser.login(charlie)
    assert browser.get(f"/agenda/{session.uid}").status_code == 404
    for verb in ("shift", "resize", "call-off", "attendance"):
        assert browser.post(f"/agenda/{session.uid}/{verb}").status_code == 404
    assert browser.post(f"/people/{person.uid}/sessions/{session.uid}").status_code == 404


def test_the_page_says_who_comes(browser, db, alice, person, now):
    session = make_session(alice)
    enrol(alice, session, person, now)
    db.commit()
    page = browser.login(alice).get(f"/agenda/{session.uid}").text
    assert person.name in page
    assert "Feuille de présence" in page
