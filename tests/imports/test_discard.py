"""A list is given up before anything is written."""

from sqlalchemy import select

from crm.imports.models import ImportRow
from crm.people.models import Person
from tests.imports.conftest import send


def test_a_list_is_given_up_and_may_be_handed_in_again(browser, dina, db):
    where = send(browser.login(dina)).location
    assert browser.post(where + "/discard").status_code == 303
    assert not db.scalars(select(ImportRow)).all()
    assert not db.scalars(select(Person)).all()
    assert "abandonnée" in browser.get(where).text
    assert send(browser).status_code == 303


def test_a_written_list_is_not(browser, dina, db):
    where = send(browser.login(dina)).location
    browser.post(where + "/write")
    assert browser.post(where + "/discard").status_code == 409
