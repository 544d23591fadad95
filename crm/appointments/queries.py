"""Read appointments, always as someone; and what a message about one says."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import contains_eager, joinedload
from werkzeug.exceptions import NotFound

from crm.accounts.models import Membership
from crm.appointments import rules
from crm.appointments.models import Appointment, Participation
from crm.appointments.rules import OPEN
from crm.codes.appointments import AppointmentLocation, AppointmentStatus, MessageKind, ParticipationStatus
from crm.codes.people import StoryKind
from crm.db import db
from crm.messages.models import Message
from crm.messages.rules import Content, Obsolete, Suppressed
from crm.people.models import Person
from crm.people.rules import Event
from crm.policy import May, can, permitted
from crm.territory.rules import PARIS

WHOLE = (
    joinedload(Participation.person),
    joinedload(Participation.appointment).joinedload(Appointment.counsellor),
    joinedload(Participation.appointment).joinedload(Appointment.structure),
    joinedload(Participation.appointment).joinedload(Appointment.site),
)


def participation(actor: Membership, uid: UUID, may: May = May.CHANGE_APPOINTMENT) -> Participation:
    query = select(Participation).join(Participation.appointment).where(Participation.uid == uid)
    found = db.session.scalar(query.where(permitted(actor, may, Appointment)).options(*WHOLE))
    if found is None:
        raise NotFound
    return found


def start_of(day: date) -> datetime:
    return datetime.combine(day, time(), PARIS)


def agenda(actor: Membership, first: date, last: date, counsellor_id: int | None) -> Sequence[Appointment]:
    """Planned appointments from one day to another, both included, of one counsellor or of the whole structure."""
    query = (
        select(Appointment)
        .where(
            permitted(actor, May.READ_APPOINTMENT, Appointment),
            Appointment.starts_at >= start_of(first),
            Appointment.starts_at < start_of(last + timedelta(days=1)),
            Appointment.status == AppointmentStatus.PLANNED,
        )
        .options(joinedload(Appointment.counsellor), joinedload(Appointment.structure))
        .options(joinedload(Appointment.participations).joinedload(Participation.person))
        .order_by(Appointment.starts_at, Appointment.id)
    )
    if counsellor_id:
        query = query.where(Appointment.counsellor_id == counsellor_id)
    return db.session.scalars(query).unique().all()


def to_complete(actor: Membership, now: datetime, counsellor_id: int | None = None) -> Sequence[Participation]:
    """Past appointments whose outcome nobody has noted: never guessed, always asked."""
    query = (
        select(Participation)
        .join(Participation.appointment)
        .where(
            permitted(actor, May.CHANGE_APPOINTMENT, Appointment),
            Participation.status.in_(OPEN),
            Participation.ends_at <= now,
        )
        .options(contains_eager(Participation.appointment).joinedload(Appointment.counsellor))
        .options(joinedload(Participation.person))
        .order_by(Participation.ends_at, Participation.id)
    )
    if counsellor_id:
        query = query.where(Appointment.counsellor_id == counsellor_id)
    return db.session.scalars(query.limit(50)).all()


def to_complete_count(actor: Membership, now: datetime) -> int:
    query = (
        select(func.count())
        .select_from(Participation)
        .join(Participation.appointment)
        .where(
            permitted(actor, May.CHANGE_APPOINTMENT, Appointment),
            Participation.status.in_(OPEN),
            Participation.ends_at <= now,
        )
    )
    return db.session.scalar(query) or 0


def story(actor: Membership, person: Person) -> list[Event]:
    """Appointments on the timeline of a person whose shared record the actor may read."""
    if not can(actor, May.READ_PERSON, person):
        return []
    query = (
        select(Participation)
        .where(Participation.person_id == person.id, Participation.status != ParticipationStatus.ATTENDED)
        .options(*WHOLE)
        .order_by(Participation.starts_at.desc())
        .limit(60)
    )
    return [
        Event(
            p.starts_at,
            StoryKind.APPOINTMENT,
            f"Rendez-vous : {p.status.label.lower()}",
            by=f"{p.appointment.counsellor.name} ({p.appointment.structure.short_name})",
        )
        for p in db.session.scalars(query)
    ]


def panel(actor: Membership, person: Person) -> tuple[str, dict[str, Any]]:
    """The appointments to come, and what may be done with those of the actor's structure."""
    query = (
        select(Participation)
        .where(Participation.person_id == person.id, Participation.status.in_(OPEN))
        .options(*WHOLE)
        .order_by(Participation.starts_at)
    )
    full = can(actor, May.READ_PERSON, person)
    coming = db.session.scalars(query).all() if full else []
    mine = {p.id for p in coming if can(actor, May.CHANGE_APPOINTMENT, p.appointment)}
    return "appointments/_panel.html", {"coming": coming, "mine": mine}


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
