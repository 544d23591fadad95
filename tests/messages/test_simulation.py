"""The simulated year: three weeks of it are lived here, and its auditor sees each kind of broken promise."""

import os
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from multiprocessing import get_context

import pytest

from crm.cli.simulation import live
from crm.cli.simulation.audit import audit, easter, open_at
from crm.cli.simulation.ledger import Booking, Ledger, Received
from crm.messages.rules import in_quiet_hours

BOOKED = datetime(2026, 3, 2, 9, tzinfo=UTC)
STARTS = datetime(2026, 3, 12, 13, tzinfo=UTC)
HOUR = timedelta(hours=1)
CONFIRMED, REMINDED = "appointment_confirmation", "appointment_reminder"


def test_three_weeks_with_a_change_of_hour_and_easter():
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        days = date(2026, 3, 20), date(2026, 4, 10)
        verdict = pool.submit(live, os.environ["CRM_TEST_SERVER"], *days, 60, 3).result()
    assert verdict.kept, verdict
    assert verdict.due == verdict.sent > 100


@pytest.fixture
def ledger():
    """One appointment, confirmed at once and reminded two days before."""
    looks = [(BOOKED + n * HOUR, True) for n in range(24 * 14)]
    return Ledger(
        bookings={1: Booking(1, BOOKED, STARTS, moved=False)},
        received=[Received(BOOKED, CONFIRMED, 1, STARTS), Received(STARTS - 48 * HOUR, REMINDED, 1, STARTS)],
        looks=looks,
    )


def broken(ledger):
    verdict = audit(ledger)
    names = ("late", "doubled", "after_cancellation", "at_night", "missing", "unexpected", "wrong_hour")
    assert verdict.kept == (verdict.due == verdict.sent and not any(getattr(verdict, name) for name in names))
    return {name for name in names if getattr(verdict, name)}


def test_a_promise_kept(ledger):
    assert broken(ledger) == set()
    assert (audit(ledger).due, audit(ledger).sent) == (2, 2)


def test_each_broken_promise_is_seen(ledger):
    confirmation, reminder = ledger.received
    for received, what in (
        ([confirmation], {"missing"}),
        ([confirmation, reminder, reminder], {"doubled"}),
        ([confirmation, replace(reminder, at=STARTS - HOUR)], {"late"}),
        ([confirmation, replace(reminder, at=STARTS - 16 * HOUR)], {"at_night"}),
        ([confirmation, replace(reminder, starts_at=STARTS + HOUR)], {"wrong_hour"}),
        ([confirmation, reminder, replace(reminder, kind="appointment_cancelled")], {"late", "unexpected"}),
    ):
        ledger.received = received
        assert broken(ledger) == what


def test_what_follows_a_cancellation_is_seen(ledger):
    ledger.bookings[1].over_at = STARTS - 50 * HOUR
    assert broken(ledger) == {"after_cancellation", "unexpected"}
    del ledger.received[1]
    assert broken(ledger) == set()


def test_what_the_provider_made_impossible_is_not_due(ledger):
    ledger.looks = [(at, at < STARTS - 49 * HOUR) for at, _ in ledger.looks]
    del ledger.received[1]
    assert broken(ledger) == set()


def test_its_own_calendar_agrees_with_the_product():
    assert [easter(year) for year in (2026, 2027, 2038)] == [date(2026, 4, 5), date(2027, 3, 28), date(2038, 4, 25)]
    start = datetime(2026, 1, 1, tzinfo=UTC)
    instants = [start + n * timedelta(minutes=30) for n in range(3 * 365 * 48)]
    assert [at for at in instants if open_at(at) == in_quiet_hours(at)] == []
