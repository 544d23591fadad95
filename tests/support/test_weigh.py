"""Weigh a barrier."""

from sqlalchemy import select

from crm.support.models import Barrier


def test_a_barrier_is_weighed(browser, alice, person, db):
    data = {"theme": "mobility", "severity": "blocking"}
    assert browser.login(alice).post(f"/people/{person.uid}/barriers/new", data=data).status_code == 303
    assert db.scalars(select(Barrier)).one().severity == "blocking"
    assert "Bloquant" in browser.get(f"/people/{person.uid}").text
