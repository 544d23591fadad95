"""When a reminder leaves, and what may become of an appointment."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.appointments.rules import (
    MOVES,
    Tally,
    holidays,
    lives,
    may_become,
    moves,
    reminder_window,
    standing,
    together,
    week_of,
    weekly,
)
from crm.codes.appointments import ParticipationStatus as Status
from crm.codes.appointments import SlotOrigin
from crm.messages.rules import first_moment, in_quiet_hours, last_moment
from crm.territory.rules import PARIS

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


BEFORE = {
    Status.WAITING: {Status.SCHEDULED, Status.RESCHEDULED, Status.EXCUSED, Status.REVOKED},
    Status.SCHEDULED: {Status.CONFIRMED, Status.RESCHEDULED, Status.EXCUSED, Status.REVOKED},
    Status.CONFIRMED: {Status.RESCHEDULED, Status.EXCUSED, Status.REVOKED},
}
AFTER = {
    Status.WAITING: {Status.REVOKED, Status.ATTENDED},
    Status.SCHEDULED: {Status.EXCUSED, Status.REVOKED, Status.ATTENDED, Status.NO_SHOW},
    Status.CONFIRMED: {Status.EXCUSED, Status.REVOKED, Status.ATTENDED, Status.NO_SHOW},
    Status.NO_SHOW: {Status.EXCUSED, Status.ATTENDED},
    Status.EXCUSED: {Status.ATTENDED, Status.NO_SHOW},
    Status.ATTENDED: {Status.NO_SHOW},
}


@pytest.mark.parametrize("status", Status)
def test_what_may_become_of_an_appointment_depends_on_the_hour(status):
    now = datetime(2030, 1, 1, tzinfo=UTC)
    for starts_at, expected in ((now + timedelta(minutes=1), BEFORE), (now, AFTER)):
        reached = {wanted for wanted in Status if may_become(status, wanted, starts_at, now)}
        assert reached == expected.get(status, set())
        assert reached == {MOVES[name].to for name in moves(status, starts_at, now)}


def test_nobody_is_missed_before_the_hour():
    assert not MOVES["miss"].before
    assert not MOVES["attend"].before


def test_weekly_keeps_the_hour_of_the_clock_and_leaves_holidays_out():
    first = datetime(2026, 10, 22, 9, tzinfo=PARIS)
    found = weekly(first, datetime(2026, 11, 12).date())
    assert [f"{at.astimezone(PARIS):%d/%m %H:%M}" for at in found] == [
        "22/10 09:00", "29/10 09:00", "05/11 09:00", "12/11 09:00",
    ]  # fmt: skip
    assert found[1].astimezone(UTC) - found[0].astimezone(UTC) == timedelta(weeks=1, hours=1)
    assert weekly(first, None) == [first]
    assert weekly(datetime(2026, 11, 11, 9, tzinfo=PARIS), None) == []


def test_holidays_are_named_with_their_days():
    found = holidays(datetime(2026, 12, 17).date(), datetime(2027, 1, 8).date())
    assert [(first.isoformat(), last.isoformat()) for _, first, last in found] == [
        ("2026-12-25", "2026-12-25"), ("2027-01-01", "2027-01-01"), ("2026-12-19", "2027-01-03"),
    ]  # fmt: skip


def test_rates_are_those_of_the_report():
    """B-2: 2 of 10; B-2c: 2 of 6; B-3: 10 of 12."""
    tally = Tally(SlotOrigin.AGREED, attended=4, excused=3, revoked=1, no_show=2, unnoted=2)
    assert tally.unexcused == 0.2
    assert tally.unexcused_of_expected == 2 / 6
    assert (tally.few, tally.fragile) == (True, True)
    both = together([tally, Tally(SlotOrigin.IMPOSED, attended=20)])
    assert (both.attended, both.few, both.fragile) == (24, False, False)
    assert Tally(None).unexcused is Tally(None).completeness is None


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
