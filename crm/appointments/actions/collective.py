"""Workshops, collective information, forums: set up, enrol, call off, and note who came."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from crm import journal
from crm.accounts.models import Membership
from crm.appointments import queries
from crm.appointments.actions.booking import place_at, set_up
from crm.appointments.actions.outcomes import attend, excuse, promote, revoke
from crm.appointments.actions.telling import tell
from crm.appointments.models import Appointment, Participation
from crm.appointments.rules import HELD, weekly
from crm.codes.appointments import (
    AppointmentKind,
    AppointmentStatus,
    MessageKind,
    ParticipationStatus,
    SlotOrigin,
)
from crm.db import db
from crm.errors import Refused
from crm.people.models import Person
from crm.policy import May, require


def gather(
    actor: Membership,
    values: Mapping[str, object],
    *,
    starts_at: datetime,
    minutes: int,
    until: date | None,
    now: datetime,
) -> list[Appointment]:
    """Set up a collective appointment, and the same one each week until a day, public holidays left out."""
    require(actor, May.GATHER)
    made = []
    for start in weekly(starts_at, until):
        appointment = Appointment(
            structure_id=actor.structure_id,
            created_by_id=actor.user_id,
            starts_at=start,
            ends_at=start + timedelta(minutes=minutes),
            **values,
        )
        set_up(appointment, now)
        made.append(appointment)
    if not made:
        raise Refused("Ce jour est férié : choisissez-en un autre.")
    return made


def resize(actor: Membership, appointment: Appointment, capacity: int, *, now: datetime) -> None:
    """More places, or fewer; the first who wait get those that are new."""
    require(actor, May.CHANGE_APPOINTMENT, appointment)
    taken = appointment.capacity - queries.places_left(appointment)
    if capacity < taken:
        raise Refused(f"{taken} jeunes sont inscrits : annulez d’abord des inscriptions.")
    appointment.capacity = capacity
    db.session.flush()
    promote(appointment, now)
    db.session.flush()


def enrol(
    actor: Membership, appointment: Appointment, person: Person, *, slot_origin: SlotOrigin, now: datetime
) -> Participation:
    """Give a place, or a place in the waiting list when none is left: the person is told when one is."""
    require(actor, May.CHANGE_APPOINTMENT, appointment)
    require(actor, May.BOOK, person)
    collective = appointment.kind is not AppointmentKind.INDIVIDUAL
    if not collective or appointment.status is not AppointmentStatus.PLANNED or appointment.starts_at <= now:
        raise Refused("Les inscriptions sont closes : choisissez une autre date.")
    full = queries.places_left(appointment) <= 0
    if any(part.person_id == person.id and part.status in HELD for part in appointment.participations):
        raise Refused("Ce jeune est déjà inscrit.")
    status = ParticipationStatus.WAITING if full else ParticipationStatus.SCHEDULED
    participation = place_at(person, appointment, slot_origin, now, None, status)
    if not full:
        tell(participation, MessageKind.APPOINTMENT_CONFIRMATION, now)
    journal.record(actor, "appointments.enrol", person)
    db.session.flush()
    return participation


def call_off(actor: Membership, appointment: Appointment, *, now: datetime) -> None:
    """The whole appointment is cancelled, and all who were to come are told."""
    require(actor, May.CHANGE_APPOINTMENT, appointment)
    if appointment.status is not AppointmentStatus.PLANNED or appointment.starts_at <= now:
        raise Refused("Ce rendez-vous est passé, ou n’est plus prévu : rechargez la page.")
    for participation in appointment.participations:
        if participation.status in HELD:
            revoke(participation, now)
            journal.record(actor, "appointments.cancel", participation.person)
    appointment.status = AppointmentStatus.CANCELLED
    appointment.sequence += 1
    db.session.flush()


def note_attendance(
    actor: Membership, appointment: Appointment, noted: Mapping[int, ParticipationStatus], *, now: datetime
) -> int:
    """The whole sheet at once, by participation; what is the same already stays. Returns how many changed."""
    changed = 0
    for participation in appointment.participations:
        wanted = noted.get(participation.id, participation.status)
        if wanted is participation.status:
            continue
        if wanted is ParticipationStatus.EXCUSED:
            excuse(actor, participation, now=now)
        else:
            attend(actor, participation, came_in=wanted is ParticipationStatus.ATTENDED, now=now)
        changed += 1
    return changed
