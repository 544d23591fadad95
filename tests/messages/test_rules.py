"""Hours, states and retries, over years of instants in Paris."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from crm.appointments.rules import reminder_window
from crm.codes.appointments import MessageState
from crm.messages.rules import (
    ATTEMPTS,
    MOVES,
    PENDING,
    again_at,
    backoff,
    first_moment,
    in_quiet_hours,
    last_moment,
    may_become,
)
from crm.territory.rules import PARIS

YEARS = (datetime(2024, 1, 1), datetime(2039, 12, 31))
instants = st.datetimes(*YEARS).map(lambda naive: naive.replace(tzinfo=UTC))
CHANGES = [datetime(2026, 3, 29, 1, tzinfo=UTC), datetime(2026, 10, 25, 1, tzinfo=UTC)]
around = st.builds(lambda change, minutes: change + timedelta(minutes=minutes),
                   st.sampled_from(CHANGES), st.integers(-3 * 1440, 3 * 1440))  # fmt: skip
SOON = timedelta(days=5)
"""No quiet time is longer: the longest is from a Saturday evening over two public holidays."""


@given(instants | around)
def test_the_first_moment_is_the_first(instant):
    moment = first_moment(instant)
    assert not in_quiet_hours(moment)
    assert instant <= moment < instant + SOON
    if moment != instant:
        here = moment.astimezone(PARIS)
        assert (here.hour, here.minute, here.second) == (9, 0, 0)
        assert in_quiet_hours(moment - timedelta(seconds=1))
        steps = (moment - instant) // timedelta(minutes=30)
        assert all(in_quiet_hours(instant + n * timedelta(minutes=30)) for n in range(steps))


@given(instants | around)
def test_the_last_moment_leaves_an_hour_to_try_again(instant):
    moment = last_moment(instant)
    assert not in_quiet_hours(moment)
    assert instant - SOON < moment <= instant
    if moment != instant:
        assert not in_quiet_hours(moment + timedelta(minutes=59))
        assert in_quiet_hours(moment + timedelta(hours=1))


@given(instants | around, st.integers(1, 60 * 24 * 40))
def test_a_reminder_leaves_by_day_after_the_booking_and_an_hour_before(starts_at, minutes_ahead):
    booked_at = starts_at - timedelta(minutes=minutes_ahead)
    window = reminder_window(starts_at, booked_at)
    if window is None:
        return
    begins, until = window
    assert booked_at < begins < until <= starts_at - timedelta(hours=1)
    assert not in_quiet_hours(begins)
    assert begins >= starts_at - timedelta(hours=48) - SOON


@given(instants, instants)
def test_moments_keep_their_order(one, other):
    first, second = sorted((one, other))
    assert first_moment(first) <= first_moment(second)
    assert last_moment(first) <= last_moment(second) or not in_quiet_hours(first)


def test_every_minute_of_two_years_is_open_exactly_on_working_hours():
    """Ten hours a day, on days that are neither a Sunday nor a holiday: also on the days that have 23 or 25 hours."""
    start = datetime(2026, 1, 1, tzinfo=PARIS).astimezone(UTC)
    minutes = {}
    for n in range(2 * 365 * 24 * 4):
        instant = start + n * timedelta(minutes=15)
        day = instant.astimezone(PARIS).date()
        minutes[day] = minutes.get(day, 0) + (not in_quiet_hours(instant))
    assert set(minutes.values()) == {0, 40}
    closed = {day for day, quarters in minutes.items() if not quarters}
    assert len([day for day in closed if day.weekday() != 6 and day.year == 2026]) == 10


def test_what_is_settled_stays_so():
    settled = set(MessageState) - set(PENDING) - {MessageState.SENT}
    assert not any(MOVES.get(state) for state in settled)
    assert all(may_become(MessageState.SENDING, state) for state in MessageState if state is not MessageState.SENDING)
    assert not may_become(MessageState.SENT, MessageState.WAITING)


@given(instants, st.integers(1, ATTEMPTS + 2), st.none() | st.timedeltas(timedelta(), timedelta(days=2)), instants)
def test_trying_again_is_bounded_and_patient(now, attempts, retry_after, not_after):
    at = again_at(attempts, retry_after, not_after, now)
    if at is None:
        assert attempts >= ATTEMPTS or now + max(backoff(attempts), retry_after or timedelta()) >= not_after
    else:
        assert now < at < not_after
        assert at - now >= (retry_after or timedelta())


def test_the_wait_grows_to_four_hours():
    waits = [backoff(n) for n in range(1, ATTEMPTS + 3)]
    assert waits[:3] == [timedelta(minutes=1), timedelta(minutes=4), timedelta(minutes=16)]
    assert all(a <= b for a, b in pairwise(waits))
    assert waits[-1] == timedelta(hours=4)
