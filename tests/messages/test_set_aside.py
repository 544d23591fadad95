"""What did not leave comes back to the day, with what to do; once seen it is `set_aside`."""

import pytest
from sqlalchemy import select

from crm.codes.appointments import MessageState
from crm.messages.models import Message
from tests import factories

FAILED = {"state": MessageState.FAILED, "reason": "Le numéro n’existe plus : vérifiez-le avec le jeune."}


@pytest.fixture
def failed(alice, person):
    return factories.make_message(alice, person, **FAILED)


def test_it_comes_back_to_the_day_with_what_to_do(browser, alice, person, failed):
    late = factories.make_message(alice, person, state=MessageState.TOO_LATE, reason="Il n’était plus temps.")
    page = browser.login(alice).get("/today").text
    assert "Le numéro n’existe plus" in page
    assert late.reason in page
    assert person.name in page
    assert f"/people/{person.uid}/edit" in page


def test_once_seen_it_leaves_the_day_and_stays_on_the_file(browser, db, alice, person, failed):
    browser.login(alice).get("/today")
    answer = browser.post(f"/messages/{failed.uid}/set-aside", data={"back": "/today"})
    assert answer.location == "/today"
    assert failed.set_aside_at
    assert "Messages non partis" not in browser.get("/today").text
    assert "Le numéro n’existe plus" in browser.get(f"/people/{person.uid}").text


def test_twice_is_not_found(browser, alice, failed):
    browser.login(alice).post(f"/messages/{failed.uid}/set-aside")
    assert browser.post(f"/messages/{failed.uid}/set-aside").status_code == 404


def test_one_goes_back_within_the_site_only(browser, alice, failed):
    answer = browser.login(alice).post(f"/messages/{failed.uid}/set-aside", data={"back": "//evil.example"})
    assert answer.location == "/"


def test_what_left_is_not_set_aside(browser, alice, person):
    sent = factories.make_message(alice, person)
    assert browser.login(alice).post(f"/messages/{sent.uid}/set-aside").status_code == 404


def test_a_stranger_neither_sees_it_nor_sets_it_aside(browser, db, charlie, failed):
    assert failed.reason not in browser.login(charlie).get("/today").text
    assert browser.post(f"/messages/{failed.uid}/set-aside").status_code == 404
    assert db.scalars(select(Message.set_aside_at)).all() == [None]


def test_a_restricted_file_is_not_named(browser, alice, bob, person, failed):
    person.restricted = True
    page = browser.login(bob).get("/today").text
    assert "Le numéro n’existe plus" in page
    assert person.name not in page


def test_the_day_costs_the_same_for_one_failure_and_for_ten(browser, alice, person, failed, queries):
    browser.login(alice).get("/today")
    del queries[:]
    browser.get("/today")
    once = len(queries)
    for _ in range(9):
        factories.make_message(alice, factories.make_person(alice), **FAILED)
    del queries[:]
    browser.get("/today")
    assert len(queries) == once
