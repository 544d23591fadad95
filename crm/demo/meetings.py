"""Appointments kept, missed and to come, and the contacts they become."""

from datetime import date, datetime, timedelta

from crm.appointments.rules import occasion
from crm.codes.appointments import (
    AppointmentKind,
    AppointmentLocation,
    AppointmentStatus,
    Channel,
    MessageKind,
    MessageState,
    ParticipationStatus,
    SlotOrigin,
)
from crm.codes.support import (
    ContactType,
    Theme,
)
from crm.demo.agenda import join
from crm.demo.pen import Person, Story, at
from crm.demo.words import SUMMARIES
from crm.messages.rules import last_moment
from crm.territory.rules import PARIS


def contact(story: Story, person: Person, day: date, kind: ContactType) -> int:
    number = story.tables.next("contact_event")
    story.tables.add(
        "contact_event",
        id=number,
        person_id=person.id,
        structure_id=person.home.id,
        author_id=person.referent,
        type=kind,
        happened_at=at(day, story.random.randrange(9, 18)),
        minutes=story.random.choice((15, 30, 45, 60)),
        themes=[story.random.choice(THEMES)],
        summary=story.random.choice(SUMMARIES),
        commune_code=person.commune,
    )
    return number


THEMES = tuple(theme.value for theme in Theme)


def meetings(story: Story, person: Person, last: date, *, closed: bool) -> None:
    """Appointments kept, missed and to come, each with its reminder."""
    taken: set[date] = set()
    join(story, person, taken, contact)
    days = max((last - person.opened_on).days, 1)
    for _ in range(min(int(story.random.expovariate(1 / 1.6)), 6)):
        meet(story, person, person.opened_on + timedelta(days=story.random.randrange(days)), taken)
    if not closed and story.random.random() < 0.22:
        meet(story, person, story.today + timedelta(days=story.random.randrange(0, 21)), taken)


def meet(
    story: Story, person: Person, around: date, taken: set[date], counsellor: int = 0, referral_id: int | None = None
) -> datetime | None:
    """One appointment near a day, with what became of it; its hour, or None when nobody was free."""
    random, tables = story.random, story.tables
    counsellor = counsellor or person.referent
    slot = story.slot(counsellor, around, taken)
    if slot is None:
        return None
    starts_at, ends_at = slot
    booked_at = min(
        starts_at - timedelta(days=random.randrange(2, 15)), story.now - timedelta(hours=random.randrange(1, 50))
    )
    origin = random.choice((SlotOrigin.AGREED, SlotOrigin.AGREED, SlotOrigin.SELF_BOOKED, SlotOrigin.IMPOSED))
    status = ParticipationStatus.SCHEDULED
    if ends_at < story.now - timedelta(days=3) or (ends_at < story.now and random.random() < 0.7):
        missed = 0.24 if origin is SlotOrigin.IMPOSED else 0.11
        draw = random.random()
        status = ParticipationStatus.NO_SHOW if draw < missed else ParticipationStatus.ATTENDED
        status = ParticipationStatus.EXCUSED if missed <= draw < missed + 0.08 else status
    number, part = tables.next("appointment"), tables.next("participation")
    kept = status is ParticipationStatus.ATTENDED
    day = starts_at.astimezone(PARIS).date()
    freed = status is ParticipationStatus.EXCUSED
    tables.add(
        "appointment",
        id=number,
        structure_id=person.home.id,
        counsellor_id=counsellor,
        site_id=person.home.site_on(starts_at.weekday()),
        room_id=None,
        kind=AppointmentKind.INDIVIDUAL,
        title="",
        capacity=1,
        location=random.choice((AppointmentLocation.OFFICE, AppointmentLocation.OFFICE, AppointmentLocation.PHONE)),
        starts_at=starts_at,
        ends_at=ends_at,
        status=AppointmentStatus.FREED if freed else AppointmentStatus.PLANNED,
        created_by_id=counsellor,
        created_at=booked_at,
    )
    tables.add(
        "participation",
        id=part,
        appointment_id=number,
        person_id=person.id,
        status=status,
        slot_origin=origin,
        starts_at=starts_at,
        ends_at=ends_at,
        booked_at=booked_at,
        resolved_at=None if status is ParticipationStatus.SCHEDULED else ends_at,
        contact_id=contact(story, person, day, ContactType.INDIVIDUAL_INTERVIEW) if kept else None,
        commune_code=person.commune,
        referral_id=referral_id,
    )
    remind(story, person, part, starts_at)
    return starts_at if status is not ParticipationStatus.NO_SHOW else None


def remind(story: Story, person: Person, participation: int, starts_at: datetime) -> None:
    """The reminder of an appointment of these weeks: gone already, or waiting for its hour."""
    leaves = last_moment(starts_at - timedelta(days=2))
    if not story.now - timedelta(days=30) < starts_at or not person.values["email"]:
        return
    sent = leaves <= story.now
    number = story.tables.next("message")
    story.tables.add(
        "message",
        id=number,
        kind=MessageKind.APPOINTMENT_REMINDER,
        subject=f"participation:{participation}",
        recipient=f"person:{person.id}",
        occasion=occasion(starts_at),
        channel=Channel.EMAIL,
        state=MessageState.SENT if sent else MessageState.WAITING,
        not_before=leaves,
        not_after=starts_at - timedelta(hours=1),
        sent_at=leaves if sent else None,
        attempts=1 if sent else 0,
        person_id=person.id,
        structure_id=person.home.id,
    )
    state = MessageState.SENT if sent else MessageState.WAITING
    story.tables.add("message_event", message_id=number, state=state, at=min(leaves, story.now))
