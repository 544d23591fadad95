"""Two people of one structure answer at once, over real connections: one wins, the other is told by whom."""

import os
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from crm.accounts.models import Membership
from crm.db import db as database
from crm.db import transaction
from crm.policy import May
from crm.referrals import actions, queries
from crm.referrals.models import Referral
from tests import conftest, factories


@pytest.fixture(scope="module")
def app():
    """The application with a database of its own, where what is written is really committed."""
    name = f"crm_race_{os.getpid()}"
    conftest.on_server(f"CREATE DATABASE {name} TEMPLATE {os.environ['CRM_TEST_TEMPLATE']}")
    app = conftest.make_app(name)
    yield app
    with app.app_context():
        database.engine.dispose()
    conftest.on_server(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.mark.parametrize(("wanted", "status"), [("text/html", 422), ("application/json", 409)])
def test_one_wins_and_the_other_is_told_by_whom(app, wanted, status):
    with app.app_context():
        sender = factories.make_counsellor("Alice", factories.make_structure("North"))
        here = factories.make_structure("South")
        first, second = (factories.make_counsellor(name, here) for name in ("Léa", "Tom"))
        referral = factories.make_referral(sender, factories.make_person(sender), here)
        uid, first_id, identity, membership = referral.uid, first.id, second.user.get_id(), str(second.uid)
    accepted, go_on = threading.Event(), threading.Event()

    def accept():
        with app.app_context(), transaction():
            actor = database.session.get_one(Membership, first_id)
            held = queries.get(actor, uid, May.ANSWER_REFERRAL, locked=True)
            actions.accept(actor, held, actor.user, now=datetime.now(UTC))
            accepted.set()
            assert go_on.wait(10)

    def decline():
        browser = app.test_client()
        with browser.session_transaction() as session:
            session.update({"_user_id": identity, "_fresh": True, "membership": membership})
        answer = {"reason": "session_full", "text": "Complet."}
        return browser.post(f"/referrals/{uid}/decline", data=answer, headers={"Accept": wanted})

    with ThreadPoolExecutor(2) as pool:
        winner = pool.submit(accept)
        assert accepted.wait(10)
        loser = pool.submit(decline)
        with pytest.raises(TimeoutError):
            loser.result(0.5)
        go_on.set()
        winner.result(10)
        answer = loser.result(10)
    said = " ".join(answer.json["errors"]) if answer.is_json else answer.text
    assert answer.status_code == status
    assert "maintenant « acceptée » par Léa Test" in said.replace("\u202f", " ")
    assert answer.is_json or "Complet." in said
    with app.app_context():
        kept = database.session.scalars(select(Referral).where(Referral.uid == uid)).one()
        assert (kept.state, kept.refusal_text) == ("accepted", "")
