"""When a reminder leaves, and what may become of an appointment."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.appointments.rules import AFTER, BEFORE, lives, may_become, reminder_window, standing, week_of
from crm.codes.appointments import ParticipationStatus as Status
from crm.messages.rules import first_moment, in_quiet_hours, last_moment

NOON = datetime(2030, 1, 22, 12, tzinfo=UTC)
INSTANTS = st.datetimes(datetime(2025, 1, 1), datetime(2029, 12, 31), timezones=st.just(UTC))


@given(INSTANTS, st.integers(0, 60 * 24 * 40))
def test_a_reminder_leaves_in_the_hours_before_the_last_one_and_after_the_booking(booked_at, minutes):
    starts_at = booked_at + timedelta(minutes=minutes)
    if window := reminder_window(starts_at, booked_at):
        begins, until = window
        assert booked_at < begins < until <= starts_at - timedelta(hours=1)
        assert not in_quiet_hours(begins)


@given(INSTANTS)
def test_the_nearest_moments_are_open_and_on_their_side(instant):
    assert last_moment(instant) <= instant <= first_moment(instant)
    assert not in_quiet_hours(first_moment(instant))
    assert not in_quiet_hours(last_moment(instant))


@given(INSTANTS)
def test_who_books_three_days_ahead_in_working_hours_is_reminded(starts_at):
    if not in_quiet_hours(starts_at - timedelta(hours=2)):
        assert reminder_window(starts_at, starts_at - timedelta(days=10))


def test_nobody_is_missed_before_the_hour():
    now = datetime(2030, 1, 1, tzinfo=UTC)
    for status in Status:
        for wanted in Status:
            before = may_become(status, wanted, now + timedelta(hours=1), now)
            after = may_become(status, wanted, now - timedelta(hours=1), now)
            assert before == (wanted in BEFORE.get(status, ()))
            assert after == (wanted in AFTER.get(status, ()))
            assert not (before and wanted in (Status.ATTENDED, Status.NO_SHOW))


def test_a_week_starts_on_monday():
    days = week_of(datetime(2026, 11, 24).date())
    assert (days[0].isoformat(), len(days)) == ("2026-11-23", 6)


@pytest.mark.parametrize(
    ("status", "said"),
    [
        ("scheduled", "coming"),
        ("confirmed", "confirmed"),
        ("excused", "excused"),
        ("revoked", "cancelled"),
        ("rescheduled", "moved"),
    ],
)
def test_a_link_says_where_the_appointment_stands_until_its_hour(status, said):
    assert standing(Status(status), NOON, NOON - timedelta(minutes=1)) == said
    assert standing(Status(status), NOON, NOON) == "over"


def test_a_link_lives_until_a_day_after():
    assert lives(NOON, NOON + timedelta(hours=23, minutes=59))
    assert not lives(NOON, NOON + timedelta(days=1))
