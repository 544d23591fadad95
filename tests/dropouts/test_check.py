"""Is the person still in the solution, at one, three and six months?"""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from crm.codes.dropouts import AttemptChannel, AttemptResult
from crm.codes.dropouts import DropoutState as State
from crm.dropouts import actions, queries
from crm.dropouts.models import Solution
from crm.errors import Refused
from tests import factories
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
    browser.post(url(case, "close"), data={"reason": "solution_stable"})
    assert (refreshed(db, case).state, case.exit_reason) == (State.CLOSED, "solution_stable")


def test_a_broken_solution_brings_the_case_back_at_once(db, alice, case, now):
    actions.attempt(alice, case, AttemptChannel.CALL, AttemptResult.REACHED, "", now=now)
    actions.decide(alice, case, "assess", now=now)
    solution = actions.propose(alice, case, "job", "", now.date(), now=now)
    assert case.state is State.IN_SOLUTION
    actions.check(alice, solution, still_in=False, now=now)
    assert (case.state, case.next_step_on) == (State.TO_CONTACT, now.date())


def test_a_check_is_not_made_months_ahead(db, alice, case, now):
    actions.attempt(alice, case, AttemptChannel.CALL, AttemptResult.REACHED, "", now=now)
    actions.decide(alice, case, "assess", now=now)
    solution = actions.propose(alice, case, "job", "", now.date(), now=now)
    with pytest.raises(Refused, match="15/02/2030"):
        actions.check(alice, solution, still_in=True, now=now)
    assert solution.checks[0].done_on is None


def test_it_is_on_its_owners_day_when_due(browser, alice, bob, case, db, now):
    actions.attempt(alice, case, AttemptChannel.CALL, AttemptResult.REACHED, "", now=now)
    actions.decide(alice, case, "assess", now=now)
    actions.propose(alice, case, "job", "", now.date(), now=now)
    other = factories.make_counsellor("Erin", alice.structure)
    due = date(2030, 2, 15)
    assert not queries.checks_due(alice, date(2030, 2, 14), alice.user_id)
    assert [line.month for line in queries.checks_due(alice, due, alice.user_id)] == [1]
    assert not queries.checks_due(other, due, other.user_id)
    assert queries.checks_due(bob, due)
    started_later(alice, case.platform, now)
    assert queries.counts(alice, due)["checks"] == 1
    assert queries.listed(alice, "checks", due)[0] == [case]


def started_later(alice, platform, now):
    """Another solution, whose first check comes a month later."""
    case = factories.make_case(factories.make_person(alice), platform, state=State.ASSESSED)
    actions.propose(alice, case, "job", "", now.date(), now=now)
    case.solutions[0].checks[0].due_on = date(2030, 3, 15)


def test_a_check_is_offered_a_week_before_its_day(browser, alice, platform, db):
    now = datetime.now(UTC)
    case = factories.make_case(factories.make_person(alice), platform, state=State.ASSESSED)
    solution = actions.propose(alice, case, "job", "", now.date(), now=now)
    db.commit()
    browser.login(alice)
    assert "Y est toujours" not in browser.get(url(case)).text
    solution.checks[0].due_on = now.date() + timedelta(days=7)
    db.commit()
    assert "Y est toujours" in browser.get(url(case)).text
