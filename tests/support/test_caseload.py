"""The list of the people accompanied: filters in the address, counts equal to the list."""

from datetime import UTC, date, datetime

import pytest

from crm.codes.people import Flag
from crm.people.models import PersonFlag
from tests import factories


@pytest.fixture
def people(alice, bob):
    """Six people: four of Alice, two of Bob."""
    return [
        factories.make_person(alice, given_name="Ana", phone=None, born_on=date(2009, 5, 1)),
        factories.make_person(alice, given_name="Binta", commune_code="02408"),
        factories.make_person(alice, given_name="Cléo", commune_code=None),
        factories.make_person(alice, given_name="Dua", last_contact_from_person_at=datetime.now(UTC)),
        factories.make_person(bob, given_name="Enzo"),
        factories.make_person(bob, given_name="Fatou"),
    ]


def shown(browser, people, **asked) -> str:
    text = browser.get("/caseload", query_string=asked).text
    return "".join(person.given_name[0] for person in people if str(person.uid) in text)


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({}, "ABCD"),
        ({"referent": ""}, "ABCDEF"),
        ({"referent": "", "arrondissement": "022"}, "B"),
        ({"missing": "phone"}, "A"),
        ({"missing": "commune"}, "C"),
        ({"silent_for": "30"}, "ABC"),
        ({"sort": "name"}, "ABCD"),
        ({"situation": "nonsense", "youngest": "x", "referent": "not-a-uuid"}, "ABCDEF"),
    ],
)
def test_it_shows_what_is_asked(browser, alice, people, asked, expected):
    assert shown(browser.login(alice), people, **asked) == expected


def test_flags_and_ages_are_filters_too(browser, alice, people):
    factories.add(PersonFlag(person_id=people[1].id, flag=Flag.QPV, value=True, dated_on=date(2026, 1, 1)))
    browser.login(alice)
    assert shown(browser, people, flag="qpv") == "B"
    years = people[0].age(datetime.now(UTC).date())
    assert "A" in shown(browser, people, youngest=years, oldest=years)
    assert "A" not in shown(browser, people, youngest=years + 1)


def test_the_count_is_the_list_over_all_its_pages(browser, alice):
    for _ in range(53):
        factories.make_person(alice)
    for sort in ("next_step", "name", "silent"):
        first = browser.login(alice).get(f"/caseload?sort={sort}").text
        assert "53 personnes accompagnées" in first.replace("\u00a0", " ")
        after = first.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
        assert first.count('<th scope="row">') + browser.get(after).text.count('<th scope="row">') == 53


def test_fifty_lines_cost_no_more_queries_than_one(browser, alice, queries):
    factories.make_person(alice)
    browser.login(alice).get("/caseload")
    del queries[:]
    browser.get("/caseload")
    few = len(queries)
    for _ in range(30):
        factories.make_person(alice)
    del queries[:]
    browser.get("/caseload")
    assert len(queries) <= few


def test_nobody_else_s_people_are_there(browser, charlie, dina, people):
    assert shown(browser.login(charlie), people, referent="") == ""
    assert browser.login(dina).get("/caseload").status_code == 403


def test_restricted_people_are_there_for_their_readers_only(browser, alice, people, db):
    people[0].restricted = True
    db.commit()
    assert shown(browser.login(alice), people) == "BCD"
