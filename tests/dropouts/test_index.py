"""The calling lists: a counter is the list it opens."""

import re
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest

from crm.codes.dropouts import DropoutState as State
from crm.codes.people import Flag
from crm.dropouts import queries, rules
from crm.dropouts.queries import listing
from crm.people.models import PersonFlag
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
    worker = factories.make_case(factories.make_person(alice, born_on=date(2005, 1, 1)), platform)
    factories.add(PersonFlag(person_id=worker.person_id, flag=Flag.RQTH, value=True, dated_on=today))
    rows, _, _ = queries.listed(alice, "to_call", today)
    assert {row.id for row in rows[:3]} == {asked.id, minor.id, worker.id}
    assert rows[3].id == grown.id


def test_the_order_is_that_of_the_rule(db, alice, platform):
    today = date(2028, 2, 28)
    for born_on in (date(2010, 2, 27), date(2010, 2, 28), date(2010, 3, 1), date(2008, 2, 29)):
        factories.make_case(factories.make_person(alice, born_on=born_on), platform)
    rows, _, _ = queries.listed(alice, "to_call", today)
    ranks = [rules.priority(r.person.born_on, rqth=False, requested=False, today=today) for r in rows]
    assert ranks == [0, 1, 1, 1]


@pytest.fixture
def many(alice, platform, monkeypatch):
    monkeypatch.setattr(listing, "PAGE", 3)
    for n in range(8):
        person = factories.make_person(alice, born_on=date(2013, 1, 1) if n % 3 == 0 else date(2005, 1, 1))
        factories.make_case(person, platform, reported_on=date(2030, 1, 7), interview_due_on=date(2030, 4, 1 + n % 4))


def names(page):
    return re.findall(r'<th scope="row"><a href="[^"]*">([^<]+)</a>', page.text)


def test_pages_follow_one_another_both_ways(browser, alice, many):
    browser.login(alice)
    pages, at = [], "/dropouts?box=to_call"
    while at:
        page = browser.get(at)
        pages.append(names(page))
        at = link(page, "next")
    assert [len(page) for page in pages] == [3, 3, 2]
    back = []
    while at := link(page, "prev"):
        page = browser.get(at)
        back.append(names(page))
    assert back == pages[-2::-1]


def link(page, rel):
    found = re.search(rf'rel="{rel}" href="([^"]+)"', page.text)
    return found and found[1].replace("&amp;", "&")


def test_a_place_that_was_closed_or_is_unknown_shows_the_beginning(browser, alice, many):
    browser.login(alice)
    whole = names(browser.get("/dropouts?box=to_call"))
    for at in ("nothing", str(uuid4())):
        assert names(browser.get(f"/dropouts?box=to_call&at={at}")) == whole


def test_a_list_asks_as_much_for_fifty_as_for_one(browser, alice, platform, queries):
    browser.login(alice)
    asked = []
    for _ in range(2):
        for _ in range(4):
            factories.make_case(factories.make_person(alice), platform)
        del queries[:]
        browser.get("/dropouts?box=to_call")
        asked.append(len(queries))
    assert asked[0] == asked[1] <= 12
