"""By which channels `book`, a move and a cancellation tell a person, and the second reminder three hours before."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from crm.appointments import actions
from crm.appointments.rules import reminder_window, short_window
from crm.codes.appointments import AppointmentLocation, Channel, MessageKind, MessageState, SlotOrigin
from crm.messages.models import Message
from crm.messages.rules import Obsolete, in_quiet_hours
from crm.people import actions as people
from crm.structures.models import ChannelSetting
from tests.factories import add

FAR = timedelta(days=9, hours=4)  # a Thursday at two in the afternoon, in Paris


@pytest.fixture
def texting(db, alice, person):
    """The structure sends text messages, and the person has a mobile."""
    person.phone = "+33639981234"
    add(ChannelSetting(structure_id=alice.structure_id, account="tests", monthly_quota=100))
    db.refresh(alice.structure)


@pytest.fixture
def book(db, alice, person, now):
    def booked(ahead=FAR, origin=SlotOrigin.AGREED):
        taken = actions.book(
            alice,
            person,
            starts_at=now + ahead,
            minutes=30,
            location=AppointmentLocation.OFFICE,
            slot_origin=origin,
            counsellor=alice.user,
            now=now,
        )
        db.commit()
        return taken

    return booked


def promised(db, kind):
    return [m.channel for m in db.scalars(select(Message).where(Message.kind == kind).order_by(Message.not_before))]


def test_the_confirmation_by_email_the_reminder_by_text_message(db, texting, book):
    book()
    assert promised(db, MessageKind.APPOINTMENT_CONFIRMATION) == [Channel.EMAIL]
    assert promised(db, MessageKind.APPOINTMENT_REMINDER) == [Channel.SMS]


def test_all_by_email_where_the_structure_sends_no_text_message(db, book):
    book()
    assert promised(db, MessageKind.APPOINTMENT_REMINDER) == [Channel.EMAIL]


def test_who_chose_the_slot_long_before_gets_no_text_message_to_confirm_it(db, texting, person, book):
    person.email = None
    book(origin=SlotOrigin.SELF_BOOKED)
    assert promised(db, MessageKind.APPOINTMENT_CONFIRMATION) == []
    assert promised(db, MessageKind.APPOINTMENT_REMINDER) == [Channel.SMS]


def test_within_two_days_both_channels_say_it(db, texting, book, alice, now):
    taken = book(ahead=timedelta(hours=30), origin=SlotOrigin.SELF_BOOKED)
    assert sorted(promised(db, MessageKind.APPOINTMENT_CONFIRMATION)) == [Channel.EMAIL, Channel.SMS]
    actions.cancel(alice, taken, now=now)
    assert sorted(promised(db, MessageKind.APPOINTMENT_CANCELLED)) == [Channel.EMAIL, Channel.SMS]


def test_a_landline_gets_no_text_message(db, texting, person, book):
    person.phone = "+33199001234"
    book()
    assert promised(db, MessageKind.APPOINTMENT_REMINDER) == [Channel.EMAIL]


def test_once_the_month_is_spent_reminders_go_by_email(db, texting, alice, book):
    db.get(ChannelSetting, alice.structure_id).monthly_quota = 0
    book()
    assert promised(db, MessageKind.APPOINTMENT_REMINDER) == [Channel.EMAIL]


def test_three_hours_before_only_to_those_who_asked(db, texting, person, book):
    person.reminded_shortly = True
    taken = book()
    [first, second] = db.scalars(
        select(Message).where(Message.kind == MessageKind.APPOINTMENT_REMINDER).order_by(Message.not_before)
    )
    assert second.not_before == taken.starts_at - timedelta(hours=3)
    assert second.not_after == taken.starts_at - timedelta(hours=1)
    assert (first.channel, second.channel) == (Channel.SMS, Channel.SMS)


def test_who_no_longer_wants_it_is_not_reminded_twice(db, texting, person, book, now):
    from crm.appointments.queries import compose

    person.reminded_shortly = True
    book()
    [second] = db.scalars(select(Message).where(Message.occasion.endswith("/again")))
    assert compose(second, "").to == "+33639981234"
    person.reminded_shortly = False
    with pytest.raises(Obsolete):
        compose(second, "")


def test_a_move_takes_both_reminders_along(db, texting, alice, person, book, now):
    person.reminded_shortly = True
    taken = book()
    actions.move(alice, taken, now + FAR + timedelta(days=1), now=now)
    states = [m.state for m in db.scalars(select(Message).where(Message.kind == MessageKind.APPOINTMENT_REMINDER))]
    assert sorted(states) == [MessageState.CANCELLED] * 2 + [MessageState.WAITING] * 2


def test_a_stop_makes_the_reminder_an_email(db, texting, person, book, now):
    book()
    people.stop("+33639981234", now)
    waiting = db.scalars(
        select(Message).where(Message.kind == MessageKind.APPOINTMENT_REMINDER, Message.state == MessageState.WAITING)
    ).all()
    assert [message.channel for message in waiting] == [Channel.EMAIL]


@given(
    st.datetimes(datetime(2024, 1, 1), datetime(2034, 1, 1), timezones=st.just(UTC)),
    st.integers(1, 60 * 24 * 40),
)
def test_the_second_reminder_leaves_in_the_sending_hours_after_the_first_and_in_time(starts_at, minutes):
    booked_at = starts_at - timedelta(minutes=minutes)
    if window := short_window(starts_at, booked_at):
        begins, until = window
        first = reminder_window(starts_at, booked_at)
        assert first[0] < begins < until < starts_at
        assert begins >= starts_at - timedelta(hours=3)
        assert not in_quiet_hours(begins)
        assert begins >= booked_at + timedelta(hours=1)
