"""Refuse with a reason that the sender reads."""

from tests.referrals.conftest import url


def test_declining_says_why_to_the_sender_and_closes_what_travelled(browser, alice, charlie, referral, person, db):
    data = {"reason": "session_full", "text": "Complet jusqu’en mars."}
    assert browser.login(charlie).post(url(referral, "decline"), data=data).status_code == 303
    assert person.phone not in browser.get(url(referral)).text
    assert "Complet jusqu’en mars." in browser.login(alice).get(url(referral)).text
    db.refresh(referral)
    assert referral.owner_structure_id == alice.structure_id
