"""Take the last attempt back, as if it had never been noted."""

from datetime import timedelta

import pytest

from crm.codes.dropouts import AttemptChannel, AttemptResult, ContactTemplate
from crm.codes.dropouts import DropoutState as State
from crm.dropouts import actions
from crm.errors import Refused
from crm.messages.models import Message
from tests.dropouts.conftest import refreshed, url


def facts(case):
    person = case.person
    return (case.state, case.next_step_on, case.first_attempt_at, case.reached_at, person.last_contact_from_person_at)


@pytest.mark.parametrize("result", AttemptResult)
def test_the_case_is_as_it_was(db, alice, case, now, result):
    before, steps = facts(case), len(case.transitions)
    actions.attempt(alice, case, AttemptChannel.CALL, result, "", now=now)
    assert facts(case) != before
    actions.undo(alice, case, now=now + timedelta(minutes=1))
    db.expire_all()
    assert facts(case) == before
    assert (len(case.attempts), len(case.transitions)) == (0, steps)


def test_only_its_author_the_same_day_and_before_anything_else(db, alice, bob, case, now):
    actions.attempt(alice, case, AttemptChannel.CALL, AttemptResult.REACHED, "", now=now)
    for actor, later in ((bob, timedelta(minutes=1)), (alice, timedelta(days=2))):
        with pytest.raises(Refused, match="rien à annuler"):
            actions.undo(actor, case, now=now + later)
    actions.decide(alice, case, "assess", now=now + timedelta(minutes=2))
    with pytest.raises(Refused, match="rien à annuler"):
        actions.undo(alice, case, now=now + timedelta(minutes=3))
    assert case.state is State.ASSESSED


def test_a_message_that_waits_is_taken_back_with_it(browser, alice, case, db):
    browser.login(alice)
    browser.post(url(case, "write?by=email"), data={"template": "tried"})
    assert 'data-key="u"' in browser.get(url(case)).text
    assert browser.post(url(case, "undo")).status_code == 303
    assert refreshed(db, case).state is State.TO_CONTACT
    assert db.query(Message).one().state == "cancelled"
    assert browser.post(url(case, "undo")).status_code == 409


def test_a_message_that_left_stays(db, alice, case, now):
    tried = actions.write(alice, case, AttemptChannel.EMAIL, ContactTemplate.TRIED, now=now)
    message = db.query(Message).one()
    message.state, message.sent_at = "sent", now
    db.flush()
    with pytest.raises(Refused, match="déjà parti"):
        actions.undo(alice, case, now=now + timedelta(minutes=1))
    assert case.attempts == [tried]


def test_a_stranger_undoes_nothing(browser, charlie, case):
    assert browser.login(charlie).post(url(case, "undo")).status_code == 404
