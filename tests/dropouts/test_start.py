"""A solution begins: three checks are planned."""

from datetime import date

import pytest

from crm.codes.dropouts import AttemptChannel, AttemptResult
from crm.codes.dropouts import DropoutState as State
from crm.dropouts import actions
from tests.dropouts.conftest import refreshed


@pytest.fixture
def solution(db, alice, case, now):
    actions.attempt(alice, case, AttemptChannel.CALL, AttemptResult.REACHED, "", now=now)
    actions.decide(alice, case, "assess", now=now)
    solution = actions.propose(alice, case, "job", "", None, now=now)
    db.commit()
    return solution


def test_checks_come_after_one_three_and_six_months(browser, alice, case, solution, db):
    data = {"started_on": "2026-01-31"}
    assert browser.login(alice).post(f"/solutions/{solution.uid}/start", data=data).status_code == 303
    assert refreshed(db, case).state is State.IN_SOLUTION
    db.refresh(solution)
    assert [c.due_on for c in solution.checks] == [date(2026, 2, 28), date(2026, 4, 30), date(2026, 7, 31)]
    assert browser.post(f"/solutions/{solution.uid}/start", data=data).status_code == 422


def test_without_a_date_nothing_begins(browser, alice, case, solution, db):
    answer = browser.login(alice).post(f"/solutions/{solution.uid}/start", data={"started_on": ""})
    assert answer.status_code == 422
    assert refreshed(db, case).state is State.SOLUTION_PROPOSED


def test_a_stranger_starts_nothing(browser, charlie, case, solution, db):
    data = {"started_on": "2026-01-31"}
    assert browser.login(charlie).post(f"/solutions/{solution.uid}/start", data=data).status_code == 404
    assert refreshed(db, case).state is State.SOLUTION_PROPOSED
