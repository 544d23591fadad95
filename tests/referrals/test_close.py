"""Say what came of it."""

from crm.referrals.models import Referral
from tests.referrals.conftest import url


def test_closing_says_what_came_of_it(browser, charlie, referral, db):
    browser.login(charlie).post(url(referral, "accept"), data={"taker": str(charlie.user_id)})
    assert browser.post(url(referral, "close"), data={"outcome": "one_off_answer"}).status_code == 303
    assert db.get(Referral, referral.id).outcome == "one_off_answer"
