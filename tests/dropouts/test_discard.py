"""Somebody who is not concerned leaves the lists, with the reason."""

from crm.codes.dropouts import DropoutState as State
from tests.dropouts.conftest import refreshed, url

FOUND = {"code": "re_enrolled_elsewhere"}


def test_who_went_back_to_school_is_not_called_again(browser, alice, case, db):
    assert browser.login(alice).post(url(case, "discard"), data=FOUND).status_code == 303
    assert (refreshed(db, case).state, case.verification) == (State.NOT_CONCERNED, "re_enrolled_elsewhere")
    assert case.closed_on
    assert case.person.name not in browser.get("/dropouts").text


def test_without_a_reason_it_stays(browser, alice, case, db):
    browser.login(alice)
    for code in ({}, {"code": ""}, {"code": "confirmed"}):
        assert browser.post(url(case, "discard"), data=code).status_code == 422
    assert refreshed(db, case).state is State.TO_CONTACT


def test_a_stranger_discards_nothing(browser, charlie, case):
    assert browser.login(charlie).get(url(case, "discard")).status_code == 404
    assert browser.post(url(case, "discard"), data=FOUND).status_code == 404
