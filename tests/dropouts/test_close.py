"""End a follow-up, and say why."""

from crm.codes.dropouts import DropoutState as State
from crm.people.models import Circle
from tests import factories
from tests.dropouts.conftest import refreshed, url


def test_it_is_closed_for_a_reason_of_its_state(browser, alice, person, platform, db):
    case = factories.make_case(person, platform, state=State.STABILISED)
    page = browser.login(alice).get(url(case, "close"))
    assert "Solution stable" in page.text
    assert "Injoignable" not in page.text
    assert browser.post(url(case, "close"), data={"reason": "unreachable_closed"}).status_code == 422
    assert browser.post(url(case, "close"), data={"reason": "qualified"}).status_code == 303
    assert (refreshed(db, case).state, case.exit_reason) == (State.CLOSED, "qualified")
    lines = db.query(Circle).filter(Circle.person_id == person.id, Circle.reason == "dropout").all()
    assert all(line.until for line in lines)


def test_somebody_still_to_call_is_not_closed(browser, alice, case, db):
    assert browser.login(alice).post(url(case, "close"), data={"reason": "qualified"}).status_code == 422
    assert refreshed(db, case).state is State.TO_CONTACT


def test_a_stranger_closes_nothing(browser, charlie, case):
    assert browser.login(charlie).post(url(case, "close"), data={"reason": "qualified"}).status_code == 404
