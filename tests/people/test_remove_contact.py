"""Remove another telephone or e-mail that no longer leads to the person."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from crm.journal import AccessEntry
from crm.people.actions import hear_of
from crm.people.models import FurtherContact
from tests import factories


@pytest.fixture
def further(alice):
    (found,) = hear_of(factories.make_person(alice), "+33639980002", None, now=datetime.now(UTC))
    return found


def test_it_is_removed_and_it_is_written(browser, alice, further, db):
    assert browser.login(alice).post(f"/contacts/{further.uid}/remove").status_code == 303
    assert db.scalars(select(FurtherContact)).all() == []
    assert "people.remove_contact" in db.scalars(select(AccessEntry.verb)).all()


def test_a_stranger_removes_nothing(browser, charlie, further, db):
    assert browser.login(charlie).post(f"/contacts/{further.uid}/remove").status_code == 404
    assert db.scalars(select(FurtherContact)).one() == further
