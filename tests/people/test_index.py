"""Find people: only one's own, whatever was typed."""

import pytest

from tests import factories


@pytest.fixture
def zelie(alice):
    return factories.make_person(
        alice, given_name="Zélie-Anne", family_name="D’Hœdt", phone="+33639981234", email="zelie@example.org"
    )


@pytest.mark.parametrize(
    "typed",
    ["zelie", "hoedt zelie", "d hoedt", "ZÉLIE ANNE", "06 39 98 12 34", "+33639981234", "zelie@example.org",
     "zelie 2010", "02/03/2010", "zelie 2010-03-02"],
)  # fmt: skip
def test_she_is_found(browser, alice, zelie, person, typed):
    text = browser.login(alice).get("/people", query_string={"q": typed}).text
    assert str(zelie.uid) in text


@pytest.mark.parametrize("typed", ["zellie", "hoet"])
def test_a_slip_is_forgiven(browser, alice, zelie, person, typed):
    text = browser.login(alice).get("/people", query_string={"q": typed}).text
    assert str(zelie.uid) in text


@pytest.mark.parametrize("typed", ["zelie 1999", "zelie 01/01/2010", "xavier", "06 39 98 00 00", "autre@example.org"])
def test_nobody_else_is(browser, alice, zelie, typed):
    assert str(zelie.uid) not in browser.login(alice).get("/people", query_string={"q": typed}).text


def test_a_stranger_finds_nobody(browser, charlie, zelie):
    assert str(zelie.uid) not in browser.login(charlie).get("/people?q=zelie").text


def test_the_list_goes_on_where_it_stopped(browser, alice):
    people = [factories.make_person(alice, family_name=f"Nom{n:03}") for n in range(55)]
    first = browser.login(alice).get("/people").text
    assert first.count('<th scope="row">') == 50
    after = first.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
    second = browser.get(after).text
    assert all((str(p.uid) in first) != (str(p.uid) in second) for p in people)


def test_fifty_rows_cost_no_more_queries_than_one(browser, alice, queries):
    browser.login(alice).get("/people")
    factories.make_person(alice)
    del queries[:]
    browser.get("/people")
    few = len(queries)
    for _ in range(10):
        factories.make_person(alice)
    del queries[:]
    browser.get("/people")
    assert len(queries) <= few
