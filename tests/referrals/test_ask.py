"""A question before answering: the sender's turn, with its clock, while the recipient is left in peace."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from crm.codes.referrals import ReferralState as State
from crm.messages.models import Message
from crm.messages.rules import Obsolete
from crm.referrals import actions, queries
from crm.referrals.rules import EXPIRES_UNDER_REVIEW, REPLY
from tests.referrals.conftest import url

ASKS = {"text": "Peut-il venir le jeudi ?", "asks": "1"}


def kinds(db):
    return [m.kind.value for m in db.scalars(select(Message).order_by(Message.id))]


def test_a_question_gives_the_turn_to_the_sender_and_the_reply_gives_it_back(browser, alice, charlie, referral, db):
    assert "Poser cette question" in browser.login(charlie).get(url(referral)).text
    assert browser.post(url(referral, "posts"), data=ASKS).status_code == 303
    db.expire_all()
    assert (referral.state, referral.owner_structure_id) == (State.UNDER_REVIEW, alice.structure_id)
    assert (queries.counts(charlie)["to_answer"], queries.counts(charlie)["in_hand"]) == (0, 1)
    assert queries.counts(alice)["to_answer"] == 1
    page = browser.login(alice).get(url(referral)).text
    assert "C’est à vous." in page
    assert browser.post(url(referral, "posts"), data={"text": "Oui, le matin."}).status_code == 303
    db.expire_all()
    assert (referral.owner_structure_id, [t.move for t in referral.transitions]) == (
        charlie.structure_id,
        ["ask", "reply"],
    )
    assert queries.counts(alice)["to_answer"] == 0
    assert queries.counts(charlie)["to_answer"] == 1


def test_a_mere_message_changes_nothing(browser, charlie, referral, db):
    browser.login(charlie).post(url(referral, "posts"), data={"text": "Bien reçu."})
    db.expire_all()
    assert (referral.state, referral.owner_structure_id) == (State.PENDING, charlie.structure_id)


def test_meanwhile_the_sender_is_reminded_and_the_recipient_is_not(alice, charlie, referral, db):
    alice.user.daily_digest = False
    sent_at = referral.sent_at
    actions.post(charlie, referral, "Peut-il venir ?", now=sent_at, asks=True)
    assert referral.next_step_on == sent_at.date() + REPLY
    for day in range(1, 12):
        actions.keep_clocks(sent_at + timedelta(days=day))
    assert kinds(db) == ["referral_question"] * 3  # at once, after three days, then a week later
    actions.post(alice, referral, "Oui.", now=sent_at + timedelta(days=12))
    assert referral.next_step_on == sent_at.date() + timedelta(days=20)
    actions.keep_clocks(sent_at + timedelta(days=13))
    assert "referral_nudge" not in kinds(db)
    actions.keep_clocks(sent_at + timedelta(days=20))
    assert kinds(db)[-1] == "referral_nudge"


def test_a_question_without_reply_still_expires(charlie, referral, db):
    sent_at = referral.sent_at
    actions.post(charlie, referral, "Peut-il venir ?", now=sent_at, asks=True)
    for day in range(1, EXPIRES_UNDER_REVIEW.days + 1):
        assert referral.state is State.UNDER_REVIEW
        actions.keep_clocks(sent_at + timedelta(days=day))
    assert referral.state is State.EXPIRED


def test_who_asked_may_answer_without_waiting(charlie, referral, db, now):
    actions.post(charlie, referral, "Peut-il venir ?", now=now, asks=True)
    actions.accept(charlie, referral, charlie.user, now=now)
    assert referral.owner_structure_id == charlie.structure_id


def test_the_letter_says_that_there_is_a_question_and_stays_home_once_it_is_answered(alice, charlie, referral, db, now):
    alice.user.daily_digest = False
    actions.post(charlie, referral, "Peut-il venir ?", now=now, asks=True)
    [letter] = db.scalars(select(Message))
    text = queries.compose(letter, "http://site").text
    assert "question" in text
    assert referral.person.family_name not in text
    actions.post(alice, referral, "Oui.", now=now)
    with pytest.raises(Obsolete):
        queries.compose(letter, "http://site")
