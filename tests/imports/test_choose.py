"""Decide one line."""

from datetime import date

from sqlalchemy import func, select

from crm.dropouts.models import DropoutCase
from crm.imports.models import ImportRow
from crm.people.models import Person
from tests import factories
from tests.imports.conftest import send


def test_a_known_person_is_linked_and_a_resemblance_is_asked(browser, alice, dina, db):
    known = factories.make_person(alice, given_name="Noé", family_name="Quenneville", born_on=date(2009, 2, 3))
    near = factories.make_person(alice, given_name="Maya", family_name="Ostrowska", born_on=date(2008, 11, 17))
    where = send(browser.login(dina)).location
    rows = {row.number: row for row in db.scalars(select(ImportRow))}
    assert (rows[2].person_id, rows[2].decision) == (known.id, "link")
    assert (rows[3].person_id, rows[3].decision) == (near.id, None)
    refused = browser.post(where + "/write")
    assert refused.status_code == 409
    assert "Il reste 1 ligne" in refused.text
    assert browser.post(where + "/rows/3", data={"decision": "link"}).status_code == 303
    assert browser.post(where + "/write").status_code == 303
    assert db.scalar(select(func.count(Person.id))) == 2
    assert db.scalar(select(func.count(DropoutCase.id))) == 2
