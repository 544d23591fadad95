"""The agendas of the story: opening hours, rooms, absences, and workshops that people join."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from random import Random

from crm.codes.appointments import (
    AppointmentKind,
    AppointmentLocation,
    AppointmentStatus,
    ParticipationStatus,
    SlotOrigin,
)
from crm.codes.support import ContactType
from crm.demo.pen import SLOTS, Person, Session, Story
from crm.demo.structures import Place
from crm.demo.writing import Tables
from crm.territory.rules import PARIS, public_holiday

AFTERNOON = (4, 5, 6)
"""The slots that a workshop takes, from two to a quarter past four."""

WEEKS = range(-9, 5)
CAPACITY = 8
KINDS = (
    (AppointmentKind.WORKSHOP, "Atelier CV et lettre"),
    (AppointmentKind.COLLECTIVE_INFORMATION, "Découvrir l’apprentissage"),
    (AppointmentKind.AMBASSADOR_VISIT, "Rencontre : les métiers du bâtiment"),
    (AppointmentKind.WORKSHOP, "Atelier préparer un entretien"),
)
WAITING = 4
JOINED = 0.2
Contact = Callable[[Story, Person, date, ContactType], int]
"""Writes a contact, and gives its number."""


def open_hours(tables: Tables, place: Place, today: date) -> None:
    """Each counsellor receives mornings and afternoons in slots of 45 minutes; Thursdays are for partners too."""
    for name, seats in (("Salle bleue", 14), ("Box 1", 3)):
        number = tables.next("room")
        tables.add("room", id=number, structure_id=place.id, site_id=place.sites[0], name=name, seats=seats)
        place.rooms.append(number)
    for one, other in zip(place.sites, place.sites[1:], strict=False):
        tables.add("travel", structure_id=place.id, site_id=one, other_site_id=other, minutes=30)
    for counsellor in place.counsellors:
        for weekday in range(5):
            for starts, ends in ((time(9), time(12)), (time(14), time(17))):
                tables.add(
                    "opening",
                    structure_id=place.id,
                    counsellor_id=counsellor,
                    site_id=place.site_on(weekday),
                    location=AppointmentLocation.OFFICE,
                    weekday=weekday + 1,
                    starts=starts,
                    ends=ends,
                    slot_minutes=45,
                    valid_from=today.replace(month=1, day=2),
                    self_bookable=weekday in (1, 2, 3),
                    partners=weekday == 3,
                )


def gather(story: Story) -> None:
    """One workshop a week at each mission locale, and an afternoon when somebody is away."""
    monday = story.today - timedelta(days=story.today.weekday())
    for place in story.region.main.values():
        for week in WEEKS:
            day = monday + timedelta(weeks=week, days=2)
            if not public_holiday(day):
                hold(story, place, day, week)
        away = monday + timedelta(weeks=1, days=4)
        if not public_holiday(away):
            be_away(story, place, away)


def instant(day: date, hour: time) -> datetime:
    return datetime.combine(day, hour, PARIS)


def hold(story: Story, place: Place, day: date, week: int) -> None:
    host = place.counsellors[0]
    story.taken.setdefault(host, set()).update((day, number) for number in AFTERNOON)
    number = story.tables.next("appointment")
    session = Session(number, day, instant(day, SLOTS[4]), instant(day, time(16)), CAPACITY)
    kind, title = KINDS[week % len(KINDS)]
    story.tables.add(
        "appointment",
        id=number,
        structure_id=place.id,
        counsellor_id=host,
        site_id=place.sites[0],
        room_id=place.rooms[0],
        kind=kind,
        title=title,
        capacity=CAPACITY,
        location=AppointmentLocation.OFFICE,
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        status=AppointmentStatus.PLANNED,
        created_by_id=host,
        created_at=session.starts_at - timedelta(weeks=5),
    )
    story.sessions.setdefault(place.id, []).append(session)


def be_away(story: Story, place: Place, day: date) -> None:
    """An afternoon off for the first counsellor."""
    host = place.counsellors[0]
    story.taken.setdefault(host, set()).update((day, number) for number in range(4, len(SLOTS)))
    starts_at, ends_at = instant(day, time(14)), instant(day, time(18))
    story.tables.add("absence", structure_id=place.id, counsellor_id=host, starts_at=starts_at, ends_at=ends_at)


def join(story: Story, person: Person, taken: set[date], contact: Contact) -> None:
    """Sometimes a workshop: a place, or the waiting list of one to come."""
    random = story.random
    if random.random() > JOINED or not (held := story.sessions.get(person.home.id)):
        return
    session = random.choice(held)
    coming = session.starts_at > story.now
    if session.day in taken or session.day < person.opened_on or session.left <= (-WAITING if coming else 0):
        return
    taken.add(session.day)
    waits = session.left <= 0
    session.left -= 1
    status = ParticipationStatus.WAITING if waits else outcome(random, coming=coming)
    kept = status is ParticipationStatus.ATTENDED
    open_ = status in (ParticipationStatus.WAITING, ParticipationStatus.SCHEDULED)
    story.tables.add(
        "participation",
        id=story.tables.next("participation"),
        appointment_id=session.id,
        person_id=person.id,
        status=status,
        slot_origin=SlotOrigin.AGREED,
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        booked_at=min(session.starts_at - timedelta(days=9), story.now - timedelta(hours=2)),
        resolved_at=None if open_ else session.ends_at,
        contact_id=contact(story, person, session.day, ContactType.WORKSHOP) if kept else None,
        commune_code=person.commune,
        referral_id=None,
    )


def outcome(random: Random, *, coming: bool) -> ParticipationStatus:
    if coming:
        return ParticipationStatus.SCHEDULED
    return ParticipationStatus.NO_SHOW if random.random() < 0.18 else ParticipationStatus.ATTENDED
