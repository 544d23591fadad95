"""Say that it is being looked at: sixty days instead of thirty."""

from datetime import date

from crm.codes.referrals import ReferralState as State
from tests.referrals.conftest import url


def test_acknowledging_gives_sixty_days(browser, charlie, referral, db):
    assert browser.login(charlie).post(url(referral, "acknowledge")).status_code == 303
    db.refresh(referral)
    assert (referral.state, referral.expires_on) == (State.UNDER_REVIEW, date(2030, 3, 11))


def test_twice_is_refused_with_a_sentence(browser, charlie, referral):
    browser.login(charlie).post(url(referral, "accept"), data={"taker": str(charlie.user_id)})
    answer = browser.post(url(referral, "acknowledge"))
    assert answer.status_code == 409
    assert "rechargez la page" in answer.text
