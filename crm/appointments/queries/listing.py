"""Who is seen when, and which outcomes are still to be noted."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload
from werkzeug.exceptions import NotFound

from crm.accounts.models import Membership
from crm.appointments.models import Absence, Appointment, Participation, Travel
from crm.appointments.queries.openings import minutes
from crm.appointments.rules import OPEN
from crm.codes.appointments import AppointmentKind, AppointmentStatus, ParticipationStatus
from crm.db import among, db
from crm.people.models import Person
from crm.policy import May, permitted

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


def appointment(actor: Membership, uid: UUID, may: May = May.READ_APPOINTMENT) -> Appointment:
    query = select(Appointment).where(Appointment.uid == uid, permitted(actor, may, Appointment))
    found = db.session.scalar(
        query.options(
            joinedload(Appointment.counsellor),
            joinedload(Appointment.structure),
            joinedload(Appointment.site),
            joinedload(Appointment.room),
            selectinload(Appointment.participations).joinedload(Participation.person),
        )
    )
    if found is None:
        raise NotFound
    return found


def readable(actor: Membership, people: Iterable[int]) -> dict[int, bool]:
    """Those of these people, who take part in what the actor reads, whose name they may see; and open the file of?"""
    chosen = select(Person.id).where(among(Person.id, set(people)))
    # As conditions, not as columns: of a column, PostgreSQL may first read all that the structure follows.
    named, open_to_actor = (
        set(db.session.scalars(chosen.where(permitted(actor, may, Person)))) for may in (May.SEE_NAME, May.READ_PERSON)
    )
    return {person: person in open_to_actor for person in named}


def waiting(appointment: Appointment) -> Sequence[Participation]:
    """Who waits for a place, the first to have asked first. For an action."""
    query = select(Participation).where(
        Participation.appointment_id == appointment.id, Participation.status == ParticipationStatus.WAITING
    )
    return db.session.scalars(query.order_by(Participation.booked_at, Participation.id)).all()


def places_left(appointment: Appointment) -> int:
    """How many places are free, while nobody else may take one: it holds the appointment. For an action."""
    held = select(Appointment.capacity).where(Appointment.id == appointment.id).with_for_update(key_share=True)
    capacity = db.session.scalars(held).one()
    taken = select(func.count()).where(Participation.appointment_id == appointment.id, Participation.status.in_(OPEN))
    return capacity - (db.session.scalar(taken) or 0)


def sessions(actor: Membership, now: datetime, limit: int = 50) -> Sequence[tuple[Appointment, int, int]]:
    """The collective appointments to come of the actor's structure: how many come, how many wait."""
    count = func.count().filter
    query = (
        select(
            Appointment,
            count(Participation.status.in_(OPEN)),
            count(Participation.status == ParticipationStatus.WAITING),
        )
        .outerjoin(Appointment.participations)
        .where(
            permitted(actor, May.CHANGE_APPOINTMENT, Appointment),
            Appointment.kind != AppointmentKind.INDIVIDUAL,
            Appointment.status == AppointmentStatus.PLANNED,
            Appointment.starts_at > now,
        )
        .group_by(Appointment.id)
        .order_by(Appointment.starts_at, Appointment.id)
    )
    return [(row[0], row[1], row[2]) for row in db.session.execute(query.limit(limit))]


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


def hindrance(appointment: Appointment) -> str | None:
    """Why the counsellor cannot be there then, in words: away, or on the way from another site. For an action."""
    away = select(Absence).where(
        Absence.structure_id == appointment.structure_id,
        or_(Absence.counsellor_id.is_(None), Absence.counsellor_id == appointment.counsellor_id),
        Absence.starts_at < appointment.ends_at,
        Absence.ends_at > appointment.starts_at,
    )
    if absence := db.session.scalar(away.limit(1)):
        return ABSENT if absence.counsellor_id else CLOSED
    if appointment.site_id is None:
        return None
    journey = minutes(Travel.minutes)
    near = (
        select(Travel.minutes)
        .join(
            Appointment,
            (Travel.site_id == func.least(Appointment.site_id, appointment.site_id))
            & (Travel.other_site_id == func.greatest(Appointment.site_id, appointment.site_id)),
        )
        .where(
            Appointment.counsellor_id == appointment.counsellor_id,
            Appointment.status == AppointmentStatus.PLANNED,
            Appointment.starts_at < appointment.ends_at + journey,
            Appointment.ends_at > appointment.starts_at - journey,
        )
    )
    if (needed := db.session.scalar(near.limit(1))) is None:
        return None
    return f"Il faut {needed} minutes de trajet depuis le rendez-vous voisin, sur un autre site : décalez l’heure."


ABSENT = "Cette personne est absente à ce moment-là : choisissez une autre heure, ou quelqu’un d’autre."
CLOSED = "La structure est fermée à ce moment-là : choisissez une autre heure."
