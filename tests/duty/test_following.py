"""The list, each obligation, and what people note on it."""

from datetime import UTC, datetime, timedelta

import pytest

from crm.codes.duty import Means
from crm.codes.duty import ObligationState as State
from crm.duty import actions, queries
from crm.duty.queries import Filters
from crm.journal import AccessEntry
from crm.people.models import RestrictedAccess
from tests import factories
from tests.duty.conftest import YEAR, one, url


def test_the_list_opens_each(browser, alice, minor, obligation):
    page = browser.login(alice).get("/obligations?state=to_check")
    assert minor.name in page.text
    assert browser.get(url(obligation)).status_code == 200


def test_a_stranger_does_not_see_it(browser, charlie, minor, obligation):
    browser.login(charlie)
    assert minor.name not in browser.get("/obligations?state=to_check").text
    assert browser.get(url(obligation)).status_code == 404
    assert browser.post(url(obligation, "decide"), data={"move": "deny"}).status_code == 404


def test_the_coordinator_sees_those_of_the_territory(browser, dina, minor, obligation):
    assert minor.name in browser.login(dina).get("/obligations?state=to_check").text
    assert browser.get(url(obligation)).status_code == 200


def test_a_restricted_record_opens_to_those_named_only(browser, db, alice, bob, minor, obligation):
    minor.restricted = True
    factories.add(RestrictedAccess(person_id=minor.id, user_id=alice.user_id))
    assert browser.login(alice).get(url(obligation)).status_code == 200
    assert browser.login(bob).get(url(obligation)).status_code == 404
    assert minor.name not in browser.get("/obligations?state=to_check").text


def test_counters_are_the_lists_they_open(db, alice, platform, today):
    for number in range(53):
        factories.make_person(alice, born_on=today - 17 * YEAR - timedelta(days=number % 7))
    actions.keep(datetime.now(UTC))
    counted = queries.counts(alice, Filters(), today)
    for state in (None, *State):
        seen, after = [], ""
        while True:
            rows, after = queries.listed(alice, Filters(state=state), today, after)
            seen += [row.id for row in rows]
            if not after:
                break
        assert len(seen) == len(set(seen)) == counted.get(state, 0)
    assert counted[State.TO_CHECK] == 53


def test_a_page_sends_as_many_queries_for_fifty_rows_as_for_one(browser, db, alice, obligation, today, queries):
    browser.login(alice).get("/obligations?state=to_check")
    queries.clear()
    browser.get("/obligations?state=to_check")
    few = len(queries)
    for _ in range(20):
        factories.make_person(alice, born_on=today - 17 * YEAR)
    actions.keep(datetime.now(UTC))
    queries.clear()
    browser.get("/obligations?state=to_check")
    assert len(queries) == few


def test_nonsense_in_the_address_is_left_out(browser, alice, obligation):
    browser.login(alice)
    for asked in ("state=none", "structure=x", "after=x|y", "arrondissement=%00", "uid=1&_external=1"):
        assert browser.get(f"/obligations?{asked}").status_code == 200


def test_the_card_on_the_persons_page(browser, alice, minor, obligation):
    page = browser.login(alice).get(f"/people/{minor.uid}").text
    assert "Ouvrir l’obligation" in page
    assert str(obligation.uid) in page


def test_somebody_notes_what_satisfies_it(browser, db, alice, minor, obligation, today):
    answer = browser.login(alice).post(url(obligation, "confirm"), data={"means": "civic_service", "since": str(today)})
    assert answer.status_code == 303
    db.refresh(obligation)
    assert (obligation.state, obligation.satisfied_by) == (State.SATISFIED, Means.CIVIC_SERVICE)
    assert obligation.changes[-1].actor_id == alice.user_id
    browser.get(url(obligation))
    assert one(db, minor).state is State.SATISFIED
    assert db.query(AccessEntry).filter_by(verb="duty.confirm").count() == 1


@pytest.mark.parametrize(("verb", "field"), [("confirm", "since"), ("exempt", "certified_on")])
def test_a_date_to_come_is_refused_and_what_was_typed_stays(browser, db, alice, obligation, today, verb, field):
    tomorrow = str(today + timedelta(days=1))
    answer = browser.login(alice).post(url(obligation, verb), data={"means": "job", field: tomorrow})
    assert answer.status_code == 422
    assert "dans l’avenir" in answer.text
    assert tomorrow in answer.text
    db.refresh(obligation)
    assert obligation.state is State.TO_CHECK


def test_of_a_certificate_only_the_date_is_kept(browser, db, alice, obligation, today):
    data = {"certified_on": str(today), "reason": "asthme"}
    assert browser.login(alice).post(url(obligation, "exempt"), data=data).status_code == 303
    db.refresh(obligation)
    assert (obligation.state, obligation.exempted_on) == (State.EXEMPT_MEDICAL, today)
    assert browser.post(url(obligation, "decide"), data={"move": "resume"}).status_code == 303
    db.refresh(obligation)
    assert obligation.state is State.TO_CHECK


def test_nothing_was_found(browser, db, alice, obligation):
    browser.login(alice).post(url(obligation, "decide"), data={"move": "deny"})
    db.refresh(obligation)
    assert obligation.state is State.NOT_SATISFIED
    answer = browser.post(url(obligation, "decide"), data={"move": "come_of_age"})
    assert answer.status_code == 409 or "n’existe pas" in answer.text
