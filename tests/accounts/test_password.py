"""Change one’s password, by mail."""

from sqlalchemy import select

from crm.accounts.models import AccountLink


def test_a_password_is_changed_by_mail(browser, alice, db):
    browser.login(alice)
    assert alice.user.email in browser.get("/profile").text
    assert browser.post("/profile/password").status_code == 303
    assert db.scalars(select(AccountLink)).one().user_id == alice.user_id
