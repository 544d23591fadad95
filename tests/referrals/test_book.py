"""The first appointment of a referral, and what it decides."""

from datetime import timedelta

from crm.appointments import actions as appointments
from crm.codes.appointments import AppointmentLocation
from crm.codes.referrals import ReferralState as State
from crm.referrals import actions
from tests.referrals.conftest import url


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
