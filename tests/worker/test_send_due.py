"""What is promised leaves once, in time, or not at all, and says what became of it."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select

from crm.appointments import actions
from crm.codes.appointments import AppointmentLocation, MessageKind, MessageState, SlotOrigin
from crm.messages.models import Message
from crm.messages.rules import ATTEMPTS, first_moment
from crm.people import queries


@pytest.fixture
def reminder(db, alice, person, now):
    """A reminder for an appointment in nine days, and the moment at which it leaves."""
    actions.book(
        alice,
        person,
        starts_at=now + timedelta(days=9),
        minutes=30,
        location=AppointmentLocation.OFFICE,
        slot_origin=SlotOrigin.AGREED,
        counsellor=alice.user,
        now=now,
    )
    db.commit()
    return db.scalars(select(Message).where(Message.kind == MessageKind.APPOINTMENT_REMINDER)).one()


def test_it_leaves_once(worker, letterbox, reminder, db):
    due = reminder.not_before
    assert worker.send_all_due(due - timedelta(minutes=1)) == 1  # the confirmation
    assert worker.send_all_due(due) == 1
    assert worker.send_all_due(due) == worker.send_all_due(due + timedelta(hours=3)) == 0
    assert [mail["subject"] for mail in letterbox.mails] == [
        "Votre rendez-vous – North",
        "Rappel : votre rendez-vous – North",
    ]
    assert letterbox.mails[1]["message-id"] == f"<{reminder.uid}@example.org>"
    assert reminder.state == MessageState.SENT
    assert [event.state for event in reminder.history] == [MessageState.WAITING, MessageState.SENT]


def test_the_invitation_to_the_calendar_is_attached(worker, letterbox, reminder):
    worker.send_all_due(reminder.not_before)
    [attachment] = letterbox.mails[-1].iter_attachments()
    assert attachment.get_content_type() == "text/calendar"


def test_not_after_its_time(worker, letterbox, reminder):
    worker.send_all_due(reminder.not_after)
    assert reminder.state == MessageState.TOO_LATE
    assert all("Rappel" not in mail["subject"] for mail in letterbox.mails)


def test_not_at_night(worker, letterbox, reminder, db):
    night = datetime(2030, 1, 22, 22, 30, tzinfo=UTC)
    worker.send_all_due(night)
    assert letterbox.mails == []
    assert reminder.state == MessageState.WAITING
    worker.send_all_due(first_moment(night))
    assert reminder.state == MessageState.SENT


def test_not_once_cancelled(worker, letterbox, reminder, alice, db, now):
    from crm.appointments.models import Participation

    actions.cancel(alice, db.scalars(select(Participation)).one(), now=now)
    db.commit()
    worker.send_all_due(reminder.not_before)
    assert ["annulé" in mail["subject"] for mail in letterbox.mails] == [True]


def test_an_address_refused_for_good_is_seen_by_the_counsellor(worker, letterbox, reminder, alice, person, browser):
    letterbox.refuse[person.email] = "550 no such user"
    worker.send_all_due(reminder.not_before)
    assert reminder.state == MessageState.FAILED
    assert (reminder, person) in [(message, found) for message, found in queries.failures(alice)]
    assert "Messages non partis" in browser.login(alice).get("/today").text


def test_a_server_that_asks_for_patience_is_asked_again_and_not_for_ever(worker, letterbox, reminder, person):
    letterbox.refuse[person.email] = "451 later"
    moment = reminder.not_before
    for _ in range(ATTEMPTS + 2):
        worker.send_all_due(moment)
        moment = reminder.retry_at or moment
    assert reminder.state == MessageState.FAILED
    assert reminder.attempts <= ATTEMPTS


def test_a_silent_server_loses_nothing(worker, letterbox, reminder, app, monkeypatch):
    address = app.config["SMTP_URL"]
    monkeypatch.setitem(app.config, "SMTP_URL", "smtp://127.0.0.1:1")
    worker.send_all_due(reminder.not_before)
    assert reminder.state == MessageState.WAITING
    monkeypatch.setitem(app.config, "SMTP_URL", address)
    worker.send_all_due(reminder.retry_at)
    assert reminder.state == MessageState.SENT


def test_a_lease_that_ran_out_is_taken_again(worker, letterbox, reminder, db):
    from crm.messages.actions import claim

    claim(reminder.not_before, uuid4())
    db.commit()
    db.refresh(reminder)
    assert reminder.state == MessageState.SENDING
    assert worker.send_all_due(reminder.not_before + timedelta(minutes=1)) == 0
    worker.send_all_due(reminder.not_before + timedelta(minutes=4))
    db.refresh(reminder)
    assert reminder.state == MessageState.SENT


def test_every_kind_that_is_promised_has_its_words(worker):
    promised = {
        MessageKind.APPOINTMENT_CONFIRMATION,
        MessageKind.APPOINTMENT_REMINDER,
        MessageKind.APPOINTMENT_CHANGED,
        MessageKind.APPOINTMENT_CANCELLED,
        MessageKind.APPOINTMENT_ANSWERED,
        MessageKind.REFERRAL_RECEIVED,
        MessageKind.REFERRAL_NUDGE,
        MessageKind.REFERRAL_ANSWERED,
        MessageKind.REFERRAL_EXPIRED,
        MessageKind.REFERRAL_UNANSWERED,
        MessageKind.REFERRAL_POST,
        MessageKind.REFERRAL_QUESTION,
        MessageKind.REFERRAL_LATE,
        MessageKind.REFERRAL_STALLED,
        MessageKind.REFERRAL_LOOP,
        MessageKind.CONTACT_ATTEMPT,
        MessageKind.ACCOUNT_INVITATION,
        MessageKind.PASSWORD_RESET,
        MessageKind.REPORT_PUBLISHED,
        MessageKind.REPORT_REMINDER,
        MessageKind.REPORT_TO_SIGN,
        MessageKind.COUNSELLOR_DAILY_DIGEST,
        MessageKind.SUPERVISOR_WEEKLY_DIGEST,
    }
    assert set(worker.COMPOSERS) == promised
