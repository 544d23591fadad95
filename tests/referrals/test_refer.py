"""Handed over, answered, followed to the end: every verb of a referral.

`inbox`, `refer`, `show`, `acknowledge`, `accept`, `decline`, `redirect`, `assign`, `book`, `withdraw`, `resend`,
`close`.
"""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from crm.appointments import actions as appointments
from crm.codes.appointments import AppointmentLocation
from crm.codes.referrals import ReferralState as State
from crm.errors import Refused
from crm.messages.models import Message
from crm.people.models import Circle
from crm.referrals import actions, queries
from crm.referrals.models import Referral
from crm.referrals.rules import MOVES, By, offered
from crm.support.models import SupportEpisode
from tests import factories

FORM = {
    "kind": "referral",
    "theme": "train",
    "urgency": "normal",
    "message": "Motivée.",
    "shared_fields": ["phone"],
    "basis": "agreement",
    "informed": "y",
    "guardian_informed": "y",
}


def url(referral, verb=""):
    return f"/referrals/{referral.uid}" + (f"/{verb}" if verb else "")


@pytest.fixture
def referral(alice, charlie, person):
    return factories.make_referral(alice, person, charlie.structure)


def one(db):
    return db.scalars(select(Referral)).one()


def test_what_will_be_seen_is_shown_then_sent(browser, alice, charlie, person, db):
    data = FORM | {"to": f"structure:{charlie.structure_id}"}
    browser.login(alice)
    preview = browser.post(f"/people/{person.uid}/referrals/new", data=data | {"preview": "1"})
    assert "exactement ce que la structure verra" in preview.text
    assert not db.scalars(select(Referral)).all()
    assert browser.post(f"/people/{person.uid}/referrals/new", data=data | {"send": "1"}).status_code == 303
    sent = one(db)
    assert (sent.state, sent.owner_structure_id) == (State.PENDING, charlie.structure_id)
    assert sent.expires_on == (datetime.now(UTC) + timedelta(days=30)).date()
    assert [m.kind.value for m in db.scalars(select(Message))] == ["referral_received"]


def test_before_answering_the_receiver_reads_what_travels_and_no_more(browser, charlie, referral, person):
    browser.login(charlie)
    text = browser.get(url(referral)).text
    assert person.name in text
    assert person.phone in text
    assert person.email not in text
    assert browser.get(f"/people/{person.uid}").status_code == 404
    assert person.name in browser.get("/referrals").text


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"informed": ""}, "Expliquez d’abord"),
        ({"to": ""}, "à qui adresser"),
        ({"message": "NIR 285055935012345"}, "sécurité sociale"),
    ],
)
def test_what_is_missing_is_said_and_nothing_leaves(browser, alice, charlie, person, db, change, said):
    data = FORM | {"to": f"structure:{charlie.structure_id}", "send": "1"} | change
    answer = browser.login(alice).post(f"/people/{person.uid}/referrals/new", data=data)
    assert answer.status_code == 422
    assert said in answer.text
    assert not db.scalars(select(Referral)).all()


def test_a_minors_guardian_is_thought_of(browser, alice, charlie, db):
    minor = factories.make_person(alice, born_on=datetime.now(UTC).date() - timedelta(days=6100))
    data = FORM | {"to": f"structure:{charlie.structure_id}", "send": "1"}
    browser.login(alice)
    silent = {name: value for name, value in data.items() if name != "guardian_informed"}
    assert "mineur" in browser.post(f"/people/{minor.uid}/referrals/new", data=silent).text
    assert browser.post(f"/people/{minor.uid}/referrals/new", data=data).status_code == 303


def test_accepting_opens_the_file_and_an_episode(browser, charlie, referral, person, db):
    answer = browser.login(charlie).post(url(referral, "accept"), data={"taker": str(charlie.user_id)})
    assert answer.location.endswith("/book")
    assert browser.get(f"/people/{person.uid}").status_code == 200
    episode = db.scalars(select(SupportEpisode).where(SupportEpisode.structure_id == charlie.structure_id)).one()
    assert episode.referent_id == charlie.user_id
    answered = db.scalars(select(Message).where(Message.kind == "referral_answered")).one()
    assert queries.compose(answered, "https://x").to == referral.sender.email


def test_the_first_appointment_decides(db, alice, charlie, referral, now):
    actions.accept(charlie, referral, charlie.user, now=now)
    first = first_appointment(charlie, referral, now)
    assert referral.state is State.APPOINTMENT_SET
    appointments.attend(charlie, first, came_in=True, now=first.ends_at)
    assert (referral.state, referral.engaged_at) == (State.ENGAGED, first.ends_at)


def first_appointment(actor, referral, now, days=3):
    values = {"minutes": 30, "location": AppointmentLocation.OFFICE, "counsellor": actor.user, "now": now}
    return actions.book(actor, referral, starts_at=now + timedelta(days=days), **values)


def test_missed_twice_is_over(db, charlie, referral, now):
    actions.accept(charlie, referral, charlie.user, now=now)
    for days in (3, 6):
        missed = first_appointment(charlie, referral, now, days)
        appointments.attend(charlie, missed, came_in=False, now=missed.ends_at)
    assert (referral.state, referral.outcome) == (State.CLOSED, "did_not_come")


def test_an_appointment_that_falls_through_is_booked_again(db, charlie, referral, now):
    actions.accept(charlie, referral, charlie.user, now=now)
    appointments.excuse(charlie, first_appointment(charlie, referral, now), now=now)
    assert referral.state is State.ACCEPTED
    assert referral.next_step_on


def test_booking_from_the_page(browser, charlie, referral, db):
    browser.login(charlie).post(url(referral, "accept"), data={"taker": str(charlie.user_id)})
    data = {"starts_at": "2090-01-02T10:00", "minutes": "30", "location": "office", "counsellor": str(charlie.user_id)}
    assert browser.post(url(referral, "book"), data=data).status_code == 303
    db.refresh(referral)
    assert referral.state is State.APPOINTMENT_SET


def test_declining_says_why_to_the_sender_and_closes_what_travelled(browser, alice, charlie, referral, person, db):
    data = {"reason": "session_full", "text": "Complet jusqu’en mars."}
    assert browser.login(charlie).post(url(referral, "decline"), data=data).status_code == 303
    assert person.phone not in browser.get(url(referral)).text
    assert "Complet jusqu’en mars." in browser.login(alice).get(url(referral)).text
    db.refresh(referral)
    assert referral.owner_structure_id == alice.structure_id


def test_acknowledging_gives_sixty_days(browser, charlie, referral, db):
    assert browser.login(charlie).post(url(referral, "acknowledge")).status_code == 303
    db.refresh(referral)
    assert (referral.state, referral.expires_on) == (State.UNDER_REVIEW, date(2030, 3, 11))


def test_withdrawing_closes_it_to_the_receiver(browser, alice, charlie, referral, person):
    assert browser.login(alice).post(url(referral, "withdraw")).status_code == 303
    assert "n’est plus visible" in browser.login(charlie).get(url(referral)).text


def test_redirecting_keeps_the_chain(browser, charlie, referral, db):
    third = factories.make_structure("East")
    assert browser.login(charlie).post(url(referral, "redirect"), data={"structure": str(third.id)}).status_code == 303
    onward = db.scalars(select(Referral).where(Referral.parent_id == referral.id)).one()
    assert (onward.recipient_structure_id, onward.state) == (third.id, State.PENDING)
    assert db.get(Referral, referral.id).state is State.REDIRECTED


def test_closing_says_what_came_of_it(browser, charlie, referral, db):
    browser.login(charlie).post(url(referral, "accept"), data={"taker": str(charlie.user_id)})
    assert browser.post(url(referral, "close"), data={"outcome": "one_off_answer"}).status_code == 303
    assert db.get(Referral, referral.id).outcome == "one_off_answer"


def test_a_pool_is_assigned_by_its_coordinator(browser, alice, charlie, dina, platform, person, db, now):
    pooled = make_pooled(charlie, person, platform)
    assert person.name in browser.login(dina).get("/referrals?box=pool").text
    third = factories.make_structure("East")
    assert browser.post(url(pooled, "assign"), data={"structure": str(third.id)}).status_code == 303
    db.refresh(pooled)
    assert (pooled.recipient_structure_id, pooled.owner_structure_id) == (third.id, third.id)


def make_pooled(sender, person, platform):
    referral = factories.make_referral(sender, person, platform.lead_structure)
    referral.recipient_structure_id, referral.platform_id = None, platform.id
    return factories.add(referral)


def test_a_stranger_sees_and_does_nothing(browser, referral):
    stranger = factories.make_counsellor("Zoe", factories.make_structure("West"))
    browser.login(stranger)
    assert browser.get(url(referral)).status_code == 404
    for verb in ("accept", "decline", "acknowledge", "redirect", "assign", "book", "withdraw", "resend", "close"):
        assert browser.post(url(referral, verb)).status_code == 404


def test_the_sender_does_not_answer_nor_the_receiver_withdraw(browser, alice, charlie, referral):
    assert browser.login(alice).post(url(referral, "accept")).status_code == 404
    assert browser.login(charlie).post(url(referral, "withdraw")).status_code == 404


def test_twice_is_refused_with_a_sentence(browser, charlie, referral):
    browser.login(charlie).post(url(referral, "accept"), data={"taker": str(charlie.user_id)})
    answer = browser.post(url(referral, "acknowledge"))
    assert answer.status_code == 409
    assert "rechargez la page" in answer.text


def test_the_silent_are_nudged_then_it_expires_and_comes_back(db, alice, charlie, referral):
    referral.next_step_on = date(2030, 1, 13)
    db.commit()
    nudged = 0
    for day in range(32):
        now = datetime(2030, 1, 10, 9, tzinfo=UTC) + timedelta(days=day)
        actions.keep_clocks(now)
        assert actions.keep_clocks(now) == 0
        nudged = max(nudged, referral.nudged)
    assert nudged == 3
    assert (referral.state, referral.owner_structure_id) == (State.EXPIRED, alice.structure_id)
    kinds = [m.kind.value for m in db.scalars(select(Message).order_by(Message.id))]
    assert kinds == ["referral_nudge"] * 3 + ["referral_expired"]


def test_it_is_sent_again_twice_at_most(browser, db, alice, referral, now):
    for _ in range(2):
        actions.change(referral, "expire", None, now)
        actions.end(referral, now)
        db.commit()
        assert browser.login(alice).post(url(referral, "resend")).status_code == 303
        db.refresh(referral)
        assert referral.state is State.PENDING
    actions.change(referral, "expire", None, now)
    actions.end(referral, now)
    with pytest.raises(Refused, match="deux fois"):
        actions.resend(alice, referral, now=now)


def test_loops_are_told(db, alice, charlie, person, referral):
    assert queries.loops(person, charlie.structure_id, alice.structure_id, date(2030, 1, 20))
    assert not queries.loops(person, alice.structure_id, factories.make_structure("East").id, date(2030, 1, 20))


def test_counters_are_their_lists(browser, alice, charlie, dina, person, platform, referral):
    make_pooled(charlie, factories.make_person(charlie), platform)
    for actor in (alice, charlie, dina):
        counts = queries.counts(actor)
        for name, count in counts.items():
            assert len(queries.listed(actor, name)[0]) == count
            assert browser.login(actor).get(f"/referrals?box={name}").text.count('<th scope="row">') == count


def test_every_state_is_reached_and_every_button_is_allowed():
    assert {m.target for m in MOVES.values()} == set(State) - {State.DRAFT}
    for state in State:
        for by in By:
            assert all(state in MOVES[name].origins for name in offered(state, by))


def test_the_circle_follows(db, charlie, referral, now):
    actions.accept(charlie, referral, charlie.user, now=now)
    lines = db.scalars(select(Circle).where(Circle.structure_id == charlie.structure_id)).all()
    assert {line.reason.value for line in lines} == {"referral_accepted", "episode"}


def test_the_inbox_costs_the_same_for_many(browser, alice, charlie, request):
    sent = request.getfixturevalue("queries")
    for _ in range(12):
        factories.make_referral(alice, factories.make_person(alice), charlie.structure)
    browser.login(charlie)
    del sent[:]
    assert browser.get("/referrals").text.count('<th scope="row">') == 12
    assert len(sent) < 12
