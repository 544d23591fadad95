"""A cancellation and a sending that meet: over real connections, really committed, one of them comes first."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
import sqlalchemy as sa
from sqlalchemy import select

from crm.codes.appointments import MessageKind, MessageState
from crm.db import db as database
from crm.db import transaction
from crm.messages import actions
from crm.messages.models import Message
from crm.messages.rules import LEASE, Content, Outcome

NOW = datetime(2030, 1, 15, 9, tzinfo=UTC)


@pytest.fixture
def outbox(app):
    """Two promised messages, committed; and nothing of them afterwards."""
    with app.app_context(), transaction():
        for n in range(2):
            until = NOW + timedelta(days=1)
            kind, subject = MessageKind.REFERRAL_NUDGE, f"referral:{n}"
            actions.promise(kind, subject, "structure:1", occasion="once", not_before=NOW, not_after=until, now=NOW)
    yield app
    with app.app_context(), transaction():
        database.session.execute(sa.delete(Message))


def states(app):
    with app.app_context():
        return list(database.session.scalars(select(Message.state).order_by(Message.subject)))


def claim(app, now=NOW):
    lease = uuid4()
    with app.app_context(), transaction():
        return list(actions.claim(now, lease)), lease


def compose(message):
    return Content(to="a@example.org", subject="", text="")


def send(app, ids, lease, deliver=lambda message, content: "receipt", now=NOW):
    with app.app_context(), transaction():
        held = actions.hold(ids, lease)
        actions.record([actions.attempt(message, compose, deliver, now) for message in held], lease)
        return len(held)


def take_back(app, subject="referral:0"):
    with app.app_context(), transaction():
        actions.take_back(subject, now=NOW, reason="Répondu.")


def test_a_cancellation_waits_for_what_is_being_handed_over(outbox):
    ids, lease = claim(outbox)
    handed, go_on = threading.Event(), threading.Event()

    def deliver(message, content):
        handed.set()
        assert go_on.wait(10)
        return "receipt"

    with ThreadPoolExecutor(2) as pool:
        sending = pool.submit(send, outbox, ids, lease, deliver)
        assert handed.wait(10)
        cancelling = pool.submit(take_back, outbox)
        with pytest.raises(TimeoutError):
            cancelling.result(0.3)
        go_on.set()
        sending.result(10)
        cancelling.result(10)
    assert states(outbox) == [MessageState.SENT, MessageState.SENT]


def test_what_was_claimed_and_then_cancelled_does_not_leave(outbox):
    ids, lease = claim(outbox)
    take_back(outbox)
    assert send(outbox, ids, lease) == 1
    assert states(outbox) == [MessageState.CANCELLED, MessageState.SENT]


def test_what_is_being_cancelled_is_left_alone(outbox):
    ids, lease = claim(outbox)
    with outbox.app_context(), transaction():
        actions.take_back("referral:0", now=NOW, reason="Répondu.")
        with ThreadPoolExecutor(1) as pool:
            assert pool.submit(send, outbox, ids, lease).result(10) == 1
    assert states(outbox) == [MessageState.CANCELLED, MessageState.SENT]


def test_a_cancellation_undone_leaves_the_message_to_be_sent(outbox):
    ids, lease = claim(outbox)
    with outbox.app_context():
        actions.take_back("referral:0", now=NOW, reason="Répondu.")
        with ThreadPoolExecutor(1) as pool:
            pool.submit(send, outbox, ids, lease).result(10)
        database.session.rollback()
    assert states(outbox) == [MessageState.SENDING, MessageState.SENT]
    ids, lease = claim(outbox, NOW + LEASE)
    assert send(outbox, ids, lease) == 1


def test_a_worker_whose_lease_was_taken_sends_and_records_nothing(outbox):
    ids, old = claim(outbox)
    again, new = claim(outbox, NOW + LEASE)
    assert sorted(again) == sorted(ids)
    assert send(outbox, ids, old) == 0
    with outbox.app_context(), transaction():
        actions.record([Outcome(n, MessageState.FAILED, NOW, "Trop tard.") for n in ids], old)
    assert states(outbox) == [MessageState.SENDING, MessageState.SENDING]
    assert send(outbox, ids, new) == 2


def test_a_lease_that_ran_out_is_not_taken_while_the_message_is_handed_over(outbox):
    ids, lease = claim(outbox)

    def deliver(message, content):
        with ThreadPoolExecutor(1) as pool:
            assert pool.submit(claim, outbox, NOW + LEASE).result(10)[0] == []
        return "receipt"

    assert send(outbox, ids, lease, deliver) == 2


def test_recording_twice_changes_nothing(outbox):
    ids, lease = claim(outbox)
    send(outbox, ids, lease)
    with outbox.app_context(), transaction():
        actions.record([Outcome(n, MessageState.SENT, NOW, receipt="again") for n in ids], lease)
        assert set(database.session.scalars(select(Message.provider_id))) == {"receipt"}
        one = database.session.scalars(select(Message).limit(1)).one()
        assert [event.state for event in one.history] == [MessageState.WAITING, MessageState.SENT]
