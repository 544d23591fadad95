"""Note a situation by its own dates."""

from sqlalchemy import select

from crm.support.models import Situation


def test_a_situation_is_dated_by_the_fact(browser, alice, person, db):
    data = {"category": "job", "contract": "cdi", "started_on": "2020-02-01", "ended_on": "2020-05-01"}
    assert browser.login(alice).post(f"/people/{person.uid}/situations/new", data=data).status_code == 303
    assert db.scalars(select(Situation)).one().state == "ended"
    refused = browser.post(f"/people/{person.uid}/situations/new", data=data | {"ended_on": "2019-01-01"})
    assert refused.status_code == 422
