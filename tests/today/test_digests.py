"""Digests: when something waits, once, on working mornings, to those who want them; each number opens its list."""

import os
import re
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from crm.codes.appointments import MessageKind, MessageState
from crm.messages.models import Message
from crm.messages.rules import Obsolete
from crm.territory.rules import public_holiday
from crm.today import actions, queries
from crm.today.rules import is_weekly_day, works
from tests import factories
from tests.conftest import server_url

MONDAY = datetime(2030, 1, 14, 6, 30, tzinfo=UTC)


@pytest.fixture
def busy(alice, charlie, person, platform):
    """Two referrals to answer, a step that is due, a message that failed, an appointment to complete."""
    for _ in range(2):
        factories.make_referral(charlie, factories.make_person(charlie), alice.structure)
    factories.make_case(person, platform)
    factories.make_message(alice, person, state=MessageState.FAILED)
    factories.make_appointment(alice, person, datetime.now(UTC) - timedelta(days=3))


@pytest.fixture
def promise_all(db):
    os.environ.setdefault("SECRET_KEY", "tests-tests-tests-tests-tests-tests")
    os.environ.setdefault("DATABASE_URL", server_url("postgres"))
    os.environ.setdefault("REDIS_URL", os.environ["CRM_TEST_REDIS"])
    from worker.digests import promise_all

    db.commit()
    return promise_all


def promised(db):
    return db.scalars(
        select(Message).where(Message.kind.in_(queries.digests.KINDS.values())).order_by(Message.id)
    ).all()


def test_once_a_morning_to_those_for_whom_something_waits(db, alice, bob, charlie, dina, rita, busy, promise_all):
    for minutes in (0, 60, 120):
        promise_all(MONDAY + timedelta(minutes=minutes))
    kinds = {(m.recipient, m.kind) for m in promised(db)}
    assert kinds == {
        (f"user:{alice.user_id}", MessageKind.COUNSELLOR_DAILY_DIGEST),
        (f"user:{bob.user_id}", MessageKind.SUPERVISOR_WEEKLY_DIGEST),
        (f"user:{dina.user_id}", MessageKind.COUNSELLOR_DAILY_DIGEST),
    }
    assert len(promised(db)) == 3
    promise_all(MONDAY + timedelta(days=1))
    assert [m.recipient for m in promised(db)].count(f"user:{alice.user_id}") == 2
    assert [m.recipient for m in promised(db)].count(f"user:{bob.user_id}") == 1


def test_nothing_waits_nothing_leaves(db, alice, bob, promise_all):
    promise_all(MONDAY)
    assert promised(db) == []


def test_each_number_is_the_size_of_the_list_that_its_link_opens(db, browser, alice, busy):
    lines = queries.lines(alice, datetime.now(UTC))
    assert {line.path for line in lines} >= {"/referrals?box=to_answer", "/today#a-completer", "/today#echecs"}
    browser.login(alice)
    for number, _, path in lines:
        page = browser.get(path).text
        name = path.partition("#")[2]
        if name:
            section = re.search(rf'aria-labelledby="{name}".*?</section>', page, re.S).group(0)
            assert len(re.findall(r'<a href="/(?:people|dropouts)/[0-9a-f-]{36}\?', section)) == number, path
        else:
            assert page.count('<th scope="row">') == number, path


def test_nobody_is_named(db, person, busy, promise_all):
    promise_all(MONDAY)
    for message in promised(db):
        content = queries.compose(message, "https://example.org")
        assert person.given_name not in content.text + content.subject
        assert person.family_name not in content.text + content.subject


def test_what_was_done_in_between_leaves_nothing_to_say(db, alice, person, promise_all):
    failure = factories.make_message(alice, person, state=MessageState.FAILED)
    promise_all(MONDAY)
    [message] = promised(db)
    failure.set_aside_at = MONDAY
    with pytest.raises(Obsolete):
        queries.compose(message, "https://example.org")


@pytest.mark.parametrize("when", [MONDAY - timedelta(days=1), datetime(2030, 4, 22, 6, 30, tzinfo=UTC)])
def test_neither_on_sunday_nor_on_easter_monday(db, busy, promise_all, when):
    promise_all(when)
    assert promised(db) == []


def test_who_wants_none_gets_none(db, browser, alice, bob, busy, promise_all):
    for actor in (alice, bob):
        answer = browser.login(actor).post("/profile/digests", data={"digest_weekday": "2"})
        assert answer.location == "/profile"
    promise_all(MONDAY)
    assert promised(db) == []
    browser.post("/profile/digests", data={"weekly_digest": "y", "digest_weekday": "2"})
    promise_all(MONDAY)
    assert promised(db) == []
    promise_all(MONDAY + timedelta(days=2))
    assert [m.recipient for m in promised(db)] == [f"user:{bob.user_id}"]


def test_an_account_that_is_closed_gets_none(db, alice, bob, busy, promise_all):
    alice.ended_on = MONDAY.date()
    bob.user.active = False
    db.commit()
    promise_all(MONDAY)
    assert promised(db) == []


def test_promised_twice_at_once_is_once(db, alice, busy):
    for _ in range(2):
        actions.promise_digest(alice.id, now=MONDAY)
    assert len(promised(db)) == 1


@given(st.dates(date(2024, 1, 1), date(2034, 12, 31)), st.integers(0, 4))
def test_one_weekly_digest_a_week_at_most_on_the_first_working_day_from_the_one_chosen(day, weekday):
    monday = day - timedelta(days=day.weekday())
    week = [monday + timedelta(days=n) for n in range(7)]
    chosen = [one for one in week if is_weekly_day(one, weekday)]
    working = [one for one in week[weekday:] if one.weekday() < 5 and not public_holiday(one)]
    assert chosen == working[:1]
    assert all(works(one) for one in chosen)
