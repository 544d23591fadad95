"""Opening hours, absences, rooms, and the time it takes from one site to another."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy.dialects.postgresql import insert

from crm.accounts.models import Membership
from crm.appointments.models import Absence, Opening, Room, Travel
from crm.db import db
from crm.errors import Refused
from crm.policy import May, require
from crm.structures.models import Site


def open_hours(actor: Membership, weekdays: list[int], values: Mapping[str, Any]) -> list[Opening]:
    """The same hours on each of these days of the week."""
    made = [Opening(structure_id=actor.structure_id, weekday=weekday, **values) for weekday in weekdays]
    for opening in made:
        require(actor, May.EDIT_OPENING, opening)
    db.session.add_all(made)
    db.session.flush()
    return made


def stop_hours(actor: Membership, opening: Opening, *, today: date) -> None:
    """From today on they do not come back; appointments already taken stay."""
    require(actor, May.EDIT_OPENING, opening)
    if opening.valid_from >= today:
        db.session.delete(opening)
    else:
        opening.valid_until = today - timedelta(days=1)
    db.session.flush()


def be_away(actor: Membership, counsellor_id: int | None, starts_at: datetime, ends_at: datetime) -> Absence:
    absence = Absence(
        structure_id=actor.structure_id, counsellor_id=counsellor_id, starts_at=starts_at, ends_at=ends_at
    )
    require(actor, May.EDIT_ABSENCE, absence)
    if ends_at <= starts_at:
        raise Refused("La fin vient après le début : vérifiez les deux dates.")
    db.session.add(absence)
    db.session.flush()
    return absence


def come_back(actor: Membership, absence: Absence) -> None:
    require(actor, May.EDIT_ABSENCE, absence)
    db.session.delete(absence)
    db.session.flush()


def furnish(actor: Membership, name: str, seats: int, site_id: int | None) -> Room:
    room = Room(structure_id=actor.structure_id, name=name, seats=seats, site_id=site_id)
    require(actor, May.EDIT_ROOM, room)
    db.session.add(room)
    db.session.flush()
    return room


def keep_travel(actor: Membership, one: Site, other: Site, minutes: int) -> None:
    """Minutes kept free between two appointments on these sites, either way."""
    if one.id == other.id or one.structure_id != other.structure_id:
        raise Refused("Choisissez deux sites différents de votre structure.")
    first, second = sorted((one.id, other.id))
    values = {"structure_id": one.structure_id, "site_id": first, "other_site_id": second, "minutes": minutes}
    require(actor, May.EDIT_ROOM, Travel(**values))
    db.session.execute(
        insert(Travel)
        .values(values)
        .on_conflict_do_update(index_elements=["site_id", "other_site_id"], set_={"minutes": minutes})
    )
