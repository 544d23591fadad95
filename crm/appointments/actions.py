"""What can be done with appointments. Each changes its messages in the same transaction."""

from collections.abc import Callable
from datetime import datetime, timedelta

from crm import journal
from crm.accounts.models import Membership, User
from crm.appointments.models import Appointment, Participation
from crm.appointments.rules import may_become, occasion, reminder_window
from crm.codes.appointments import (
    AppointmentLocation,
    AppointmentStatus,
    MessageKind,
    ParticipationStatus,
    SlotOrigin,
)
from crm.codes.support import ContactType
from crm.db import db
from crm.errors import Refused
from crm.messages.actions import promise, take_back
from crm.messages.rules import first_moment
from crm.people.actions import came
from crm.people.models import Person
from crm.policy import May, require
from crm.support.models import ContactEvent

OUTCOMES: list[Callable[[Participation, datetime], None]] = []
"""Areas above that follow what becomes of a participation; `create_app` lists them."""

CONTACTS = {
    AppointmentLocation.PHONE: ContactType.PHONE_INTERVIEW,
    AppointmentLocation.VIDEO: ContactType.VIDEO_INTERVIEW,
    AppointmentLocation.HOME: ContactType.HOME_VISIT,
}


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


def about(
    participation: Participation, kind: MessageKind, not_before: datetime, not_after: datetime, now: datetime
) -> None:
    promise(
        kind,
        f"participation:{participation.id}",
        f"person:{participation.person_id}",
        occasion=occasion(participation.starts_at),
        not_before=not_before,
        not_after=not_after,
        now=now,
        person_id=participation.person_id,
        structure_id=participation.appointment.structure_id,
    )


def tell(participation: Participation, kind: MessageKind, now: datetime) -> None:
    """Say it at once, or at the next sending hour if that is still before the appointment."""
    moment = first_moment(now)
    if moment < participation.starts_at:
        about(participation, kind, moment, participation.starts_at, now)


def settle(participation: Participation, status: ParticipationStatus, now: datetime) -> None:
    if not may_become(participation.status, status, participation.starts_at, now):
        raise Refused("Ce rendez-vous a déjà une issue, ou n’a pas encore eu lieu : rechargez la page.")
    participation.status, participation.resolved_at = status, now
    take_back(f"participation:{participation.id}", now=now, reason="Le rendez-vous a changé.")
    for follow in OUTCOMES:
        follow(participation, now)


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


def cancel(actor: Membership, participation: Participation, *, now: datetime) -> None:
    """The service cancels: the slot is free again and the person is told."""
    require(actor, May.CHANGE_APPOINTMENT, participation.appointment)
    settle(participation, ParticipationStatus.REVOKED, now)
    participation.appointment.status = AppointmentStatus.CANCELLED
    participation.appointment.sequence += 1
    tell(participation, MessageKind.APPOINTMENT_CANCELLED, now)
    journal.record(actor, "appointments.cancel", participation.person)
    db.session.flush()


def excuse(actor: Membership, participation: Participation, *, now: datetime) -> None:
    """The person cannot come: no reminder leaves any more, and the slot is free."""
    require(actor, May.CHANGE_APPOINTMENT, participation.appointment)
    settle(participation, ParticipationStatus.EXCUSED, now)
    participation.appointment.status = AppointmentStatus.FREED
    came(participation.person, now)
    journal.record(actor, "appointments.excuse", participation.person)
    db.session.flush()


def attend(actor: Membership, participation: Participation, *, came_in: bool, now: datetime) -> None:
    """Note who came. An appointment kept is a contact: it is not typed a second time."""
    appointment = participation.appointment
    require(actor, May.CHANGE_APPOINTMENT, appointment)
    settle(participation, ParticipationStatus.ATTENDED if came_in else ParticipationStatus.NO_SHOW, now)
    if came_in:
        db.session.add(
            ContactEvent(
                person_id=participation.person_id,
                structure_id=appointment.structure_id,
                author_id=appointment.counsellor_id,
                type=CONTACTS.get(appointment.location, ContactType.INDIVIDUAL_INTERVIEW),
                happened_at=participation.starts_at,
                minutes=int((participation.ends_at - participation.starts_at).total_seconds() // 60),
                summary="",
                commune_code=participation.commune_code,
            )
        )
        came(participation.person, participation.starts_at)
    journal.record(actor, "appointments.attend", participation.person)
    db.session.flush()
