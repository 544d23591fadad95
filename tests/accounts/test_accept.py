"""The link of an invitation or of a forgotten password is used once, in time, and ends every session."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from crm.accounts import actions, queries, rules
from crm.accounts.models import AccountLink
from crm.codes.structures import LinkPurpose
from crm.messages.models import Message
from crm.messages.rules import Obsolete

GOOD = "trois péniches sous la pluie"


@pytest.fixture
def token(alice, db, now):
    token = actions.send_link(alice.user, LinkPurpose.INVITATION, now=now)
    db.commit()
    return token


def test_it_lets_one_choose_a_password_and_enter(browser, alice, token):
    assert browser.post(f"/account-links/{token}", data={"password": GOOD}).location == "/"
    assert browser.get("/today").status_code == 200
    assert rules.matches(GOOD, alice.user.password_hash)


def test_it_serves_once(browser, token):
    browser.post(f"/account-links/{token}", data={"password": GOOD})
    assert browser.get(f"/account-links/{token}").status_code == 404


def test_a_newer_link_replaces_it(browser, alice, token, db, now):
    actions.send_link(alice.user, LinkPurpose.RESET, now=now)
    assert browser.get(f"/account-links/{token}").status_code == 404


def test_it_expires(alice, token, db, now):
    assert queries.link(token, now + timedelta(days=6)).user_id == alice.user_id
    with pytest.raises(Exception, match="expiré"):
        queries.link(token, now + timedelta(days=8))


def test_it_ends_the_other_sessions(app, browser, alice, token):
    elsewhere = app.test_client().login(alice)
    assert elsewhere.get("/today").status_code == 200
    browser.post(f"/account-links/{token}", data={"password": GOOD})
    assert elsewhere.get("/today").status_code == 303


def test_a_weak_password_is_refused_and_the_link_stays(browser, token, db):
    for weak in ("short", "motdepasse123", "aaaaaaaaaaaaaaaa"):
        assert browser.post(f"/account-links/{token}", data={"password": weak}).status_code == 422
    assert db.scalars(select(AccountLink)).one().used_at is None


def test_the_mail_carries_the_link_and_only_its_hash_is_kept(alice, token, db):
    message = db.scalars(select(Message)).one()
    content = queries.compose(message, "https://crm.example.org")
    assert content.to == alice.user.email
    assert f"https://crm.example.org/account-links/{token}" in content.text
    assert token not in db.scalars(select(AccountLink)).one().token_hash
    message.details = {}
    with pytest.raises(Obsolete):
        queries.compose(message, "https://crm.example.org")
