"""What becomes of an appointment, and of the place that somebody gives up."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy.exc import IntegrityError

from crm import journal
from crm.accounts.models import Membership
from crm.appointments import queries
from crm.appointments.actions.telling import remind, tell
from crm.appointments.models import Appointment, Participation
from crm.appointments.rules import OPEN, may_become
from crm.codes.appointments import (
    AppointmentKind,
    AppointmentLocation,
    AppointmentStatus,
    MessageKind,
    ParticipationStatus,
)
from crm.codes.support import ContactType
from crm.db import db
from crm.errors import Refused
from crm.messages.actions import take_back
from crm.people.actions import came
from crm.policy import May, require
from crm.support.models import ContactEvent

OUTCOMES: list[Callable[[Participation, datetime], None]] = []
"""Areas above that follow what becomes of a participation; `create_app` lists them."""


BY_LOCATION = {
    AppointmentLocation.PHONE: ContactType.PHONE_INTERVIEW,
    AppointmentLocation.VIDEO: ContactType.VIDEO_INTERVIEW,
    AppointmentLocation.HOME: ContactType.HOME_VISIT,
}
BY_KIND = {
    AppointmentKind.WORKSHOP: ContactType.WORKSHOP,
    AppointmentKind.COLLECTIVE_INFORMATION: ContactType.COLLECTIVE_INFORMATION,
}


def settle(participation: Participation, status: ParticipationStatus, now: datetime) -> None:
    """Make an allowed move. Whoever is not expected any more gets no message any more."""
    if not may_become(participation.status, status, participation.starts_at, now):
        raise Refused("Ce rendez-vous a déjà une issue, ou n’a pas encore eu lieu : rechargez la page.")
    participation.status = status
    if status not in OPEN:
        participation.resolved_at = now
        take_back(f"participation:{participation.id}", now=now, reason="Le rendez-vous a changé.")
    for follow in OUTCOMES:
        follow(participation, now)


def free(appointment: Appointment, now: datetime) -> None:
    """Somebody will not come: the slot is free, or the place goes to the first who waits."""
    db.session.flush()
    if appointment.kind is AppointmentKind.INDIVIDUAL and now < appointment.starts_at:
        appointment.status = AppointmentStatus.FREED
        appointment.sequence += 1
        db.session.flush()
    elif appointment.status is AppointmentStatus.PLANNED and now < appointment.starts_at:
        promote(appointment, now)


def promote(appointment: Appointment, now: datetime) -> None:
    """Give the free places to those who wait, the first to have asked first; who is elsewhere then is passed over."""
    for participation in queries.waiting(appointment):
        if queries.places_left(appointment) <= 0:
            return
        try:
            with db.session.begin_nested():
                settle(participation, ParticipationStatus.SCHEDULED, now)
                db.session.flush()
        except IntegrityError:
            continue
        remind(participation, now)
        tell(participation, MessageKind.APPOINTMENT_CONFIRMATION, now)


def cancel(actor: Membership, participation: Participation, *, now: datetime) -> None:
    """The service cancels: the slot, or the place, is free again and the person is told."""
    appointment = participation.appointment
    require(actor, May.CHANGE_APPOINTMENT, appointment)
    revoke(participation, now)
    if appointment.kind is AppointmentKind.INDIVIDUAL:
        appointment.status = AppointmentStatus.CANCELLED
        appointment.sequence += 1
    else:
        free(appointment, now)
    journal.record(actor, "appointments.cancel", participation.person)
    db.session.flush()


def revoke(participation: Participation, now: datetime) -> None:
    """Who only waited for a place was told nothing, and is told nothing."""
    waited = participation.status is ParticipationStatus.WAITING
    settle(participation, ParticipationStatus.REVOKED, now)
    if not waited:
        tell(participation, MessageKind.APPOINTMENT_CANCELLED, now)


def excuse(actor: Membership, participation: Participation, *, now: datetime) -> None:
    """The person cannot come, and a counsellor notes it."""
    require(actor, May.CHANGE_APPOINTMENT, participation.appointment)
    give_up(participation, now)
    journal.record(actor, "appointments.excuse", participation.person)
    db.session.flush()


def give_up(participation: Participation, now: datetime) -> None:
    """The person cannot come: no reminder leaves any more, and the slot is free."""
    settle(participation, ParticipationStatus.EXCUSED, now)
    free(participation.appointment, now)
    came(participation.person, now)


def attend(actor: Membership, participation: Participation, *, came_in: bool, now: datetime) -> None:
    """Note who came. An appointment kept is a contact: it is not typed a second time."""
    require(actor, May.CHANGE_APPOINTMENT, participation.appointment)
    settle(participation, ParticipationStatus.ATTENDED if came_in else ParticipationStatus.NO_SHOW, now)
    if came_in:
        keep_contact(participation)
        came(participation.person, participation.starts_at)
    else:
        forget_contact(participation)
    journal.record(actor, "appointments.attend", participation.person)
    db.session.flush()


def keep_contact(participation: Participation) -> None:
    appointment = participation.appointment
    individual = appointment.kind is AppointmentKind.INDIVIDUAL
    contact = ContactEvent(
        person_id=participation.person_id,
        structure_id=appointment.structure_id,
        author_id=appointment.counsellor_id,
        type=BY_LOCATION.get(appointment.location, ContactType.INDIVIDUAL_INTERVIEW)
        if individual
        else BY_KIND.get(appointment.kind, ContactType.OTHER),
        happened_at=participation.starts_at,
        minutes=int((participation.ends_at - participation.starts_at).total_seconds() // 60),
        summary="" if individual else appointment.kind.label,
        commune_code=participation.commune_code,
    )
    db.session.add(contact)
    db.session.flush()
    participation.contact_id = contact.id


def forget_contact(participation: Participation) -> None:
    """It was noted too fast: the contact did not take place."""
    if participation.contact_id is None:
        return
    contact = db.session.get_one(ContactEvent, participation.contact_id)
    participation.contact_id = None
    db.session.flush()
    db.session.delete(contact)
