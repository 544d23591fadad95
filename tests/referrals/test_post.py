"""Short messages on the referral, instead of e-mails."""

from sqlalchemy import select

from crm.messages.models import Message
from crm.referrals import actions, queries
from crm.referrals.models import ReferralPost
from tests import factories
from tests.referrals.conftest import url

WORDS = {"text": "Peut-elle venir le jeudi ?"}


def test_both_sides_read_it_and_nobody_else(browser, alice, charlie, dina, referral, db):
    assert browser.login(charlie).post(url(referral, "posts"), data=WORDS).status_code == 303
    assert queries.counts(alice)["news"] == 1
    assert WORDS["text"] in browser.login(alice).get(url(referral)).text
    assert queries.counts(alice)["news"] == 0
    browser.post(url(referral, "posts"), data={"text": "Oui, le matin."})
    assert "Oui, le matin." in browser.login(charlie).get(url(referral)).text
    stranger = factories.make_counsellor("Zoe", factories.make_structure("West"))
    assert browser.login(stranger).post(url(referral, "posts"), data=WORDS).status_code == 404


def test_the_letter_says_that_there_is_a_message_never_what(alice, charlie, referral, db, now):
    alice.user.daily_digest = False
    db.commit()
    actions.post(charlie, referral, WORDS["text"], now=now)
    [letter] = db.scalars(select(Message).where(Message.kind == "referral_post"))
    content = queries.compose(letter, "http://site")
    assert content.to == alice.user.email
    assert WORDS["text"] not in content.text


def test_words_of_which_one_may_doubt_are_looked_at_twice(browser, charlie, referral, db):
    doubtful = {"text": "Elle sort de prison."}
    answer = browser.login(charlie).post(url(referral, "posts"), data=doubtful)
    assert answer.status_code == 422
    assert "Elle sort de prison." in answer.text
    assert not db.scalars(select(ReferralPost)).all()
    assert browser.post(url(referral, "posts"), data=doubtful | {"kept": "y"}).status_code == 303


def test_numbers_of_social_security_stay_out(browser, charlie, referral, db):
    answer = browser.login(charlie).post(url(referral, "posts"), data={"text": "NIR 285055935012345"})
    assert answer.status_code == 422
    assert not db.scalars(select(ReferralPost)).all()


def test_when_it_is_over_nobody_writes_and_the_receiver_reads_no_more(browser, alice, charlie, referral, now, db):
    actions.post(charlie, referral, WORDS["text"], now=now)
    actions.decline(charlie, referral, "session_full", "", now=now)
    db.commit()
    answer = browser.login(charlie).post(url(referral, "posts"), data=WORDS)
    assert answer.status_code == 422
    assert WORDS["text"] not in browser.get(url(referral)).text
    assert WORDS["text"] in browser.login(alice).get(url(referral)).text
