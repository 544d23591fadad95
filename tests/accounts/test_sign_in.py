"""Sign in with an e-mail and a password."""

import pytest

from crm.accounts import rules

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
