"""What becomes of an appointment: `cancel`, `excuse`, `attend`."""

from datetime import UTC, datetime

from sqlalchemy import select

from crm.appointments.models import Appointment, Participation
from crm.codes.appointments import MessageState
from crm.messages.models import Message
from crm.support.models import ContactEvent
from tests import factories
from tests.appointments.test_booking import book, states


def test_cancelling_tells_and_frees(browser, alice, person, db, now):
    booked = book(alice, person, datetime(2090, 1, 10, 9, tzinfo=UTC), now)
    db.commit()
    assert browser.login(alice).post(f"/appointments/{booked.uid}/cancel").status_code == 303
    assert states(db) == [MessageState.CANCELLED]
    assert states(db, "appointment_cancelled") == [MessageState.WAITING]
    assert book(alice, factories.make_person(alice), booked.starts_at, now).id


def test_excusing_sends_nothing_more_and_frees(browser, alice, person, db, now):
    booked = book(alice, person, datetime(2090, 1, 10, 9, tzinfo=UTC), now)
    db.commit()
    assert browser.login(alice).post(f"/appointments/{booked.uid}/excuse").status_code == 303
    assert set(db.scalars(select(Message.state))) == {MessageState.CANCELLED}
    assert db.scalars(select(Appointment)).one().status == "freed"


def test_attendance_is_noted_after_the_hour_and_is_a_contact(browser, alice, person, db, now):
    past = factories.make_appointment(alice, person, datetime(2026, 1, 5, 9, tzinfo=UTC))
    browser.login(alice)
    assert "À compléter" in browser.get("/today").text
    assert browser.post(f"/appointments/{past.uid}/attend", data={"came": "yes"}).status_code == 303
    assert db.scalars(select(ContactEvent)).one().happened_at == past.starts_at
    future = factories.make_appointment(alice, person, datetime(2090, 1, 5, 9, tzinfo=UTC))
    answer = browser.post(f"/appointments/{future.uid}/attend", data={"came": "no"})
    assert answer.status_code == 409
    assert db.get(Participation, future.id).status == "scheduled"
