"""Where and when one may be received, as a search wants it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    BigInteger,
    ColumnElement,
    Date,
    Float,
    Integer,
    Interval,
    Subquery,
    bindparam,
    cast,
    func,
    literal,
    null,
    or_,
    select,
)

from crm.appointments.models import Opening
from crm.codes.appointments import AppointmentLocation
from crm.codes.support import Theme
from crm.db import db
from crm.structures.models import Site, Structure
from crm.territory import queries as territory
from crm.territory.models import Commune
from crm.territory.rules import PARIS, distance_km


@dataclass(frozen=True)
class Wanted:
    """What is looked for. Nothing narrows the search but what is given."""

    minutes: int | None = None
    """Each slot lasts as long as its opening says, or this long."""

    structure_id: int | None = None
    counsellor_id: int | None = None
    opening: UUID | None = None
    self_bookable: bool = False
    location: AppointmentLocation | None = None
    theme: Theme | None = None
    commune_code: str | None = None
    """From where distances are counted."""

    within_km: float | None = None
    person_id: int | None = None
    """Whose own appointments are in the way."""

    instead_of: int | None = None
    """The appointment that would be given up: it is not in the way."""


@dataclass(frozen=True)
class Spot:
    """A site, or the address of a structure, and how far it is."""

    structure_id: int
    site_id: int | None
    structure: str
    site: str
    commune: str
    km: float | None


def spots(wanted: Wanted) -> list[Spot]:
    """Where one may be received, near enough."""
    place = (Commune.name, Commune.latitude, Commune.longitude)
    sites = (
        select(Structure.id, Site.id, Structure.short_name, Site.name, *place).join(Structure.sites).join(Site.commune)
    )
    heads = select(Structure.id, null(), Structure.short_name, literal(""), *place).join(Structure.commune)
    if wanted.structure_id:
        sites = sites.where(Structure.id == wanted.structure_id)
        heads = heads.where(Structure.id == wanted.structure_id)
    home = territory.commune(wanted.commune_code) if wanted.commune_code else None
    here = (home.latitude, home.longitude) if home else None
    found = [
        Spot(structure_id, site_id, structure, site, commune, distance_km(here, (lat, lon)) if here else None)
        for structure_id, site_id, structure, site, commune, lat, lon in db.session.execute(sites.union_all(heads))
    ]
    most = wanted.within_km
    return [spot for spot in found if most is None or spot.km is None or spot.km <= most]


COLUMNS = ("uid", "structure_id", "counsellor_id", "room_id", "site_id", "location")


def hours(allowed: ColumnElement[bool], wanted: Wanted, near: Sequence[Spot], now: datetime) -> Subquery:
    """The opening hours of the days bound to it, at some places: the nearest day first, then the nearest place."""
    day = (
        func.unnest(bindparam("days", type_=ARRAY(Date)), bindparam("weekdays", type_=ARRAY(BigInteger)))
        .table_valued("day", "weekday")
        .render_derived(name="days")
    )
    spot = (
        func.unnest(
            cast([spot.structure_id for spot in near], ARRAY(BigInteger)),
            cast([spot.site_id or 0 for spot in near], ARRAY(BigInteger)),
            cast([spot.km for spot in near], ARRAY(Float)),
        )
        .table_valued("structure_id", "site_id", "km")
        .render_derived(name="spot")
    )
    length = wanted.minutes or Opening.slot_minutes
    query = (
        select(
            *(getattr(Opening, name) for name in COLUMNS),
            day.c.day.label("day"),
            spot.c.km.label("km"),
            func.timezone(PARIS.key, day.c.day + Opening.starts).label("opens"),
            func.timezone(PARIS.key, day.c.day + Opening.ends).label("closes"),
            minutes(Opening.slot_minutes).label("step"),
            minutes(length).label("lasts"),
        )
        .join(day, Opening.weekday == day.c.weekday)
        .join(
            spot, (spot.c.structure_id == Opening.structure_id) & (spot.c.site_id == func.coalesce(Opening.site_id, 0))
        )
        .where(
            allowed,
            Opening.counsellor_id.is_not(None),
            func.timezone(PARIS.key, day.c.day + Opening.ends) > now,
            Opening.valid_from <= day.c.day,
            or_(Opening.valid_until.is_(None), Opening.valid_until >= day.c.day),
        )
        .order_by(day.c.day, spot.c.km, Opening.starts, Opening.id)
    )
    for column in ("structure_id", "counsellor_id", "location"):
        if value := getattr(wanted, column):
            query = query.where(getattr(Opening, column) == value)
    if wanted.opening:
        query = query.where(Opening.uid == wanted.opening)
    if wanted.self_bookable:
        query = query.where(Opening.self_bookable)
    if wanted.theme:
        query = query.where(or_(Opening.reasons == [], Opening.reasons.contains([wanted.theme.value])))
    return query.subquery("hours")


def minutes(count: Any) -> Any:
    return func.make_interval(0, 0, 0, 0, 0, cast(count, Integer), type_=Interval())
