"""Answers given by the recipient, several at once, or by two people at the same time.

`arrive`, `advise`, `answer_all`; transfers, opinions, who is told, and what is read afterwards.
"""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy import select

from crm.codes.referrals import ReferralKind
from crm.codes.referrals import ReferralState as State
from crm.messages.models import Message
from crm.referrals import actions, queries
from crm.referrals.models import Referral
from crm.referrals.rules import CHAIN
from crm.support.queries import open_episode
from tests import factories
from tests.referrals.conftest import url
from tests.referrals.test_redirect import to


def test_a_first_appointment_is_offered_in_the_same_step(browser, charlie, referral, db):
    for weekday in range(1, 6):
        factories.make_opening(charlie, weekday, time(9), time(12), valid_from=date(2026, 1, 1))
    page = browser.login(charlie).get(url(referral, "accept")).text
    slot = page.partition('name="first" type="radio" value="')[2].partition('"')[0]
    data = {"taker": str(charlie.user_id), "first": slot}
    assert browser.post(url(referral, "accept"), data=data).location == url(referral)
    db.expire_all()
    assert referral.state is State.APPOINTMENT_SET
    [booked] = queries.first_appointments(referral)
    assert booked.starts_at == datetime.fromisoformat(slot.partition(" ")[2])
    assert [t.move for t in referral.transitions] == ["accept", "book"]


def test_an_hour_by_hand_must_be_said_and_nothing_is_half_done(browser, charlie, referral, db):
    data = {"taker": str(charlie.user_id), "first": "by_hand", "starts_at": "", "location": "office"}
    assert browser.login(charlie).post(url(referral, "accept"), data=data).status_code == 422
    factories.make_appointment(charlie, factories.make_person(charlie), datetime(2090, 1, 10, 9, tzinfo=UTC))
    at = data | {"starts_at": "2090-01-10T10:00"}
    refused = browser.post(url(referral, "accept"), data=at)
    assert refused.status_code == 422
    assert "vient d’être pris" in refused.text
    db.expire_all()
    assert (referral.state, referral.transitions) == (State.PENDING, [])
    assert browser.post(url(referral, "accept"), data=at | {"starts_at": "2090-01-11T10:00"}).status_code == 303


def test_a_transfer_ends_the_senders_own_follow_up(alice, charlie, person, db, now):
    own = open_episode(person, alice.structure_id)
    transfer = factories.make_referral(alice, person, charlie.structure, kind=ReferralKind.TRANSFER)
    actions.accept(charlie, transfer, charlie.user, now=now)
    assert own.closed_on is None  # until the person has arrived
    actions.arrive(charlie, transfer, now=now)
    assert (own.closed_on, own.end_reason) == (now.date(), "support_changed")
    assert open_episode(person, charlie.structure_id)


def test_an_opinion_is_given_and_opens_nothing(browser, alice, charlie, person, db):
    asked = factories.make_referral(alice, person, charlie.structure, kind=ReferralKind.OPINION)
    page = browser.login(charlie).get(url(asked)).text
    assert "Donner un avis" in page
    assert "Accepter" not in page
    accepted = browser.post(url(asked, "accept"), data={"taker": str(charlie.user_id)})
    assert accepted.status_code == 422
    assert browser.post(url(asked, "advise"), data={"text": "Une formation courte."}).status_code == 303
    assert browser.get(f"/people/{person.uid}").status_code == 404
    assert person.phone[-4:] not in browser.get(url(asked)).text
    assert person.name not in browser.get("/referrals?box=ended").text
    assert "Une formation courte." in browser.login(alice).get(url(asked)).text


def test_who_came_without_an_appointment(browser, charlie, referral, db):
    browser.login(charlie).post(url(referral, "accept"), data={"taker": str(charlie.user_id)})
    for _ in range(2):
        assert browser.post(url(referral, "arrive")).status_code == 303
    db.expire_all()
    assert (referral.state, bool(referral.engaged_at)) == (State.ENGAGED, True)
    assert [t.move for t in referral.transitions] == ["accept", "arrive"]


def test_one_answer_for_those_that_are_alike(browser, alice, charlie, db):
    several = [factories.make_referral(alice, factories.make_person(alice), charlie.structure) for _ in range(3)]
    uids = [str(referral.uid) for referral in several]
    browser.login(charlie)
    nothing = browser.post("/referrals/bulk", data={"verb": "decline", "reason": "session_full"})
    assert (nothing.status_code, "Cochez au moins" in nothing.text) == (422, True)
    unsaid = browser.post("/referrals/bulk", data={"uid": uids, "verb": "decline"})
    assert (unsaid.status_code, "motif" in unsaid.text) == (422, True)
    browser.post(url(several[0], "acknowledge"))
    data = {"uid": uids, "verb": "acknowledge"}
    page = browser.get(browser.post("/referrals/bulk", data=data).location).text
    assert "Réponses envoyées : 2." in page.replace("\u00a0", " ")
    assert f"à l’étude » par {charlie.name}" in page.replace("\u202f", " ")
    browser.post("/referrals/bulk", data={"uid": uids, "verb": "decline", "reason": "session_full"})
    db.expire_all()
    assert {(r.state, r.refusal_reason) for r in several} == {(State.DECLINED, "session_full")}
    stranger = factories.make_counsellor("Zoe", factories.make_structure("West"))
    assert browser.login(stranger).post("/referrals/bulk", data=data).status_code == 404


def test_chains_have_an_end_then_the_coordination_decides(browser, alice, charlie, platform, referral, db):
    actor, current = charlie, referral
    for n in range(CHAIN - 1):
        onward = factories.make_counsellor(f"N{n}", factories.make_structure(f"Next {n}"))
        browser.login(actor).post(url(current, "redirect"), data=to(onward.structure))
        current = db.scalars(select(Referral).where(Referral.parent_id == current.id)).one()
        actor = onward
    last = factories.make_structure("Last")
    refused = browser.login(actor).post(url(current, "redirect"), data=to(last))
    assert (refused.status_code, "à la coordination" in refused.text) == (422, True)
    pooled = {"to": f"platform:{platform.id}", "agreed": "y"}
    assert browser.post(url(current, "redirect"), data=pooled).status_code == 303
    raised = db.scalars(select(Referral).where(Referral.parent_id == current.id)).one()
    assert (raised.platform_id, raised.recipient_structure_id) == (platform.id, None)


def test_they_are_told_as_they_chose(alice, bob, charlie, person, db, now):
    referral = factories.make_referral(alice, person, charlie.structure, referent_id=bob.user_id)
    actions.acknowledge(charlie, referral, now=now)
    assert queries.counts(alice)["news"] == queries.counts(bob)["news"] == 1
    recipients = [m.recipient for m in db.scalars(select(Message).where(Message.kind == "referral_answered"))]
    assert recipients == [f"user:{bob.user_id}"]  # a manager has no daily digest; Alice reads hers in the morning


def test_when_the_sender_has_left_their_structure_is_told(alice, charlie, referral, db, now):
    alice.user.active = False
    db.commit()
    actions.acknowledge(charlie, referral, now=now)
    [letter] = db.scalars(select(Message).where(Message.kind == "referral_answered"))
    assert letter.recipient == f"structure:{alice.structure_id}"


def test_at_ten_days_the_sender_knows_whom_to_call(alice, charlie, referral, db):
    alice.user.daily_digest, charlie.structure.phone = False, "+33320000000"
    referral.next_step_on = referral.sent_at.date()
    db.commit()
    for day in range(12):
        actions.keep_clocks(referral.sent_at + timedelta(days=day))
    [letter] = db.scalars(select(Message).where(Message.kind == "referral_unanswered"))
    assert letter.not_before == referral.sent_at + timedelta(days=10)
    assert "+33320000000" in queries.compose(letter, "http://site").text


@pytest.mark.parametrize("page", ["summary", "summary.pdf"])
def test_the_words_of_a_refusal_are_never_shown_to_the_person(browser, alice, charlie, person, referral, now, page, db):
    actions.decline(charlie, referral, "not_eligible", "Trop loin de l’emploi selon nous.", now=now)
    db.commit()
    answer = browser.login(alice).get(f"/people/{person.uid}/{page}")
    assert answer.status_code == 200
    assert b"Trop loin" not in answer.data
    if page == "summary":
        assert "Ne remplit pas" not in answer.text
