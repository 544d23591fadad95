"""The person moved: the follow-up goes on at the other platform, or ends here."""

from sqlalchemy import select

from crm.codes.dropouts import DropoutState as State
from crm.dropouts.models import DropoutCase
from tests import factories
from tests.dropouts.conftest import refreshed, url


def test_it_goes_on_elsewhere_with_the_same_legal_clock(browser, alice, charlie, case, db):
    other = factories.make_platform("PSAD de Valenciennes", charlie.structure, ["596"])
    answer = browser.login(alice).post(url(case, "transfer"), data={"to": str(other.uid)})
    assert answer.status_code == 303
    assert (refreshed(db, case).state, case.exit_reason) == (State.TRANSFERRED, "moved")
    there = db.scalar(select(DropoutCase).where(DropoutCase.platform_id == other.id))
    assert (there.state, there.structure_id) == (State.REPORTED, charlie.structure_id)
    assert (there.reported_on, there.interview_due_on) == (case.reported_on, case.interview_due_on)
    assert there.next_step_on
    assert browser.login(charlie).get(url(there)).status_code == 200


def test_out_of_the_region_it_ends(browser, alice, case, db):
    assert browser.login(alice).post(url(case, "transfer"), data={"to": "away"}).status_code == 303
    assert refreshed(db, case).state is State.TRANSFERRED
    assert db.query(DropoutCase).count() == 1


def test_nowhere_known_and_by_nobody_else(browser, alice, charlie, case, db):
    browser.login(alice)
    for nowhere in ("mars", ""):
        assert browser.post(url(case, "transfer"), data={"to": nowhere}).status_code == 422
    assert browser.login(charlie).post(url(case, "transfer"), data={"to": ""}).status_code == 404
    assert refreshed(db, case).state is State.TO_CONTACT
