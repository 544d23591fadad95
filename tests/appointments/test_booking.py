"""Appointments and their messages change together: `book` and `move`."""

from datetime import UTC, datetime, timedelta

import icalendar
import pytest
from sqlalchemy import func, select

from crm.appointments import actions, queries
from crm.appointments.models import Appointment, Participation
from crm.codes.appointments import AppointmentLocation, MessageState, SlotOrigin
from crm.errors import Refused
from crm.messages.models import Message
from crm.messages.rules import Obsolete, Suppressed
from tests import factories

FORM = {"starts_at": "2090-01-10T09:00", "minutes": "30", "location": "office", "slot_origin": "agreed"}


def book(actor, person, starts_at, now, **kw):
    values = {"minutes": 45, "location": AppointmentLocation.OFFICE, "slot_origin": SlotOrigin.AGREED, **kw}
    return actions.book(actor, person, starts_at=starts_at, counsellor=actor.user, now=now, **values)


def states(db, kind="appointment_reminder"):
    return list(db.scalars(select(Message.state).where(Message.kind == kind).order_by(Message.id)))


def test_booking_promises_a_confirmation_and_a_reminder(browser, alice, person, db):
    data = FORM | {"counsellor": str(alice.user_id)}
    assert browser.login(alice).post(f"/people/{person.uid}/appointments/new", data=data).status_code == 303
    booked = db.scalars(select(Participation)).one()
    assert booked.starts_at == datetime(2090, 1, 10, 8, tzinfo=UTC)
    assert {m.kind.value for m in db.scalars(select(Message))} == {"appointment_confirmation", "appointment_reminder"}
    assert "10 janvier 2090" in browser.get(f"/people/{person.uid}").text


def test_the_past_is_refused_and_leaves_nothing(browser, alice, person, db):
    data = FORM | {"counsellor": str(alice.user_id), "starts_at": "2020-01-02T09:00"}
    answer = browser.login(alice).post(f"/people/{person.uid}/appointments/new", data=data)
    assert answer.status_code == 422
    assert "dans l’avenir" in answer.text
    assert db.scalar(select(func.count(Message.id))) == db.scalar(select(func.count(Appointment.id))) == 0


def test_a_stranger_books_nothing(browser, charlie, person):
    assert browser.login(charlie).get(f"/people/{person.uid}/appointments/new").status_code == 404


@pytest.mark.parametrize("same", ["counsellor", "person"])
def test_postgresql_refuses_two_places_at_once(browser, alice, bob, person, db, same):
    other = factories.make_person(alice) if same == "counsellor" else person
    actor = alice if same == "counsellor" else bob
    data = FORM | {"counsellor": str(alice.user_id)}
    browser.login(alice).post(f"/people/{person.uid}/appointments/new", data=data)
    again = data | {"counsellor": str(actor.user_id), "starts_at": "2090-01-10T09:15"}
    answer = browser.post(f"/people/{other.uid}/appointments/new", data=again)
    assert answer.status_code == 422
    assert "choisissez un autre créneau" in answer.text or "choisissez-en un autre" in answer.text
    assert db.scalar(select(func.count(Participation.id))) == 1


def test_moving_makes_a_new_one_and_takes_the_old_reminder_back(browser, alice, person, db, now):
    first = book(alice, person, now + timedelta(days=9), now)
    db.commit()
    data = {"starts_at": "2090-02-01T10:00"}
    assert browser.login(alice).post(f"/appointments/{first.uid}/move", data=data).status_code == 303
    old, new = db.scalars(select(Participation).order_by(Participation.id))
    assert (old.status, new.status, new.appointment.moved_from_id) == ("rescheduled", "scheduled", old.appointment_id)
    assert states(db) == [MessageState.CANCELLED, MessageState.WAITING]
    assert states(db, "appointment_changed") == [MessageState.WAITING]


def test_the_calendar_entry_stays_the_same(db, alice, person, now):
    first = book(alice, person, now + timedelta(days=9), now)
    second = actions.move(alice, first, now + timedelta(days=10), now=now)
    uids, sequences = [], []
    for message in db.scalars(select(Message).where(Message.kind != "appointment_reminder").order_by(Message.id)):
        if message.subject == f"participation:{second.id}":
            event = icalendar.Calendar.from_ical(queries.compose(message, "").calendar).walk("VEVENT")[0]
            uids.append(str(event["uid"]))
            sequences.append(event["sequence"])
    assert uids == [f"{first.appointment.uid}@passerelle"]
    assert sequences == [1]


def test_a_stranger_changes_nothing(browser, alice, charlie, person):
    booked = factories.make_appointment(alice, person, datetime(2090, 1, 5, 9, tzinfo=UTC))
    browser.login(charlie)
    for verb in ("cancel", "excuse", "attend", "move"):
        assert browser.post(f"/appointments/{booked.uid}/{verb}").status_code == 404


def test_the_agenda_shows_the_week_and_the_day(browser, alice, bob, charlie, person):
    factories.make_appointment(alice, person, datetime(2030, 1, 16, 9, tzinfo=UTC))
    for query, seen in (
        ("day=2030-01-15", True),
        ("day=2030-01-16&view=day", True),
        ("day=2030-01-15&view=day", False),
        ("day=2030-01-25", False),
    ):
        assert (person.name in browser.login(alice).get(f"/agenda?{query}").text) is seen
    assert person.name not in browser.login(bob).get("/agenda?day=2030-01-15").text
    assert person.name in browser.get("/agenda?day=2030-01-15&who=structure").text
    assert person.name not in browser.login(charlie).get("/agenda?day=2030-01-15&who=structure").text


def composed(db, kind):
    return queries.compose(db.scalars(select(Message).where(Message.kind == kind)).one(), "")


def test_the_words_name_the_structure_the_hour_and_whom_to_call(db, alice, person, now):
    book(alice, person, datetime(2030, 1, 22, 13, 30, tzinfo=UTC), now)
    content = composed(db, "appointment_reminder")
    assert content.to == person.email
    for words in (person.given_name, "mardi 22 janvier", "14 h 30", "North", "01 99 00 12 34"):
        assert words in content.text
    assert person.family_name not in content.subject + content.text


@pytest.mark.parametrize(
    ("change", "outcome"),
    [({"messages_agreed": False}, Suppressed), ({"email": None}, Suppressed), ({"phone": None}, None)],
)
def test_some_messages_must_not_leave(db, alice, person, now, change, outcome):
    book(alice, person, now + timedelta(days=9), now)
    target = person if outcome else alice.structure
    for name, value in change.items():
        setattr(target, name, value)
    with pytest.raises(Suppressed):
        composed(db, "appointment_reminder")


def test_a_reminder_of_what_is_gone_is_obsolete(db, alice, person, now):
    booked = book(alice, person, now + timedelta(days=9), now)
    booked.status = "revoked"
    with pytest.raises(Obsolete):
        composed(db, "appointment_reminder")


def test_a_refusal_in_an_action_is_a_sentence(db, alice, person, now):
    with pytest.raises(Refused):
        book(alice, person, now - timedelta(days=1), now)
