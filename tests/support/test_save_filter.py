"""A way of looking at one's list is kept under a name, for oneself."""

from sqlalchemy import select

from crm.support.models import SavedFilter


def test_it_is_kept_offered_and_forgotten(browser, alice, bob, db):
    data = {"name": "Sans nouvelles", "query": "silent_for=60"}
    assert browser.login(alice).post("/caseload/filters", data=data).location.endswith("/caseload?silent_for=60")
    browser.post("/caseload/filters", data={**data, "query": "silent_for=90"})
    kept = db.scalars(select(SavedFilter)).one()
    assert kept.query == "silent_for=90"
    assert "Sans nouvelles" in browser.get("/caseload").text
    browser.login(bob).post(f"/caseload/filters/{kept.uid}/forget")
    assert db.scalars(select(SavedFilter)).all()
    assert "/caseload?silent_for=90" not in browser.get("/caseload").text
    browser.login(alice).post(f"/caseload/filters/{kept.uid}/forget")
    assert not db.scalars(select(SavedFilter)).all()


def test_a_filter_without_a_name_is_not_kept(browser, alice, db):
    browser.login(alice).post("/caseload/filters", data={"name": " ", "query": "a=b"})
    assert not db.scalars(select(SavedFilter)).all()
