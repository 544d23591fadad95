"""Choose another telephone or e-mail than that of the file."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from crm.people.actions import hear_of
from crm.people.models import FurtherContact
from tests import factories

NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)
OLD, NEW = "+33639980001", "+33639980002"


@pytest.fixture
def further(alice):
    person = factories.make_person(alice, phone=OLD, email=None)
    (found,) = hear_of(person, NEW, None, now=NOW)
    return found


def test_the_former_one_is_kept_beside_it(browser, alice, further, db):
    person = further.person
    page = browser.login(alice).get(f"/people/{person.uid}").text
    assert "Autre numéro" in page
    assert "02/11/2026" in page
    assert browser.post(f"/contacts/{further.uid}/adopt").status_code == 303
    db.expire_all()
    assert person.phone == NEW
    assert [one.phone for one in person.further_contacts] == [OLD]


def test_an_email_ends_that_there_was_none(browser, alice, db):
    person = factories.make_person(alice, email=None, no_email=True)
    (further,) = hear_of(person, None, "lou@example.org", now=NOW)
    browser.login(alice).post(f"/contacts/{further.uid}/adopt")
    db.expire_all()
    assert (person.email, person.no_email, person.further_contacts) == ("lou@example.org", False, [])


def test_what_is_known_is_not_heard_of_twice(further):
    assert hear_of(further.person, NEW, None, now=NOW) == []
    assert hear_of(further.person, OLD, None, now=NOW) == []
    assert [(one.phone, one.heard_on) for one in further.person.further_contacts] == [(NEW, date(2026, 11, 2))]


def test_it_finds_the_person(browser, alice, further):
    assert further.person.given_name in browser.login(alice).get("/people?q=06 39 98 00 02").text


def test_a_stranger_chooses_nothing(browser, charlie, further, db):
    assert browser.login(charlie).post(f"/contacts/{further.uid}/adopt").status_code == 404
    assert db.scalars(select(FurtherContact)).one() == further
