"""Move a case on, give it up, close it."""

from datetime import timedelta

from crm.codes.dropouts import AttemptChannel, AttemptResult
from crm.codes.dropouts import DropoutState as State
from crm.dropouts import actions, queries
from tests.dropouts.conftest import refreshed, url


def test_unreachable_is_proposed_and_reverses_by_itself(db, alice, case, now):
    for day, channel in ((0, AttemptChannel.CALL), (7, AttemptChannel.SMS), (15, AttemptChannel.CALL)):
        assert not queries.unreachable_proposed(case)
        actions.attempt(alice, case, channel, AttemptResult.NO_ANSWER, "", now=now + timedelta(days=day))
    assert queries.unreachable_proposed(case)
    later = now + timedelta(days=16)
    actions.decide(alice, case, "give_up", now=later)
    assert actions.wake(later) == 0
    case.person.last_contact_from_person_at = later + timedelta(hours=1)
    db.flush()
    assert actions.wake(later + timedelta(hours=2)) == 1
    assert case.state is State.CONTACTING


def test_a_move_that_is_not_allowed_is_refused(browser, alice, case, db):
    answer = browser.login(alice).post(url(case, "decide"), data={"move": "close"})
    assert answer.status_code == 409
    assert browser.post(url(case, "decide"), data={"move": "nothing"}).status_code == 409
    assert refreshed(db, case).state is State.TO_CONTACT
