"""What takes the time of a slot, as ranges of instants: the counsellor’s, the room’s, the person’s."""

from datetime import timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    Subquery,
    case,
    cast,
    func,
    or_,
    select,
)
from sqlalchemy.dialects.postgresql import TSTZMULTIRANGE

from crm.appointments.models import Absence, Appointment, Participation, Travel
from crm.appointments.queries.openings import Wanted, minutes
from crm.appointments.rules import OPEN
from crm.codes.appointments import AppointmentStatus

LONGEST = timedelta(hours=12)
"""No appointment lasts longer: the database refuses it."""

FARTHEST = timedelta(hours=4)
"""No journey between two sites lasts longer: the database refuses it."""


def ranges(starts: Any, ends: Any) -> ColumnElement[Any]:
    return func.range_agg(func.tstzrange(starts, ends), type_=TSTZMULTIRANGE())


def or_nothing(query: Any) -> ColumnElement[Any]:
    return func.coalesce(query, cast("{}", TSTZMULTIRANGE()))


def taken_by_appointments(open_: Subquery, wanted: Wanted) -> Any:
    """What the counsellor has already, with the time to come from another site and to go there."""
    away = func.coalesce(minutes(Travel.minutes), timedelta())
    query = (
        select(ranges(Appointment.starts_at - away, Appointment.ends_at + away))
        .outerjoin(
            Travel,
            (Travel.site_id == func.least(Appointment.site_id, open_.c.site_id))
            & (Travel.other_site_id == func.greatest(Appointment.site_id, open_.c.site_id)),
        )
        .where(
            Appointment.counsellor_id == open_.c.counsellor_id,
            Appointment.status == AppointmentStatus.PLANNED,
            Appointment.starts_at > open_.c.opens - LONGEST - FARTHEST,
            Appointment.starts_at < open_.c.closes + FARTHEST,
        )
    )
    return but_the_old(query, wanted).correlate(open_).scalar_subquery()


def but_the_old(query: Select[Any], wanted: Wanted) -> Select[Any]:
    return query.where(Appointment.id != wanted.instead_of) if wanted.instead_of else query


def taken_by_absences(open_: Subquery) -> Any:
    return (
        select(ranges(Absence.starts_at, Absence.ends_at))
        .where(
            Absence.structure_id == open_.c.structure_id,
            or_(Absence.counsellor_id.is_(None), Absence.counsellor_id == open_.c.counsellor_id),
            Absence.ends_at > open_.c.opens,
            Absence.starts_at < open_.c.closes,
        )
        .correlate(open_)
        .scalar_subquery()
    )


def taken_room(open_: Subquery, wanted: Wanted) -> Any:
    query = select(ranges(Appointment.starts_at, Appointment.ends_at)).where(
        Appointment.room_id == open_.c.room_id,
        Appointment.status == AppointmentStatus.PLANNED,
        Appointment.starts_at > open_.c.opens - LONGEST,
        Appointment.starts_at < open_.c.closes,
    )
    return case((open_.c.room_id.is_not(None), but_the_old(query, wanted).correlate(open_).scalar_subquery()))


def taken_by_the_person(wanted: Wanted) -> Any:
    query = select(ranges(Participation.starts_at, Participation.ends_at)).where(
        Participation.person_id == wanted.person_id, Participation.status.in_(OPEN)
    )
    if wanted.instead_of:
        query = query.where(Participation.appointment_id != wanted.instead_of)
    return query.scalar_subquery()
