"""Is the person still in the solution, at one, three and six months?"""

from datetime import date

from sqlalchemy import select

from crm.codes.dropouts import AttemptChannel, AttemptResult
from crm.codes.dropouts import DropoutState as State
from crm.dropouts import actions
from crm.dropouts.models import Solution
from tests.dropouts.conftest import refreshed, url


def test_reached_then_received_then_in_a_solution_for_six_months(browser, alice, case, db):
    browser.login(alice)
    browser.post(url(case, "attempts"), data={"channel": "call", "result": "reached"})
    assert refreshed(db, case).state is State.REACHED
    browser.post(url(case, "decide"), data={"move": "assess"})
    assert refreshed(db, case).interviewed_at
    browser.post(url(case, "solutions/new"), data={"type": "apprenticeship"})
    assert refreshed(db, case).state is State.SOLUTION_PROPOSED
    solution = db.scalars(select(Solution)).one()
    assert browser.post(f"/solutions/{solution.uid}/start", data={"started_on": "2026-01-31"}).status_code == 303
    assert [c.due_on for c in solution.checks] == [date(2026, 2, 28), date(2026, 4, 30), date(2026, 7, 31)]
    for _ in range(3):
        browser.post(f"/solutions/{solution.uid}/check", data={"still_in": "yes"})
    assert refreshed(db, case).state is State.STABILISED
    browser.post(url(case, "decide"), data={"move": "close"})
    assert (refreshed(db, case).state, case.exit_reason) == (State.CLOSED, "solution_stable")


def test_a_broken_solution_brings_the_case_back_at_once(db, alice, case, now):
    actions.attempt(alice, case, AttemptChannel.CALL, AttemptResult.REACHED, "", now=now)
    actions.decide(alice, case, "assess", now=now)
    solution = actions.propose(alice, case, "job", "", now.date(), now=now)
    assert case.state is State.IN_SOLUTION
    actions.check(alice, solution, still_in=False, now=now)
    assert (case.state, case.next_step_on) == (State.TO_CONTACT, now.date())
