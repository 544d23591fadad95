"""The next free slots: what opening hours give, less what takes them."""

from datetime import UTC, datetime, time, timedelta

import pytest
from sqlalchemy import select

from crm.appointments import actions, queries
from crm.appointments.models import Absence, Appointment, Room, Travel
from crm.appointments.queries import Wanted
from crm.appointments.rules import parts
from crm.codes.appointments import AppointmentLocation, SlotOrigin
from crm.codes.support import Theme
from crm.errors import Refused
from crm.people.models import Circle
from crm.territory.rules import PARIS
from tests import factories

TUESDAY = 2
MONDAY = 1


@pytest.fixture
def morning(alice):
    """Alice receives on Tuesdays from ten to a quarter past twelve: three slots."""
    return factories.make_opening(alice, TUESDAY, time(10), time(12, 15), self_bookable=True)


def free(actor, now, days=1, **wanted):
    found = queries.free_slots(actor, Wanted(**wanted), now=now, days=days)
    return [f"{slot.starts_at.astimezone(PARIS):%H:%M}" for slot in found]


def on(now, hour, minute=0):
    return datetime.combine(now.date(), time(hour, minute), PARIS)


def test_hours_are_cut_into_slots_from_now_on(alice, morning, now):
    assert free(alice, now) == ["10:45", "11:30"]
    assert free(alice, now - timedelta(hours=1)) == ["10:00", "10:45", "11:30"]
    assert free(alice, now + timedelta(days=1)) == []


def test_summer_keeps_the_hours_of_the_clock(alice, morning):
    summer = datetime(2030, 7, 16, 4, tzinfo=UTC)
    found = queries.free_slots(alice, Wanted(), now=summer, days=1)
    assert found[0].starts_at == datetime(2030, 7, 16, 8, tzinfo=UTC)


def test_hours_hold_between_their_dates_and_not_on_holidays(alice, now):
    factories.make_opening(alice, TUESDAY, time(14), time(15), valid_until=(now + timedelta(days=7)).date())
    found = queries.free_slots(alice, Wanted(), now=now)
    assert [slot.day.isoformat() for slot in found] == ["2030-01-15", "2030-01-22"]
    new_year = datetime(2030, 1, 1, 5, tzinfo=UTC)
    assert free(alice, new_year) == []


def test_what_is_taken_is_not_offered(alice, person, morning, now):
    taken = factories.make_appointment(alice, factories.make_person(alice), on(now, 10, 45), 45)
    assert free(alice, now) == ["11:30"]
    taken.appointment.status = "cancelled"
    factories.db.session.flush()
    assert free(alice, now) == ["10:45", "11:30"]


def test_the_persons_own_hours_are_in_the_way(alice, bob, person, morning, now):
    factories.make_appointment(bob, person, on(now, 11, 30), 30)
    assert free(alice, now, person_id=person.id) == ["10:45"]
    assert free(alice, now) == ["10:45", "11:30"]


@pytest.mark.parametrize("whose", ["counsellor", "structure", "colleague"])
def test_nobody_is_received_during_an_absence(db, alice, bob, morning, now, whose):
    counsellor_id = {"counsellor": alice.user_id, "structure": None, "colleague": bob.user_id}[whose]
    factories.add(
        Absence(structure_id=alice.structure_id, counsellor_id=counsellor_id, starts_at=on(now, 8), ends_at=on(now, 11))
    )
    assert free(alice, now) == (["10:45", "11:30"] if whose == "colleague" else ["11:30"])


def test_time_is_kept_to_come_from_another_site(db, alice, now):
    here, there = factories.make_site(alice.structure, "Ici"), factories.make_site(alice.structure, "Là-bas")
    factories.make_opening(alice, TUESDAY, time(14), time(17), site_id=here.id, slot_minutes=60)
    factories.add(Travel(structure_id=alice.structure_id, site_id=here.id, other_site_id=there.id, minutes=30))
    busy = factories.make_appointment(alice, factories.make_person(alice), on(now, 12, 45), 60)
    assert free(alice, now) == ["14:00", "15:00", "16:00"]
    busy.appointment.site_id = there.id
    db.flush()
    assert free(alice, now) == ["15:00", "16:00"]
    with pytest.raises(Refused, match="30 minutes de trajet"):
        actions.book(
            alice, factories.make_person(alice), starts_at=on(now, 14), minutes=30, site_id=here.id, now=now,
            counsellor=alice.user, location=AppointmentLocation.OFFICE, slot_origin=SlotOrigin.AGREED,
        )  # fmt: skip


def test_a_room_is_taken_by_a_colleague(db, alice, bob, now):
    room = factories.add(Room(structure_id=alice.structure_id, name="Verte", seats=2))
    factories.make_opening(alice, TUESDAY, time(14), time(16), room_id=room.id, slot_minutes=60)
    taken = factories.make_appointment(bob, factories.make_person(alice), on(now, 14, 30), 30)
    assert free(alice, now) == ["14:00", "15:00"]
    taken.appointment.room_id = room.id
    db.flush()
    assert free(alice, now) == ["15:00"]


def test_a_longer_appointment_needs_room_to_the_end(alice, morning, now):
    assert free(alice, now, minutes=60) == ["10:45"]


def test_reasons_and_ways_narrow_the_search(alice, morning, now):
    morning.reasons = [Theme.HOUSING.value]
    factories.db.session.flush()
    assert free(alice, now, theme=Theme.HOUSING) == ["10:45", "11:30"]
    assert free(alice, now, theme=Theme.TRAIN) == []
    assert free(alice, now, location=AppointmentLocation.PHONE) == []


def test_the_nearest_first_and_none_beyond_the_distance(alice, bob, charlie, now):
    roubaix = factories.make_site(alice.structure, "Antenne", "59512")
    factories.make_opening(alice, TUESDAY, time(14), time(15), site_id=roubaix.id)
    factories.make_opening(bob, TUESDAY, time(16), time(17))
    valenciennes = factories.make_site(charlie.structure, "Loin", "59606")
    factories.make_opening(charlie, TUESDAY, time(11), time(12), site_id=valenciennes.id, partners=True)
    assert free(alice, now, commune_code="59350") == ["16:00", "14:00", "11:00"]
    assert free(alice, now, commune_code="59350", within_km=20) == ["16:00", "14:00"]


def test_hours_kept_to_oneself_are_not_shown_to_partners(alice, charlie, now):
    opening = factories.make_opening(charlie, TUESDAY, time(14), time(15))
    assert free(alice, now) == []
    opening.partners = True
    factories.db.session.flush()
    assert free(alice, now) == ["14:00"]


def test_who_left_receives_nobody(db, alice, morning, now):
    alice.ended_on = now.date()
    db.flush()
    assert free(alice, now) == []


def test_a_partner_s_slot_is_taken_and_the_partner_follows(db, alice, charlie, person, now):
    opening = factories.make_opening(charlie, TUESDAY, time(14), time(15), partners=True)
    slot = queries.slot_at(alice, opening.uid, on(now, 14), person, now=now)
    taken = actions.take(alice, person, slot, slot_origin=SlotOrigin.AGREED, now=now)
    assert (taken.slot_origin, taken.appointment.structure_id) == ("by_referrer", charlie.structure_id)
    assert charlie.structure_id in db.scalars(select(Circle.structure_id).where(Circle.person_id == person.id))
    assert queries.slot_at(alice, opening.uid, on(now, 14), person, now=now) is None


def test_another_slot_of_the_same_counsellor_instead(db, alice, bob, person, morning, now):
    old = factories.make_appointment(alice, person, on(now, 10, 45), 45)
    factories.make_opening(bob, TUESDAY, time(14), time(15), self_bookable=True)
    factories.make_opening(alice, TUESDAY, time(14), time(15))
    found = queries.slots_instead(old, now=now, limit=3)
    assert [f"{slot.starts_at.astimezone(PARIS):%d %H:%M}" for slot in found] == ["15 10:45", "15 11:30", "22 10:00"]
    new = actions.exchange(old, found[1], by_id=alice.user_id, now=now)
    assert (old.status, new.status, new.appointment.moved_from_id) == ("rescheduled", "scheduled", old.appointment_id)
    assert db.get(Appointment, old.appointment_id).status == "moved"


def test_days_are_looked_at_in_parts_that_cover_them_once():
    first = datetime(2030, 4, 26).date()
    days = [day for part in parts(first, 42) for day in part]
    assert days == sorted(set(days))
    assert len(days) == 42 - 6 - 3  # six Sundays; the 1st and the 8th of May, and Ascension Day
