"""The agenda: what is planned, of whom, and the hours around it."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, Date, cast, func, select
from sqlalchemy.orm import joinedload, selectinload

from crm.accounts.models import Membership
from crm.appointments.models import Appointment, Opening, Participation
from crm.appointments.queries.listing import readable
from crm.appointments.rules import HELD, OPEN
from crm.codes.appointments import AppointmentKind, AppointmentStatus, ParticipationStatus
from crm.db import db
from crm.policy import May, permitted
from crm.territory.rules import PARIS

PRESENT = (*HELD, ParticipationStatus.ATTENDED, ParticipationStatus.NO_SHOW, ParticipationStatus.EXCUSED)


@dataclass(frozen=True)
class Whose:
    """Whose agenda it is: a counsellor's, a room's; without either, the whole structure's."""

    counsellor_id: int | None = None
    room_id: int | None = None

    def of(self, table: type[Appointment] | type[Opening]) -> list[ColumnElement[bool]]:
        chosen = {"counsellor_id": self.counsellor_id, "room_id": self.room_id}
        return [getattr(table, name) == value for name, value in chosen.items() if value]


@dataclass(frozen=True)
class Entry:
    """An appointment as the reader may see it."""

    appointment: Appointment
    title: str
    """The person's name where it may be read; of a collective one, its title and how many come."""

    person_uid: UUID | None
    """Of an individual appointment whose file may be opened."""

    status: ParticipationStatus | None

    @property
    def day(self) -> date:
        return self.appointment.starts_at.astimezone(PARIS).date()


def start_of(day: date) -> datetime:
    return datetime.combine(day, time(), PARIS)


def planned(actor: Membership, first: date, last: date, whose: Whose) -> list[ColumnElement[bool]]:
    """From one day to another, both included."""
    return [
        permitted(actor, May.READ_APPOINTMENT, Appointment),
        Appointment.starts_at >= start_of(first),
        Appointment.starts_at < start_of(last + timedelta(days=1)),
        Appointment.status == AppointmentStatus.PLANNED,
        *whose.of(Appointment),
    ]


def busy_days(actor: Membership, first: date, last: date, whose: Whose) -> dict[date, int]:
    """How many appointments are planned on each day that has any."""
    day = cast(func.timezone("Europe/Paris", Appointment.starts_at), Date)
    query = select(day, func.count()).where(*planned(actor, first, last, whose)).group_by(day).order_by(day)
    return {line[0]: line[1] for line in db.session.execute(query)}


def agenda(actor: Membership, first: date, last: date, whose: Whose) -> list[Entry]:
    """What is planned from one day to another, both included."""
    query = (
        select(Appointment)
        .where(*planned(actor, first, last, whose))
        .options(joinedload(Appointment.counsellor), joinedload(Appointment.site), joinedload(Appointment.room))
        .options(selectinload(Appointment.participations).joinedload(Participation.person))
        .order_by(Appointment.starts_at, Appointment.id)
    )
    found = db.session.scalars(query).all()
    known = readable(actor, (part.person_id for one in found for part in one.participations))
    return [entry(one, known) for one in found]


def entry(appointment: Appointment, known: dict[int, bool]) -> Entry:
    parts = [part for part in appointment.participations if part.status in PRESENT]
    if appointment.kind is not AppointmentKind.INDIVIDUAL:
        come = sum(part.status in (*OPEN, ParticipationStatus.ATTENDED) for part in parts)
        return Entry(appointment, f"{appointment.title} ({come}/{appointment.capacity})", None, None)
    if not parts or parts[-1].person_id not in known:
        return Entry(appointment, "Rendez-vous", None, parts[-1].status if parts else None)
    person = parts[-1].person
    return Entry(appointment, person.name, person.uid if known[person.id] else None, parts[-1].status)
