"""The calling lists: a counter is the list it opens."""

from datetime import UTC, date, datetime, timedelta

from crm.codes.dropouts import DropoutState as State
from crm.dropouts import queries
from tests import factories


def test_counters_are_their_lists(browser, alice, dina, platform):
    today = datetime.now(UTC).date()
    for n, state in enumerate((State.REPORTED, State.TO_CONTACT, State.REACHED, State.UNREACHABLE)):
        factories.make_case(factories.make_person(alice), platform, state=state, next_step_on=today - timedelta(days=n))
    for actor in (alice, dina):
        for name, count in queries.counts(actor, today).items():
            assert browser.login(actor).get(f"/dropouts?box={name}").text.count('<th scope="row">') == count


def test_minors_and_requests_go_first(db, alice, platform, now):
    today = now.date()
    grown = factories.make_case(factories.make_person(alice, born_on=date(2005, 1, 1)), platform)
    asked = factories.make_case(factories.make_person(alice, born_on=date(2005, 1, 1)), platform, requested=True)
    minor = factories.make_case(factories.make_person(alice, born_on=date(2013, 1, 1)), platform)
    rows, _ = queries.listed(alice, "to_call", today)
    assert {rows[0].id, rows[1].id} == {asked.id, minor.id}
    assert rows[2].id == grown.id
