"""Appointments on a person’s page."""

from typing import Any

from sqlalchemy import select

from crm.accounts.models import Membership
from crm.appointments.models import Participation
from crm.appointments.queries.listing import WHOLE
from crm.appointments.rules import OPEN
from crm.codes.appointments import ParticipationStatus
from crm.codes.people import StoryKind
from crm.db import db
from crm.people.models import Person
from crm.people.rules import Event
from crm.policy import May, can


def story(actor: Membership, person: Person) -> list[Event]:
    """Appointments on the timeline of a person whose shared record the actor may read."""
    if not can(actor, May.READ_PERSON, person):
        return []
    query = (
        select(Participation)
        .where(Participation.person_id == person.id, Participation.status != ParticipationStatus.ATTENDED)
        .options(*WHOLE)
        .order_by(Participation.starts_at.desc())
        .limit(60)
    )
    return [
        Event(
            p.starts_at,
            StoryKind.APPOINTMENT,
            f"Rendez-vous : {p.status.label.lower()}",
            by=f"{p.appointment.counsellor.name} ({p.appointment.structure.short_name})",
        )
        for p in db.session.scalars(query)
    ]


def panel(actor: Membership, person: Person) -> tuple[str, dict[str, Any]]:
    """The appointments to come, and what may be done with those of the actor's structure."""
    query = (
        select(Participation)
        .where(Participation.person_id == person.id, Participation.status.in_(OPEN))
        .options(*WHOLE)
        .order_by(Participation.starts_at)
    )
    full = can(actor, May.READ_PERSON, person)
    coming = db.session.scalars(query).all() if full else []
    mine = {p.id for p in coming if can(actor, May.CHANGE_APPOINTMENT, p.appointment)}
    return "appointments/_panel.html", {"coming": coming, "mine": mine}
