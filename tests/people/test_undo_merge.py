"""A merge is undone exactly, for a month."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from crm.codes.people import PairState
from crm.errors import Refused
from crm.people import actions
from crm.people.models import Merge, Person, SuspectedPair
from tests.people.conftest import everything


def test_it_is_undone_in_one_click(db, browser, alice, pair, now):
    before = everything(db)
    browser.login(alice).post(f"/people/duplicates/{pair.uid}", data={"given_name": "gone", "phone": "gone"})
    db.expire_all()
    assert db.get(Person, pair.a_id).given_name == "Kevin"
    assert everything(db) != before
    done = db.scalar(select(Merge))
    assert "Annuler cette fusion" in browser.get("/people/duplicates").text
    browser.post(f"/people/merges/{done.uid}/undo")
    db.expire_all()
    assert everything(db) == before
    assert db.scalar(select(SuspectedPair)).state is PairState.SUSPECTED


def test_after_a_month_it_stands(alice, pair, now):
    done = actions.merge(alice, pair, {}, now=now)
    with pytest.raises(Refused):
        actions.undo_merge(alice, done, now=now + timedelta(days=31))


def test_a_stranger_undoes_nothing(browser, alice, charlie, pair, db, now):
    done = actions.merge(alice, pair, {}, now=now)
    db.commit()
    assert browser.login(charlie).post(f"/people/merges/{done.uid}/undo").status_code == 404
