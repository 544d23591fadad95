"""Say what became of a line of the path."""

import pytest
from sqlalchemy import select

from crm.support.models import PathItem
from tests.support.conftest import add


@pytest.mark.parametrize(("kind", "state", "code"), [("step", "done", 303), ("proposal", "refused", 303)])
def test_what_became_of_a_line_is_said_once(browser, alice, person, db, kind, state, code):
    add(browser.login(alice), person, kind=kind)
    item = db.scalar(select(PathItem))
    assert browser.post(f"/path/{item.uid}", data={"state": state}).status_code == code
    db.expire_all()
    assert db.scalar(select(PathItem.state)) == state


def test_an_answer_that_does_not_fit_is_refused(browser, alice, person, db):
    add(browser.login(alice), person, kind="step")
    item = db.scalar(select(PathItem))
    browser.post(f"/path/{item.uid}", data={"state": "accepted"})
    db.expire_all()
    assert db.scalar(select(PathItem.state)) == "open"
    assert browser.post(f"/path/{item.uid}", data={"state": "open"}).status_code != 303
    assert browser.post(f"/path/{item.uid}", data={"state": "nonsense"}).status_code == 400
