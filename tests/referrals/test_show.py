"""A referral as its two sides read it."""

from crm.pages import phone
from tests import factories
from tests.referrals.conftest import url


def test_before_answering_the_receiver_reads_what_travels_and_no_more(browser, charlie, referral, person):
    browser.login(charlie)
    text = browser.get(url(referral)).text
    assert person.name in text
    assert phone(person.phone) in text
    assert person.email not in text
    assert browser.get(f"/people/{person.uid}").status_code == 404
    assert person.name in browser.get("/referrals").text


def test_a_stranger_sees_and_does_nothing(browser, referral):
    stranger = factories.make_counsellor("Zoe", factories.make_structure("West"))
    browser.login(stranger)
    assert browser.get(url(referral)).status_code == 404
    for verb in ("accept", "decline", "acknowledge", "redirect", "assign", "book", "withdraw", "resend", "close"):
        assert browser.post(url(referral, verb)).status_code == 404
