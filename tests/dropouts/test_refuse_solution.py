"""A solution that the person refuses."""

from crm.codes.dropouts import AttemptChannel, AttemptResult
from crm.codes.dropouts import DropoutState as State
from crm.dropouts import actions
from tests.dropouts.conftest import refreshed


def test_a_refused_solution_goes_back_to_the_interview(browser, alice, case, db, now):
    actions.attempt(alice, case, AttemptChannel.CALL, AttemptResult.REACHED, "", now=now)
    actions.decide(alice, case, "assess", now=now)
    solution = actions.propose(alice, case, "job", "", None, now=now)
    db.commit()
    assert browser.login(alice).post(f"/solutions/{solution.uid}/refuse").status_code == 303
    assert refreshed(db, case).state is State.ASSESSED
    assert "refuse_solution" in [t.move for t in case.transitions]
