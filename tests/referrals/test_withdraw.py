"""Take a referral back."""

from tests.referrals.conftest import url


def test_withdrawing_closes_it_to_the_receiver(browser, alice, charlie, referral, person):
    assert browser.login(alice).post(url(referral, "withdraw")).status_code == 303
    assert "n’est plus visible" in browser.login(charlie).get(url(referral)).text
