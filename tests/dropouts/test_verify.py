"""Say that a report is right."""

import pytest

from crm.codes.dropouts import DropoutState as State
from tests import factories
from tests.dropouts.conftest import refreshed, url


@pytest.fixture
def reported(case):
    case.state = State.REPORTED
    return factories.add(case)


def test_a_report_that_is_right_is_to_be_called(browser, alice, reported, db):
    assert browser.login(alice).post(url(reported, "verify")).status_code == 303
    assert (refreshed(db, reported).state, reported.verification) == (State.TO_CONTACT, "confirmed")


def test_twice_is_refused(browser, alice, case, db):
    assert browser.login(alice).post(url(case, "verify")).status_code == 409
    assert refreshed(db, case).verification is None


def test_a_stranger_verifies_nothing(browser, charlie, reported, db):
    assert browser.login(charlie).post(url(reported, "verify")).status_code == 404
    assert refreshed(db, reported).state is State.REPORTED
