"""Take a slot, and move it."""

from datetime import datetime, timedelta

from crm import journal
from crm.accounts.models import Membership, User
from crm.appointments.actions.outcomes import settle
from crm.appointments.actions.telling import about, tell
from crm.appointments.models import Appointment, Participation
from crm.appointments.rules import reminder_window
from crm.codes.appointments import (
    AppointmentLocation,
    AppointmentStatus,
    MessageKind,
    ParticipationStatus,
    SlotOrigin,
)
from crm.db import db
from crm.errors import Refused
from crm.people.models import Person
from crm.policy import May, require


def book(
    actor: Membership,
    person: Person,
    *,
    starts_at: datetime,
    minutes: int,
    location: AppointmentLocation,
    slot_origin: SlotOrigin,
    counsellor: User,
    now: datetime,
    place: str = "",
    referral_id: int | None = None,
) -> Participation:
    """Take a slot. PostgreSQL refuses it if the counsellor or the person is already taken."""
    require(actor, May.BOOK, person)
    if starts_at <= now:
        raise Refused("Un rendez-vous se prend dans l’avenir : vérifiez le jour et l’heure.")
    participation = place_at(
        person,
        Appointment(
            structure_id=actor.structure_id,
            counsellor_id=counsellor.id,
            created_by_id=actor.user_id,
            location=location,
            place=place,
            starts_at=starts_at,
            ends_at=starts_at + timedelta(minutes=minutes),
        ),
        slot_origin,
        now,
        referral_id,
    )
    tell(participation, MessageKind.APPOINTMENT_CONFIRMATION, now)
    journal.record(actor, "appointments.book", person)
    db.session.flush()
    return participation


def place_at(
    person: Person,
    appointment: Appointment,
    slot_origin: SlotOrigin,
    now: datetime,
    referral_id: int | None,
) -> Participation:
    db.session.add(appointment)
    db.session.flush()
    participation = Participation(
        appointment=appointment,
        person=person,
        starts_at=appointment.starts_at,
        ends_at=appointment.ends_at,
        slot_origin=slot_origin,
        booked_at=now,
        commune_code=person.commune_code,
        referral_id=referral_id,
    )
    db.session.add(participation)
    db.session.flush()
    if window := reminder_window(participation.starts_at, now):
        about(participation, MessageKind.APPOINTMENT_REMINDER, *window, now)
    return participation


def move(actor: Membership, participation: Participation, starts_at: datetime, *, now: datetime) -> Participation:
    """Give another hour: a new appointment under the same calendar entry, and the person is told."""
    old = participation.appointment
    require(actor, May.CHANGE_APPOINTMENT, old)
    if starts_at <= now:
        raise Refused("Choisissez une heure à venir.")
    if starts_at == old.starts_at:
        raise Refused("C’est déjà l’heure de ce rendez-vous.")
    settle(participation, ParticipationStatus.RESCHEDULED, now)
    old.status = AppointmentStatus.MOVED
    db.session.flush()
    new = place_at(
        participation.person,
        Appointment(
            structure_id=old.structure_id,
            counsellor_id=old.counsellor_id,
            created_by_id=actor.user_id,
            kind=old.kind,
            title=old.title,
            location=old.location,
            place=old.place,
            site_id=old.site_id,
            starts_at=starts_at,
            ends_at=starts_at + (old.ends_at - old.starts_at),
            moved_from_id=old.id,
            sequence=old.sequence + 1,
        ),
        participation.slot_origin,
        now,
        participation.referral_id,
    )
    tell(new, MessageKind.APPOINTMENT_CHANGED, now)
    journal.record(actor, "appointments.move", participation.person)
    db.session.flush()
    return new
