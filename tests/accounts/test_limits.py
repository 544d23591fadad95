"""Guessing is slowed down, by account and by address, without locking the honest out."""

import pytest

from crm.accounts import rules
from crm.protection import limiter

SECRET = "correct horse battery staple"


@pytest.fixture
def limited(app, alice, db):
    alice.user.password_hash = rules.hashed(SECRET)
    db.commit()
    limiter.enabled = True
    limiter.initialized or limiter.init_app(app)
    yield alice
    limiter.enabled = False


def test_the_eleventh_wrong_guess_is_refused(browser, limited, charlie):
    form = {"email": limited.user.email, "password": "wrong wrong wrong"}
    answers = [browser.post("/sign-in", data=form).status_code for _ in range(11)]
    assert answers == [422] * 10 + [429]
    other = {"email": charlie.user.email, "password": "wrong wrong wrong"}
    assert browser.post("/sign-in", data=other).status_code == 422


def test_the_headers_protect_every_page(browser, alice):
    answer = browser.login(alice).get("/today")
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe-inline" not in policy
    assert "nonce-" in policy
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["Cache-Control"] == "no-store"
    assert "HttpOnly" in str(browser.get_cookie("session")) or browser.get_cookie("session").http_only
