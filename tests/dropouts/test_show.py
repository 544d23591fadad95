"""A case as those who work it read it."""

from crm.people.models import RestrictedAccess
from tests import factories
from tests.dropouts.conftest import url


def test_a_stranger_sees_and_does_nothing(browser, charlie, case, alice, now, db):
    coordinator = factories.make_coordinator("Eva", factories.make_platform("PSAD Aisne", charlie.structure, ["022"]))
    for actor in (charlie, coordinator):
        browser.login(actor)
        assert browser.get(url(case)).status_code == 404
        for verb in ("attempts", "verify", "decide", "discard", "assign", "solutions/new"):
            assert browser.post(url(case, verb)).status_code == 404


def test_the_case_tells_its_clock_and_its_attempts(browser, alice, case):
    page = browser.login(alice).get(url(case)).text
    assert case.person.name in page
    browser.post(url(case, "attempts"), data={"channel": "call", "result": "no_answer", "comment": "Rappeler le soir"})
    assert "Rappeler le soir" in browser.get(url(case)).text


def test_a_restricted_record_opens_to_the_people_named_alone(browser, alice, bob, dina, case, db):
    case.person.restricted = True
    factories.add(RestrictedAccess(person_id=case.person_id, user_id=alice.user_id))
    db.commit()
    for actor, status in ((alice, 200), (bob, 404), (dina, 404)):
        browser.login(actor)
        assert browser.get(url(case)).status_code == status
        assert (case.person.family_name in browser.get("/dropouts?box=in_hand").text) is (status == 200)
