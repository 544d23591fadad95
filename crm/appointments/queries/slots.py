"""The next free slots: opening hours cut into slots, less what is taken, absences, travel and the person's own hours.

PostgreSQL does it in one pass for each part of the calendar, nearest days first, until there are enough.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Integer,
    Row,
    Select,
    bindparam,
    exists,
    func,
    literal,
    select,
    true,
)

from crm.accounts.models import Membership, User
from crm.appointments.models import Opening, Participation
from crm.appointments.queries.openings import Spot, Wanted, hours, spots
from crm.appointments.queries.taken import (
    or_nothing,
    taken_by_absences,
    taken_by_appointments,
    taken_by_the_person,
    taken_room,
)
from crm.appointments.rules import FreeSlot, parts
from crm.appointments.rules.slots import AHEAD
from crm.db import db
from crm.people.models import Person
from crm.policy import May, permitted
from crm.territory.rules import PARIS


def free_slots(
    actor: Membership, wanted: Wanted, *, now: datetime, first: date | None = None, days: int = AHEAD, limit: int = 60
) -> list[FreeSlot]:
    """The next slots that the actor may give: of their structure, and of those that open theirs to partners."""
    return search(permitted(actor, May.READ_OPENING, Opening), wanted, now, first, days, limit)


def slot_at(actor: Membership, opening: UUID, starts_at: datetime, person: Person, *, now: datetime) -> FreeSlot | None:
    """That very slot, while nobody has it."""
    wanted = Wanted(opening=opening, person_id=person.id)
    day = starts_at.astimezone(PARIS).date()
    found = free_slots(actor, wanted, now=now, first=day, days=1)
    return next((slot for slot in found if slot.starts_at == starts_at), None)


def slots_instead(participation: Participation, *, now: datetime, limit: int = 60) -> list[FreeSlot]:
    """Other slots that the person may choose themselves: of the same counsellor, as long, at the same structure."""
    old = participation.appointment
    wanted = Wanted(
        minutes=int((participation.ends_at - participation.starts_at).total_seconds() // 60),
        structure_id=old.structure_id,
        counsellor_id=old.counsellor_id,
        self_bookable=True,
        person_id=participation.person_id,
        instead_of=old.id,
    )
    return search(literal(value=True), wanted, now, None, AHEAD, limit)


def search(
    allowed: ColumnElement[bool], wanted: Wanted, now: datetime, first: date | None, days: int, limit: int
) -> list[FreeSlot]:
    near = spots(wanted)
    rows: list[Row[Any]] = []
    query = slots(allowed, wanted, near, now).limit(bindparam("left", type_=Integer))
    for part in parts(first or now.astimezone(PARIS).date(), days):
        bound = {"days": part, "weekdays": [day.isoweekday() for day in part], "left": limit - len(rows)}
        rows += db.session.execute(query, bound).all()
        if len(rows) >= limit:
            break
    names = dict(
        db.session.execute(
            select(User.id, User.given_name + " " + User.family_name).where(
                User.id.in_({row.counsellor_id for row in rows})
            )
        ).all()
    )
    where = {(spot.structure_id, spot.site_id): spot for spot in near}
    return [slot_of(row, names[row.counsellor_id], where[row.structure_id, row.site_id]) for row in rows]


def slot_of(row: Row[Any], counsellor: str, spot: "Spot") -> FreeSlot:
    return FreeSlot(
        **row._mapping,
        counsellor=counsellor,
        structure=spot.structure,
        site=spot.site,
        commune=spot.commune,
    )


def still_there(opening: Any) -> ColumnElement[bool]:
    """The counsellor still works at that structure."""
    return exists().where(
        Membership.user_id == opening.counsellor_id,
        Membership.structure_id == opening.structure_id,
        Membership.ended_on.is_(None),
    )


def slots(allowed: ColumnElement[bool], wanted: Wanted, near: Sequence[Spot], now: datetime) -> Select[Any]:
    """Free slots of the days bound to it. What takes a counsellor's time is read once for each of their openings."""
    open_ = hours(allowed, wanted, near, now)
    busy = select(
        (
            or_nothing(taken_by_appointments(open_, wanted))
            + or_nothing(taken_by_absences(open_))
            + or_nothing(taken_room(open_, wanted))
            + or_nothing(taken_by_the_person(wanted))
        ).label("hours")
    )
    taken = busy.correlate(open_).offset(0).lateral("taken")  # OFFSET 0: once for all the slots of an opening
    series = func.generate_series(open_.c.opens, open_.c.closes - open_.c.lasts, open_.c.step)
    start = series.table_valued("at").render_derived(name="start")
    starts_at, ends_at = start.c.at, start.c.at + open_.c.lasts
    return (
        select(
            open_.c.uid.label("opening"),
            starts_at.label("starts_at"),
            ends_at.label("ends_at"),
            open_.c.counsellor_id,
            open_.c.structure_id,
            open_.c.site_id,
            open_.c.room_id,
            open_.c.km,
            open_.c.location,
        )
        .select_from(open_)
        .join(taken, true())
        .join(start, true())
        .where(
            starts_at > now,
            ~taken.c.hours.op("&&", is_comparison=True)(func.tstzrange(starts_at, ends_at)),
            still_there(open_.c),
        )
        .order_by(open_.c.day, open_.c.km)
    )
