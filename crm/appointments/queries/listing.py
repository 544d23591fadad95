"""Who is seen when, and which outcomes are still to be noted."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.orm import contains_eager, joinedload
from werkzeug.exceptions import NotFound

from crm.accounts.models import Membership
from crm.appointments.models import Absence, Appointment, Participation, Travel
from crm.appointments.queries.openings import minutes
from crm.appointments.rules import OPEN
from crm.codes.appointments import AppointmentStatus
from crm.db import db
from crm.policy import May, permitted
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
