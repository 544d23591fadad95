"""What becomes of an appointment."""

from collections.abc import Callable
from datetime import datetime

from crm import journal
from crm.accounts.models import Membership
from crm.appointments.actions.telling import tell
from crm.appointments.models import Participation
from crm.appointments.rules import may_become
from crm.codes.appointments import (
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


CONTACTS = {
    AppointmentLocation.PHONE: ContactType.PHONE_INTERVIEW,
    AppointmentLocation.VIDEO: ContactType.VIDEO_INTERVIEW,
    AppointmentLocation.HOME: ContactType.HOME_VISIT,
}


def settle(participation: Participation, status: ParticipationStatus, now: datetime) -> None:
    if not may_become(participation.status, status, participation.starts_at, now):
        raise Refused("Ce rendez-vous a déjà une issue, ou n’a pas encore eu lieu : rechargez la page.")
    participation.status, participation.resolved_at = status, now
    take_back(f"participation:{participation.id}", now=now, reason="Le rendez-vous a changé.")
    for follow in OUTCOMES:
        follow(participation, now)


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
    give_up(participation, now)
    journal.record(actor, "appointments.excuse", participation.person)
    db.session.flush()


def give_up(participation: Participation, now: datetime) -> None:
    """The person cannot come: no reminder leaves any more, and the slot is free."""
    settle(participation, ParticipationStatus.EXCUSED, now)
    participation.appointment.status = AppointmentStatus.FREED
    participation.appointment.sequence += 1
    came(participation.person, now)
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
