"""Propose a solution, once the person was received."""

import pytest
from sqlalchemy import func, select

from crm.codes.dropouts import AttemptChannel, AttemptResult
from crm.codes.dropouts import DropoutState as State
from crm.dropouts import actions
from crm.dropouts.models import Solution
from tests.dropouts.conftest import refreshed, url


@pytest.fixture
def received(db, alice, case, now):
    actions.attempt(alice, case, AttemptChannel.CALL, AttemptResult.REACHED, "", now=now)
    actions.decide(alice, case, "assess", now=now)
    db.commit()
    return case


def test_it_is_proposed(browser, alice, received, db):
    data = {"type": "apprenticeship", "where": "CFA de Roubaix"}
    assert browser.login(alice).post(url(received, "solutions/new"), data=data).status_code == 303
    assert refreshed(db, received).state is State.SOLUTION_PROPOSED
    assert "CFA de Roubaix" in browser.get(url(received)).text


def test_before_the_interview_it_is_refused_and_what_was_typed_stays(browser, alice, case, db):
    data = {"type": "apprenticeship", "where": "CFA de Roubaix"}
    answer = browser.login(alice).post(url(case, "solutions/new"), data=data)
    assert answer.status_code == 422
    assert "Recevez d’abord" in answer.text
    assert "CFA de Roubaix" in answer.text
    assert db.scalar(select(func.count(Solution.id))) == 0


def test_a_stranger_proposes_nothing(browser, charlie, received, db):
    assert browser.login(charlie).post(url(received, "solutions/new"), data={"type": "job"}).status_code == 404
    assert db.scalar(select(func.count(Solution.id))) == 0
