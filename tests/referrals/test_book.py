"""The first appointment of a referral, and what it decides."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from crm.appointments import actions as appointments
from crm.codes.appointments import AppointmentLocation
from crm.codes.referrals import ReferralKind, ReferralOutcome
from crm.codes.referrals import ReferralState as State
from crm.messages.models import Message
from crm.messages.rules import Obsolete
from crm.policy import May, can
from crm.referrals import actions, queries
from crm.referrals.rules import AGAIN, FIRST_APPOINTMENT
from crm.support.actions import open_episode as open_first
from crm.support.queries import open_episode
from tests import factories
from tests.referrals.conftest import url


def test_the_first_appointment_decides(db, alice, charlie, referral, now):
    actions.accept(charlie, referral, charlie.user, now=now)
    first = first_appointment(charlie, referral, now)
    assert referral.state is State.APPOINTMENT_SET
    opened = open_episode(referral.person, charlie.structure_id)
    assert (opened.next_step, opened.next_step_on) == ("Premier rendez-vous", referral.next_step_on)
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


def test_who_never_came_is_the_senders_next_step_and_nobody_elses(db, alice, charlie, person, referral, now):
    own = open_episode(person, alice.structure_id)
    own.next_step_on = now.date() + timedelta(days=90)
    actions.accept(charlie, referral, charlie.user, now=now)
    opened = open_episode(person, charlie.structure_id)
    for days in (3, 6):
        missed = first_appointment(charlie, referral, now, days)
        appointments.attend(charlie, missed, came_in=False, now=missed.ends_at)
    assert opened.closed_on
    assert not can(charlie, May.READ_IDENTITY, person)
    assert own.closed_on is None
    assert own.next_step.startswith("Reprendre : South")
    assert own.next_step_on == missed.ends_at.date() + AGAIN


def test_who_was_followed_there_before_still_is(db, charlie, person, referral, now):
    before = open_first(charlie, person, charlie.user, now=now)
    actions.accept(charlie, referral, charlie.user, now=now)
    actions.close(charlie, referral, ReferralOutcome.DID_NOT_COME, now=now)
    assert before.closed_on is None


def test_a_transfer_that_fails_leaves_the_person_with_the_sender(db, alice, charlie, person, now):
    transfer = factories.make_referral(alice, person, charlie.structure, kind=ReferralKind.TRANSFER)
    actions.accept(charlie, transfer, charlie.user, now=now)
    actions.close(charlie, transfer, ReferralOutcome.DECLINED_BY_PERSON, now=now)
    assert open_episode(person, alice.structure_id)
    assert not open_episode(person, charlie.structure_id)


def test_started_without_an_appointment_counts_as_taken_on(db, charlie, person, referral, now):
    actions.accept(charlie, referral, charlie.user, now=now)
    actions.close(charlie, referral, ReferralOutcome.SUPPORT_STARTED, now=now)
    assert referral.engaged_at == now
    assert open_episode(person, charlie.structure_id)


def test_nobody_is_forgotten_after_being_accepted(db, alice, bob, charlie, referral, now):
    """The taker first, a week later their manager and the sender, who is told whom to call."""
    boss = factories.make_manager("Bea", charlie.structure)
    alice.user.daily_digest = charlie.user.daily_digest = False
    actions.accept(charlie, referral, charlie.user, now=now)
    due = now + FIRST_APPOINTMENT
    told = {}
    for day in range(-2, 20):
        actions.keep_clocks(due + timedelta(days=day))
        letters = db.scalars(select(Message).where(Message.kind.in_(["referral_late", "referral_stalled"])))
        told[day] = sorted(m.recipient for m in letters)
    taker, manager, sender = (f"user:{m.user_id}" for m in (charlie, boss, alice))
    assert (told[0], told[1], told[7]) == ([], [taker], [taker])
    assert told[8] == told[19] == sorted([taker, taker, manager, sender])
    [stalled] = db.scalars(select(Message).where(Message.kind == "referral_stalled"))
    assert "Appelez" in queries.compose(stalled, "http://site").text
    assert queries.counts(charlie)["to_book"] == 1
    late = db.scalars(select(Message).where(Message.kind == "referral_late")).first()
    assert alice.structure.short_name in queries.compose(late, "http://site").text
    first_appointment(charlie, referral, due + timedelta(days=20))
    assert queries.counts(charlie)["to_book"] == 0
    with pytest.raises(Obsolete):
        queries.compose(late, "http://site")


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
