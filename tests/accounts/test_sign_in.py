"""Sign in, sign out, switch, forget: `sign_in`, `sign_out`, `switch`, `forgot`, `password`, `profile`."""

import pytest
from sqlalchemy import select

from crm.accounts import rules
from crm.accounts.models import AccountLink
from crm.messages.models import Message
from tests import factories

SECRET = "correct horse battery staple"


@pytest.fixture
def known(alice, db):
    alice.user.password_hash = rules.hashed(SECRET)
    db.commit()
    return alice


def attempt(browser, email, password, query=""):
    return browser.post(f"/sign-in{query}", data={"email": email, "password": password})


def test_the_right_password_opens_the_first_page(browser, known):
    answer = attempt(browser, known.user.email.upper(), SECRET)
    assert (answer.status_code, answer.location) == (303, "/")
    assert browser.get("/").location == "/today"


def test_a_wrong_one_says_the_same_as_an_unknown_account(browser, known):
    wrong = attempt(browser, known.user.email, "not the password")
    unknown = attempt(browser, "nobody@example.org", "not the password")
    assert wrong.status_code == unknown.status_code == 422
    assert "ne correspond pas" in wrong.text
    assert "ne correspond pas" in unknown.text


def test_one_goes_on_where_one_was_going_within_the_site_only(browser, known):
    assert attempt(browser, known.user.email, SECRET, "?next=/people").location == "/people"
    for elsewhere in ("//evil.example", "/\\evil.example", "https://evil.example"):
        assert attempt(browser, known.user.email, SECRET, f"?next={elsewhere}").location == "/"


def test_a_closed_account_stays_out(browser, known, db):
    known.user.active = False
    db.commit()
    assert attempt(browser, known.user.email, SECRET).status_code == 422


def test_signing_out_ends_the_session(browser, alice):
    browser.login(alice)
    assert browser.post("/sign-out").status_code == 303
    assert "/sign-in" in browser.get("/today").location


def test_one_may_switch_to_a_membership_of_ones_own(browser, alice, charlie, db):
    other = factories.add(type(alice)(user_id=alice.user_id, role=alice.role, structure_id=charlie.structure_id))
    browser.login(alice)
    assert browser.post("/switch", data={"membership": str(other.uid)}).status_code == 303
    assert "South" in browser.get("/today").text
    assert browser.post("/switch", data={"membership": str(charlie.uid)}).status_code == 404


def test_forgetting_promises_a_link_and_tells_nothing(browser, alice, db):
    for email in (alice.user.email, "nobody@example.org"):
        assert browser.post("/forgot", data={"email": email}).status_code == 303
    assert [message.subject for message in db.scalars(select(Message))] == [f"user:{alice.user_id}"]


def test_a_password_is_changed_by_mail(browser, alice, db):
    browser.login(alice)
    assert alice.user.email in browser.get("/profile").text
    assert browser.post("/profile/password").status_code == 303
    assert db.scalars(select(AccountLink)).one().user_id == alice.user_id
