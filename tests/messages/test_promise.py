"""A promise is written once, and two workers never take the same one."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
import sqlalchemy as sa
from sqlalchemy import select

from crm.codes.appointments import MessageKind, MessageState
from crm.db import db as database
from crm.messages import actions
from crm.messages.models import Message

NOW = datetime(2030, 1, 15, 9, tzinfo=UTC)


def promise(n=0, **kw):
    values = {"occasion": "once", "not_before": NOW, "not_after": NOW + timedelta(days=1), "now": NOW, **kw}
    actions.promise(MessageKind.REFERRAL_NUDGE, f"referral:{n}", "structure:1", **values)


def test_twice_is_once(db):
    promise()
    promise()
    promise(occasion="another time")
    assert len(db.scalars(select(Message)).all()) == 2


def test_a_window_must_be_open(db):
    with pytest.raises(sa.exc.IntegrityError), db.begin_nested():
        promise(not_after=NOW - timedelta(hours=1))


def test_what_is_taken_back_waits_no_more(db):
    promise()
    actions.take_back("referral:0", now=NOW, reason="Répondu.")
    message = db.scalars(select(Message)).one()
    assert (message.state, message.reason) == (MessageState.CANCELLED, "Répondu.")
    assert actions.claim(NOW, uuid4()) == []


def test_two_workers_share_without_overlap(app):
    """Real connections, really committed: the one test here that does not roll back."""
    with app.app_context():
        for n in range(40):
            promise(n)
        database.session.commit()

    def work(_):
        with app.app_context():
            taken = list(actions.claim(NOW, uuid4(), limit=25))
            database.session.commit()
            return taken

    try:
        with ThreadPoolExecutor(4) as pool:
            batches = list(pool.map(work, range(4)))
        taken = [number for batch in batches for number in batch]
        assert len(taken) == len(set(taken)) == 40
    finally:
        with app.app_context():
            database.session.execute(sa.delete(Message))
            database.session.commit()
