"""Plan the next step."""

from tests.support.conftest import episode


def test_the_next_step_is_planned_not_in_the_past(browser, alice, charlie, person, db):
    uid = episode(db, person).uid
    data = {"next_step": "Visiter un CFA", "next_step_on": "2090-01-01"}
    assert browser.login(alice).post(f"/episodes/{uid}/plan", data=data).status_code == 303
    assert browser.post(f"/episodes/{uid}/plan", data=data | {"next_step_on": "2020-01-01"}).status_code == 422
    assert browser.login(charlie).post(f"/episodes/{uid}/plan", data=data).status_code == 404
