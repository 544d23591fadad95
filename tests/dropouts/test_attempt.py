"""Note an attempt to reach somebody."""

from datetime import UTC, date, datetime

from sqlalchemy import select

from crm.codes.dropouts import DropoutState as State
from crm.dropouts.models import ContactAttempt
from tests import factories
from tests.dropouts.conftest import refreshed, url


def test_an_attempt_is_noted_and_the_next_case_comes(browser, alice, case, platform, db):
    other = factories.make_case(factories.make_person(alice), platform, next_step_on=date(2026, 1, 1))
    factories.add(case)
    data = {"channel": "call", "result": "no_answer", "next": "1"}
    answer = browser.login(alice).post(url(case, "attempts"), data=data)
    assert f"/dropouts/{other.uid}?" in answer.location
    assert refreshed(db, case).state is State.CONTACTING
    assert case.next_step_on > datetime.now(UTC).date()
    assert db.scalars(select(ContactAttempt)).one().author_id == alice.user_id


def test_an_attempt_without_result_is_refused(browser, alice, case, db):
    answer = browser.login(alice).post(url(case, "attempts"), data={"channel": "call"})
    assert answer.status_code == 422
    assert "ce que l’essai a donné" in answer.text
    assert not db.scalars(select(ContactAttempt)).all()
