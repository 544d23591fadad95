"""The hours around appointments: opening hours, absences, rooms, journeys."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import TypeVar
from uuid import UUID

from sqlalchemy import Date, case, cast, func, or_, select
from sqlalchemy.orm import joinedload
from werkzeug.exceptions import NotFound

from crm.accounts.models import Membership
from crm.appointments.models import Absence, Appointment, Opening, Room, Travel
from crm.appointments.queries.agenda import Whose, start_of
from crm.codes.appointments import AppointmentStatus
from crm.db import db
from crm.policy import May, permitted
from crm.territory.rules import PARIS

Hours = TypeVar("Hours", Opening, Absence)


@dataclass(frozen=True)
class Span:
    """Hours around the appointments: `open`, `away` or `travel`."""

    kind: str
    starts_at: datetime
    ends_at: datetime
    label: str


def spans(actor: Membership, first: date, last: date, whose: Whose) -> list[Span]:
    """Opening hours, absences and journeys of a counsellor or a room; of the whole structure, when it is closed."""
    alone = whose.counsellor_id or whose.room_id
    opened = [*opening_hours(actor, first, last, whose), *journeys(actor, first, last, whose)] if alone else []
    return [*opened, *absences(actor, first, last, whose)]


def opening_hours(actor: Membership, first: date, last: date, whose: Whose) -> list[Span]:
    day = cast(func.generate_series(first, last, timedelta(days=1)), Date).label("day")
    days = select(day).subquery()
    query = (
        select(Opening, days.c.day)
        .join(days, Opening.weekday == func.extract("isodow", days.c.day))
        .where(
            permitted(actor, May.READ_OPENING, Opening),
            Opening.structure_id == actor.structure_id,
            Opening.valid_from <= days.c.day,
            or_(Opening.valid_until.is_(None), Opening.valid_until >= days.c.day),
            *whose.of(Opening),
        )
    )
    return [
        Span(
            "open",
            datetime.combine(on, opening.starts, PARIS),
            datetime.combine(on, opening.ends, PARIS),
            opening.location.label,
        )
        for opening, on in db.session.execute(query)
    ]


def absences(actor: Membership, first: date, last: date, whose: Whose) -> list[Span]:
    """When the counsellor is away, or everybody."""
    query = select(Absence).where(
        permitted(actor, May.READ_ABSENCE, Absence),
        or_(Absence.counsellor_id.is_(None), Absence.counsellor_id == whose.counsellor_id),
        Absence.ends_at > start_of(first),
        Absence.starts_at < start_of(last + timedelta(days=1)),
    )
    return [
        Span("away", one.starts_at, one.ends_at, "Absence" if one.counsellor_id else "Structure fermée")
        for one in db.session.scalars(query)
    ]


def journeys(actor: Membership, first: date, last: date, whose: Whose) -> list[Span]:
    """The time it takes after an appointment to go to the next one of the day, on another site."""
    if not whose.counsellor_id:
        return []
    lines = select(Travel).where(permitted(actor, May.READ_ROOM, Travel))
    minutes = {frozenset((line.site_id, line.other_site_id)): line.minutes for line in db.session.scalars(lines)}
    if not minutes:
        return []
    query = select(Appointment.starts_at, Appointment.ends_at, Appointment.site_id).where(
        permitted(actor, May.READ_APPOINTMENT, Appointment),
        Appointment.starts_at >= start_of(first),
        Appointment.starts_at < start_of(last + timedelta(days=1)),
        Appointment.status == AppointmentStatus.PLANNED,
        *whose.of(Appointment),
    )
    rows = db.session.execute(query.order_by(Appointment.starts_at)).all()
    return [
        Span("travel", one.ends_at, one.ends_at + timedelta(minutes=length), f"Trajet, {length} min")
        for one, following in pairwise(rows)
        if one.ends_at.astimezone(PARIS).date() == following.starts_at.astimezone(PARIS).date()
        and (length := minutes.get(frozenset((one.site_id, following.site_id))))
    ]


def rooms(actor: Membership) -> Sequence[Room]:
    query = select(Room).where(permitted(actor, May.READ_ROOM, Room), Room.active).options(joinedload(Room.site))
    return db.session.scalars(query.order_by(Room.name, Room.id)).all()


def openings(actor: Membership, today: date) -> Sequence[Opening]:
    """The hours that hold or will, of the actor's structure: counsellor by counsellor, then rooms alone."""
    alone = case((Opening.counsellor_id.is_(None), Opening.room_id))
    query = (
        select(Opening)
        .where(
            permitted(actor, May.READ_OPENING, Opening),
            Opening.structure_id == actor.structure_id,
            or_(Opening.valid_until.is_(None), Opening.valid_until >= today),
        )
        .options(joinedload(Opening.counsellor), joinedload(Opening.room), joinedload(Opening.site))
        .order_by(Opening.counsellor_id, alone, Opening.weekday, Opening.starts, Opening.id)
    )
    return db.session.scalars(query).all()


def coming_absences(actor: Membership, now: datetime) -> Sequence[Absence]:
    query = select(Absence).where(permitted(actor, May.READ_ABSENCE, Absence), Absence.ends_at > now)
    return db.session.scalars(query.options(joinedload(Absence.counsellor)).order_by(Absence.starts_at)).all()


def travels(actor: Membership) -> Sequence[Travel]:
    query = select(Travel).where(permitted(actor, May.READ_ROOM, Travel))
    return db.session.scalars(query.options(joinedload(Travel.site), joinedload(Travel.other_site))).all()


def opening(actor: Membership, uid: UUID) -> Opening:
    return one_of(actor, May.EDIT_OPENING, Opening, uid)


def absence(actor: Membership, uid: UUID) -> Absence:
    return one_of(actor, May.EDIT_ABSENCE, Absence, uid)


def one_of(actor: Membership, may: May, table: type[Hours], uid: UUID) -> Hours:
    found = db.session.scalar(select(table).where(table.uid == uid, permitted(actor, may, table)))
    if found is None:
        raise NotFound
    return found


def in_the_way(actor: Membership, absence: Absence) -> int:
    """How many appointments are planned during an absence: they are to be moved."""
    query = select(func.count()).where(
        permitted(actor, May.READ_APPOINTMENT, Appointment),
        Appointment.status == AppointmentStatus.PLANNED,
        Appointment.starts_at < absence.ends_at,
        Appointment.ends_at > absence.starts_at,
    )
    if absence.counsellor_id:
        query = query.where(Appointment.counsellor_id == absence.counsellor_id)
    return db.session.scalar(query) or 0
