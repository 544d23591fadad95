"""Take a slot."""

from datetime import datetime, timedelta

from crm import journal
from crm.accounts.models import Membership, User
from crm.appointments import queries
from crm.appointments.actions.outcomes import OUTCOMES
from crm.appointments.actions.telling import remind, tell
from crm.appointments.models import Appointment, Participation
from crm.appointments.rules import FreeSlot
from crm.codes.appointments import AppointmentLocation, MessageKind, ParticipationStatus, SlotOrigin
from crm.codes.people import CircleReason
from crm.db import db
from crm.errors import Refused
from crm.people.actions import join
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
    site_id: int | None = None,
    room_id: int | None = None,
    referral_id: int | None = None,
) -> Participation:
    """Fix an hour. PostgreSQL refuses it if the counsellor, the room or the person is already taken."""
    require(actor, May.BOOK, person)
    appointment = Appointment(
        structure_id=actor.structure_id,
        counsellor_id=counsellor.id,
        created_by_id=actor.user_id,
        location=location,
        place=place,
        site_id=site_id,
        room_id=room_id,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=minutes),
    )
    return settled(actor, person, appointment, slot_origin, now, referral_id)


def take(
    actor: Membership,
    person: Person,
    slot: FreeSlot,
    *,
    slot_origin: SlotOrigin,
    now: datetime,
    referral_id: int | None = None,
) -> Participation:
    """Take a free slot; at a partner's, the partner then follows the person too."""
    require(actor, May.BOOK, person)
    if slot.structure_id != actor.structure_id:
        slot_origin = SlotOrigin.BY_REFERRER
        join(person, CircleReason.APPOINTMENT, now=now, structure_id=slot.structure_id)
    return settled(actor, person, appointment_in(slot, actor.user_id), slot_origin, now, referral_id)


def appointment_in(slot: FreeSlot, by_id: int) -> Appointment:
    return Appointment(
        structure_id=slot.structure_id,
        counsellor_id=slot.counsellor_id,
        created_by_id=by_id,
        location=slot.location,
        site_id=slot.site_id,
        room_id=slot.room_id,
        starts_at=slot.starts_at,
        ends_at=slot.ends_at,
    )


def settled(
    actor: Membership,
    person: Person,
    appointment: Appointment,
    slot_origin: SlotOrigin,
    now: datetime,
    referral_id: int | None,
) -> Participation:
    participation = place_at(person, appointment, slot_origin, now, referral_id)
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
    status: ParticipationStatus = ParticipationStatus.SCHEDULED,
) -> Participation:
    """Give the person a part in an appointment, new or known, and promise its reminder."""
    if appointment.id is None:
        set_up(appointment, now)
    participation = Participation(
        appointment=appointment,
        person=person,
        status=status,
        starts_at=appointment.starts_at,
        ends_at=appointment.ends_at,
        slot_origin=slot_origin,
        booked_at=now,
        commune_code=person.commune_code,
        referral_id=referral_id,
    )
    db.session.add(participation)
    db.session.flush()
    if status is ParticipationStatus.SCHEDULED:
        remind(participation, now)
    for follow in OUTCOMES:
        follow(participation, now)
    return participation


def set_up(appointment: Appointment, now: datetime) -> None:
    """Write a new appointment, where the counsellor can be."""
    if appointment.starts_at <= now:
        raise Refused("Un rendez-vous se prend dans l’avenir : vérifiez le jour et l’heure.")
    if why := queries.hindrance(appointment):
        raise Refused(why)
    db.session.add(appointment)
    db.session.flush()
