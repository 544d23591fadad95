"""The agenda: what is planned, of whom, and the hours around it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, Date, cast, func, select
from sqlalchemy.orm import joinedload

from crm.accounts.models import Membership
from crm.appointments.models import Appointment, Opening, Participation
from crm.appointments.queries.listing import readable
from crm.appointments.rules import HELD, OPEN
from crm.codes.appointments import AppointmentKind, AppointmentStatus, ParticipationStatus
from crm.db import among, db
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
        .order_by(Appointment.starts_at, Appointment.id)
    )
    found = db.session.scalars(query).all()
    coming = come([one.id for one in found if one.kind is not AppointmentKind.INDIVIDUAL])
    whom = met([one.id for one in found if one.kind is AppointmentKind.INDIVIDUAL])
    known = readable(actor, (part.person_id for part in whom.values()))
    return [
        individual(one, whom.get(one.id), known)
        if one.kind is AppointmentKind.INDIVIDUAL
        else Entry(one, f"{one.title} ({coming.get(one.id, 0)}/{one.capacity})", None, None)
        for one in found
    ]


def come(collective: Sequence[int]) -> dict[int, int]:
    """How many come, or came, to each of these appointments."""
    status = Participation.status.in_((*OPEN, ParticipationStatus.ATTENDED))
    query = select(Participation.appointment_id, func.count()).where(
        among(Participation.appointment_id, collective), status
    )
    return {row[0]: row[1] for row in db.session.execute(query.group_by(Participation.appointment_id))}


def met(individual: Sequence[int]) -> dict[int, Participation]:
    """Who is expected at each of these appointments, or was."""
    query = select(Participation).where(
        among(Participation.appointment_id, individual), Participation.status.in_(PRESENT)
    )
    query = query.options(joinedload(Participation.person)).order_by(Participation.id)
    return {part.appointment_id: part for part in db.session.scalars(query)}


def individual(appointment: Appointment, part: Participation | None, known: dict[int, bool]) -> Entry:
    if part is None or part.person_id not in known:
        return Entry(appointment, "Rendez-vous", None, part.status if part else None)
    return Entry(appointment, part.person.name, part.person.uid if known[part.person_id] else None, part.status)
