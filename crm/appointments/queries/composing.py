"""What a message about an appointment says, from what the appointment is when it leaves."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from crm.appointments import rules
from crm.appointments.models import Appointment, Participation
from crm.appointments.queries.listing import WHOLE
from crm.appointments.rules import OPEN
from crm.codes.appointments import AppointmentLocation, MessageKind, ParticipationStatus
from crm.db import db
from crm.messages.models import Message
from crm.messages.rules import Content, Obsolete, Suppressed
from crm.structures.models import Site, Structure


def where(appointment: Appointment) -> str:
    """Where to go, or how to be there, in one line."""
    if appointment.location is AppointmentLocation.PHONE:
        return "Par téléphone : nous vous appelons."
    if appointment.location is AppointmentLocation.VIDEO:
        return "En visio : le lien vous est donné à part."
    spot = appointment.site or appointment.structure
    return appointment.place or ", ".join(filter(None, [spot.name, spot.address, spot.commune.name]))


TEXTS = {
    MessageKind.APPOINTMENT_CONFIRMATION: rules.confirmation,
    MessageKind.APPOINTMENT_REMINDER: rules.reminder,
    MessageKind.APPOINTMENT_CHANGED: rules.changed,
    MessageKind.APPOINTMENT_CANCELLED: rules.cancelled,
}


ADDRESSES = (
    joinedload(Participation.appointment).joinedload(Appointment.structure).joinedload(Structure.commune),
    joinedload(Participation.appointment).joinedload(Appointment.site).joinedload(Site.commune),
)


def causes(subjects: Sequence[str]) -> Sequence[Participation]:
    """All that a batch of messages is about, in one query: while it is kept, `compose` reads it from the session."""
    ids = [int(number) for kind, _, number in (s.partition(":") for s in subjects) if kind == "participation"]
    if not ids:
        return []
    found = select(Participation).where(Participation.id.in_(ids)).options(*WHOLE, *ADDRESSES)
    return db.session.scalars(found).all()


def compose(message: Message, _: str) -> Content:
    """What to say about an appointment, from what it is at this very moment."""
    over = message.kind is MessageKind.APPOINTMENT_CANCELLED
    found = db.session.get(Participation, int(message.subject.partition(":")[2]), options=WHOLE)
    if found is None or rules.occasion(found.starts_at) != message.occasion:
        raise Obsolete
    if (found.status is not ParticipationStatus.REVOKED) if over else (found.status not in OPEN):
        raise Obsolete
    person, appointment = found.person, found.appointment
    if not person.messages_agreed:
        raise Suppressed("Ce jeune ne souhaite pas recevoir de messages.")
    if not person.email:
        raise Suppressed("Aucune adresse e-mail n’est connue.")
    if not appointment.structure.phone:
        raise Suppressed("La structure n’a pas de numéro à rappeler.")
    place = where(appointment)
    words = rules.Words(
        given_name=person.given_name,
        starts_at=found.starts_at,
        where=place,
        structure=appointment.structure.short_name,
        call_back=dialled(appointment.structure.phone),
    )
    subject, text = TEXTS[message.kind](words)
    document = rules.calendar(
        str(root(appointment).uid), appointment.sequence, found.starts_at, found.ends_at, place, over=over
    )
    return Content(to=person.email, subject=subject, text=text, calendar=document)


def root(appointment: Appointment) -> Appointment:
    """The first of a chain of moves: its UID is the calendar entry's for good."""
    while appointment.moved_from:
        appointment = appointment.moved_from
    return appointment


def dialled(phone: str) -> str:
    """« 03 20 00 00 00 » from E.164, for a French number."""
    national = "0" + phone.removeprefix("+33") if phone.startswith("+33") else phone
    return " ".join(national[i : i + 2] for i in range(0, len(national), 2)) if national.startswith("0") else phone
