"""Give an appointment other hours."""

from datetime import datetime

from crm import journal
from crm.accounts.models import Membership
from crm.appointments import queries
from crm.appointments.actions.booking import appointment_in, place_at, set_up
from crm.appointments.actions.outcomes import settle
from crm.appointments.actions.telling import tell
from crm.appointments.models import Appointment, Participation
from crm.appointments.rules import OPEN, FreeSlot
from crm.codes.appointments import AppointmentStatus, MessageKind, ParticipationStatus
from crm.db import db
from crm.errors import Refused
from crm.policy import May, require

COPIED = (
    *("structure_id", "counsellor_id", "kind", "title", "capacity", "location", "place", "site_id", "room_id"),
    *("starts_at", "ends_at"),
)
"""What the new hours keep of the old appointment, unless they say otherwise."""


def move(actor: Membership, participation: Participation, starts_at: datetime, *, now: datetime) -> Participation:
    """Give the person's appointment another hour, for all who take part."""
    old = participation.appointment
    new = shift(actor, old, starts_at, starts_at + (old.ends_at - old.starts_at), now=now)
    return next(part for part in new.participations if part.person_id == participation.person_id)


def shift(actor: Membership, old: Appointment, starts_at: datetime, ends_at: datetime, *, now: datetime) -> Appointment:
    """Other hours. A new start makes a new appointment under the same calendar entry, and those who come are told."""
    require(actor, May.CHANGE_APPOINTMENT, old)
    if old.status is not AppointmentStatus.PLANNED or old.starts_at <= now:
        raise Refused("Ce rendez-vous est passé, ou n’est plus prévu : rechargez la page.")
    if starts_at == old.starts_at:
        return stretch(old, ends_at)
    if starts_at <= now:
        raise Refused("Choisissez une heure à venir.")
    new = copy(old, actor.user_id, starts_at=starts_at, ends_at=ends_at)
    replace(old, new, now)
    for part in new.participations:
        journal.record(actor, "appointments.move", part.person)
    db.session.flush()
    return new


def stretch(appointment: Appointment, ends_at: datetime) -> Appointment:
    """Another length: nobody is told, since one comes at the same hour."""
    if ends_at == appointment.ends_at:
        raise Refused("C’est déjà l’heure de ce rendez-vous.")
    if ends_at <= appointment.starts_at:
        raise Refused("La fin vient après le début : vérifiez les deux heures.")
    appointment.ends_at = ends_at
    appointment.sequence += 1
    if why := queries.hindrance(appointment):
        raise Refused(why)
    db.session.flush()
    for part in appointment.participations:
        db.session.expire(part, ["ends_at"])
    return appointment


def exchange(participation: Participation, slot: FreeSlot, *, by_id: int, now: datetime) -> Participation:
    """Give up an individual appointment for a free slot, in the name of a user; whoever may, is the caller's to say."""
    old = participation.appointment
    new = appointment_in(slot, by_id)
    new.moved_from_id, new.sequence = old.id, old.sequence + 1
    replace(old, new, now)
    return new.participations[0]


def copy(old: Appointment, by_id: int, **changes: object) -> Appointment:
    kept = {name: getattr(old, name) for name in COPIED}
    return Appointment(**kept | changes, created_by_id=by_id, moved_from_id=old.id, sequence=old.sequence + 1)


def replace(old: Appointment, new: Appointment, now: datetime) -> None:
    """All who come, or wait for a place, come at the new hours instead."""
    coming = [part for part in old.participations if part.status in (*OPEN, ParticipationStatus.WAITING)]
    statuses = {part.id: part.status for part in coming}
    for part in coming:
        settle(part, ParticipationStatus.RESCHEDULED, now)
    old.status = AppointmentStatus.MOVED
    db.session.flush()
    set_up(new, now)
    for part in coming:
        waits = statuses[part.id] is ParticipationStatus.WAITING
        status = ParticipationStatus.WAITING if waits else ParticipationStatus.SCHEDULED
        again = place_at(part.person, new, part.slot_origin, now, part.referral_id, status)
        if not waits:
            tell(again, MessageKind.APPOINTMENT_CHANGED, now)
