"""The demo story: the same for the same seed, and every promise of the product holds in it."""

from collections import Counter
from datetime import UTC, datetime
from random import Random

import psycopg
import pytest
import sqlalchemy as sa
from sqlalchemy import select

from crm.accounts.models import User
from crm.accounts.rules import matches
from crm.cli.doctor import PROMISES
from crm.demo.pen import Story
from crm.demo.story import one, tell, territory
from crm.demo.structures import ACCOUNTS, PASSWORD, found, of
from crm.demo.writing import Tables
from crm.dropouts import actions
from crm.dropouts.models import DropoutCase
from crm.duty.models import TrainingObligation
from crm.people.models import Person
from crm.psad.models import Meeting
from crm.referrals.models import Referral
from crm.structures.models import Structure
from crm.territory.actions import load_reference

NOW = datetime.now(UTC)


@pytest.fixture
def story(db) -> Counter[str]:
    load_reference()
    db.flush()
    connection = db.connection().connection.driver_connection
    assert isinstance(connection, psycopg.Connection)
    return tell(connection, 700, 32, NOW, lambda _: None)


def test_every_promise_holds_in_it(db, story):
    actions.keep_clocks(NOW)  # what a worker does every ten minutes
    assert {name: db.scalar(sa.text(query)) for name, query in PROMISES.items()} == dict.fromkeys(PROMISES, 0)


def test_it_has_the_size_asked_for_and_every_state(db, story):
    assert story["person"] == 700
    assert story["user"] >= 250
    assert db.scalar(select(sa.func.count(Structure.id))) >= 43
    assert len(set(db.scalars(select(Referral.state)))) >= 8
    assert len(set(db.scalars(select(DropoutCase.state)))) >= 7


def test_nobody_in_it_can_be_called(db, story):
    for phone in db.scalars(select(Person.phone).where(Person.phone.is_not(None))):
        assert phone.startswith("+3363998")
    assert all(email.endswith("@example.org") for email in db.scalars(select(User.email)))


def test_its_accounts_open(db, story):
    users = {user.email: user for user in db.scalars(select(User))}
    for _, email in ACCOUNTS:
        assert matches(PASSWORD, users[email].password_hash)
        assert users[email].memberships


def written(seed: int) -> dict[str, list]:
    communes, weights = territory()
    tables, random = Tables(), Random(seed)
    region = found(tables, random, NOW.date(), weights, 100)
    story, previous = Story(tables, random, NOW, region, communes), None
    for _ in range(60):
        previous = one(story, "595", previous)
    for user in tables.rows["user"]:
        del user["password_hash"]
    return dict(tables.rows)


def test_the_same_seed_tells_the_same():
    assert written(1) == written(1)
    assert written(1) != written(2)


def test_towns_are_said_as_in_french():
    assert [of(town) for town in ("Lille", "Amiens", "Élincourt")] == ["de Lille", "d’Amiens", "d’Élincourt"]


def test_obligations_are_in_many_states_and_meetings_held_and_to_come(db, story):
    assert len(set(db.scalars(select(TrainingObligation.state)))) >= 6
    meetings = db.scalars(select(Meeting)).all()
    assert sum(bool(meeting.closed_at and meeting.words) for meeting in meetings) == len(meetings) / 2
    assert all(meeting.seats for meeting in meetings)
    assert any(meeting.decisions for meeting in meetings)
