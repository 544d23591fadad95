"""A program reads a referral and moves it, in JSON, at the addresses of the pages and by the same table."""

import pytest

from crm.codes.referrals import ReferralState as State
from crm.referrals.rules import By, offered
from tests import factories
from tests.referrals.conftest import url

JSON = {"Accept": "application/json"}


def ask(browser, address):
    return browser.get(address, headers=JSON)


def say(browser, address, **words):
    return browser.post(address, json=words, headers=JSON)


def test_it_reads_where_it_is_and_what_may_be_done(browser, charlie, referral):
    answer = ask(browser.login(charlie), url(referral))
    told = answer.json
    assert (told["state"], told["owner"]) == ("pending", charlie.structure.short_name)
    assert [move["name"] for move in told["moves"]] == offered(State.PENDING, By.RECIPIENT, referral.kind)
    assert all(move["address"].startswith(url(referral)) for move in told["moves"])
    assert referral.person.family_name not in answer.text


def test_it_moves_it_and_reads_what_has_become_of_it(browser, charlie, referral, db):
    told = say(browser.login(charlie), url(referral, "acknowledge"))
    assert told.status_code == 200
    db.refresh(referral)
    assert told.json["state"] == referral.state == State.UNDER_REVIEW
    assert "acknowledge" not in [move["name"] for move in told.json["moves"]]


def test_it_is_told_what_a_move_asks_for_and_what_is_missing(browser, charlie, referral, db):
    address = url(referral, "decline")
    reason = next(f for f in ask(browser.login(charlie), address).json["fields"] if f["name"] == "reason")
    assert reason["choices"]
    missing = say(browser, address)
    assert missing.status_code == 422
    assert missing.json["errors"]
    db.refresh(referral)
    assert referral.state == State.PENDING
    chosen = next(choice["value"] for choice in reason["choices"] if choice["value"])
    assert say(browser, address, reason=chosen, text="Notre atelier est complet.").json["state"] == "declined"


def test_what_comes_too_late_is_said(browser, charlie, referral):
    browser.login(charlie)
    referral.state = State.EXPIRED
    late = say(browser, url(referral, "acknowledge"))
    assert late.status_code == 409
    assert late.json["errors"]


@pytest.mark.parametrize("body", ["[]", '{"reason": 3}', "{"])
def test_a_body_that_makes_no_sense_changes_nothing(browser, charlie, referral, db, body):
    sent = {"data": body, "content_type": "application/json", "headers": JSON}
    assert browser.login(charlie).post(url(referral, "decline"), **sent).status_code == 400
    db.refresh(referral)
    assert referral.state == State.PENDING


def test_a_stranger_finds_nothing(browser, referral):
    browser.login(factories.make_counsellor("Nobody", factories.make_structure("Far")))
    answer = ask(browser, url(referral))
    assert (answer.status_code, answer.is_json) == (404, True)
    assert say(browser, url(referral, "acknowledge")).status_code == 404


def test_a_forged_address_among_many_is_a_sentence(browser, charlie, referral):
    answer = browser.login(charlie).post("/referrals/bulk", data={"verb": "acknowledge", "uid": "x"})
    assert answer.status_code == 422
    assert "Cochez au moins une orientation." in answer.text
