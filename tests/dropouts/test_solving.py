"""A solution from one step to the next; the case always comes back to somebody."""

from datetime import timedelta

import pytest

from crm.codes.dropouts import AttemptChannel, AttemptResult, SolutionStatus
from crm.codes.dropouts import DropoutState as State
from crm.dropouts import actions
from crm.errors import Refused
from tests.dropouts.conftest import refreshed


@pytest.fixture
def solution(db, alice, case, now):
    actions.attempt(alice, case, AttemptChannel.CALL, AttemptResult.REACHED, "", now=now)
    actions.decide(alice, case, "assess", now=now)
    return actions.propose(alice, case, "apprenticeship", "", None, now=now)


def started(alice, solution, now):
    actions.start(alice, solution, now.date(), now=now)
    return solution.case


def test_it_is_accepted_then_starts(browser, alice, case, solution, db):
    db.commit()
    assert browser.login(alice).post(f"/solutions/{solution.uid}/accept").status_code == 303
    db.refresh(solution)
    assert solution.status is SolutionStatus.ACCEPTED
    assert browser.post(f"/solutions/{solution.uid}/accept").status_code == 409
    assert refreshed(db, case).state is State.SOLUTION_PROPOSED


def test_refused_while_another_is_offered_the_case_waits_for_the_other(db, alice, case, solution, now):
    other = actions.propose(alice, case, "job", "", None, now=now)
    actions.refuse_solution(alice, solution, now=now)
    assert case.state is State.SOLUTION_PROPOSED
    actions.refuse_solution(alice, other, now=now)
    assert case.state is State.ASSESSED


def test_it_breaks_between_two_checks_and_comes_back_to_its_owner(browser, alice, case, solution, db, now):
    owner = case.owner_id
    started(alice, solution, now)
    db.commit()
    assert browser.login(alice).post(f"/solutions/{solution.uid}/break").status_code == 303
    db.refresh(solution)
    assert (solution.status, refreshed(db, case).state) == (SolutionStatus.BROKEN, State.TO_CONTACT)
    assert case.owner_id == owner == alice.user_id
    assert case.next_step_on
    assert browser.post(f"/solutions/{solution.uid}/break").status_code == 409


def test_it_breaks_long_after_the_last_check(db, alice, solution, now):
    case = started(alice, solution, now)
    for months in (31, 92, 190):
        actions.check(alice, solution, still_in=True, now=now + timedelta(days=months))
    assert case.state is State.STABILISED
    actions.break_off(alice, solution, now=now + timedelta(days=300))
    assert case.state is State.TO_CONTACT


def test_it_goes_to_its_end(browser, alice, case, solution, db, now):
    started(alice, solution, now)
    db.commit()
    assert browser.login(alice).post(f"/solutions/{solution.uid}/complete").status_code == 303
    db.refresh(solution)
    assert (solution.status, refreshed(db, case).state) == (SolutionStatus.COMPLETED, State.ASSESSED)
    assert solution.ended_on


def test_it_does_not_start_tomorrow(db, alice, solution, now):
    with pytest.raises(Refused, match="avenir"):
        actions.start(alice, solution, now.date() + timedelta(days=1), now=now)
    assert solution.status is SolutionStatus.PROPOSED


@pytest.mark.parametrize("verb", ["accept", "break", "complete"])
def test_a_stranger_does_nothing(browser, charlie, solution, db, verb):
    db.commit()
    assert browser.login(charlie).post(f"/solutions/{solution.uid}/{verb}").status_code == 404
    db.refresh(solution)
    assert solution.status is SolutionStatus.PROPOSED
