"""Messages about appointments as they would leave, for those who want to read them first."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select

from crm.accounts.models import Membership
from crm.appointments.models import Appointment, Participation
from crm.appointments.queries.composing import ADDRESSES, written
from crm.appointments.queries.listing import WHOLE
from crm.codes.appointments import AppointmentLocation, Channel, MessageKind
from crm.codes.people import Language
from crm.db import db
from crm.messages.rules import Sample, first_moment
from crm.people.models import Person
from crm.policy import May, permitted

KINDS = (
    (MessageKind.APPOINTMENT_CONFIRMATION, "", False),
    (MessageKind.APPOINTMENT_REMINDER, ", deux jours avant", False),
    (MessageKind.APPOINTMENT_REMINDER, ", le jour même", True),
    (MessageKind.APPOINTMENT_CHANGED, "", False),
    (MessageKind.APPOINTMENT_CANCELLED, "", False),
)
LINK = "/r/" + "x" * 36
"""As long as a real one, and it opens nothing."""


def samples(
    actor: Membership, channel: Channel, language: Language, public_url: str, now: datetime
) -> Sequence[Sample]:
    """Every kind of message about an appointment, on the actor's latest one."""
    found = latest(actor) or example(actor, now)
    return [
        Sample(
            f"{kind.label}{when}",
            written(found, kind, channel, language, to="", url=public_url + LINK, today=today),
        )
        for kind, when, today in KINDS
    ]


def latest(actor: Membership) -> Participation | None:
    query = (
        select(Participation)
        .join(Participation.appointment)
        .where(permitted(actor, May.READ_APPOINTMENT, Appointment), Appointment.counsellor_id == actor.user_id)
        .options(*WHOLE, *ADDRESSES)
        .order_by(Participation.starts_at.desc())
    )
    return db.session.scalar(query.limit(1))


def example(actor: Membership, now: datetime) -> Participation:
    """An appointment that is in no agenda."""
    starts_at = first_moment(now + timedelta(days=7)).replace(minute=30, second=0, microsecond=0)
    appointment = Appointment(
        counsellor=actor.user,
        structure=actor.structure,
        location=AppointmentLocation.OFFICE,
        place="",
        sequence=0,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=30),
    )
    return Participation(
        appointment=appointment,
        person=Person(given_name="Lina", family_name="Exemple"),
        starts_at=appointment.starts_at,
        ends_at=appointment.ends_at,
        booked_at=now,
    )
