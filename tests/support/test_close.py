"""Close an episode."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from crm.codes.support import EndReason
from crm.errors import Refused
from crm.people.models import Circle
from crm.support import actions
from tests.support.conftest import episode


def test_closing_leaves_the_circle_and_the_history(browser, alice, person, db):
    uid = episode(db, person).uid
    assert browser.login(alice).post(f"/episodes/{uid}/close", data={"reason": "moved"}).status_code == 303
    assert db.scalars(select(Circle)).one().until is not None
    assert browser.get(f"/people/{person.uid}").status_code == 404


def test_an_episode_is_closed_once(db, alice, person, now):
    actions.close(alice, episode(db, person), EndReason.MOVED, now=now + timedelta(days=1))
    with pytest.raises(Refused):
        actions.close(alice, episode(db, person), EndReason.MOVED, now=now)
