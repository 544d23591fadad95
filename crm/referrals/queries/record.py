"""What a referral carries, and where a person has already been sent."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import select

from crm.accounts.models import Membership
from crm.appointments.models import Participation
from crm.appointments.rules import OPEN as AHEAD
from crm.codes.people import StoryKind
from crm.codes.referrals import ReferralState as State
from crm.db import db
from crm.people.models import InformationNotice, Person
from crm.people.rules import Event
from crm.policy import May, can, permitted
from crm.referrals import rules
from crm.referrals.models import Referral
from crm.referrals.queries.inbox import WHOLE
from crm.referrals.rules import LOOP, OPEN, SHAREABLE, Leg
from crm.structures.models import Platform, Structure
from crm.support.models import Situation


def travels(referral: Referral) -> list[tuple[str, str]]:
    """All that the recipient reads before accepting: the names, and the fields that were picked."""
    person = referral.person
    fields = [(SHAREABLE[name], value_of(person, name)) for name in SHAREABLE if name in referral.shared_fields]
    return [("Prénom et nom", person.name), *fields]


def value_of(person: Person, name: str) -> str:
    match name:
        case "born_on":
            return f"{person.born_on:%d/%m/%Y}"
        case "commune":
            return person.commune.name if person.commune else ""
        case "education_level" | "last_class" | "mobility" | "licence_b" | "received_in":
            return getattr(getattr(person, name), "label", "")
        case "situation":
            return situation(person)
        case "guardians":
            return ", ".join(f"{g.name} {g.phone or ''}".strip() for g in person.guardians if g.may_be_contacted)
        case _:
            return str(getattr(person, name) or "")


def situation(person: Person) -> str:
    query = select(Situation).where(Situation.person_id == person.id).order_by(Situation.started_on.desc()).limit(1)
    latest = db.session.scalar(query)
    return latest.category.label if latest else ""


def recipients(actor: Membership, person: Person) -> Sequence[Structure]:
    """Where the person may be sent: active structures, those that cover where they live first."""
    near = Structure.coverage.any(arrondissement_code=person.commune.arrondissement_code) if person.commune else None
    query = select(Structure).where(Structure.active, Structure.id != actor.structure_id)
    if near is not None:
        query = query.order_by(near.desc())
    return db.session.scalars(query.order_by(Structure.short_name)).all()


def last_notice(person: Person) -> InformationNotice | None:
    """When the person was last told what is kept and who reads it, and how."""
    query = select(InformationNotice).where(InformationNotice.person_id == person.id)
    query = query.where(InformationNotice.to_guardian.is_(False))
    return db.session.scalar(query.order_by(InformationNotice.given_on.desc(), InformationNotice.id.desc()).limit(1))


def platforms(person: Person) -> Sequence[Platform]:
    """The pools where the person may be sent: that of where they live first."""
    query = select(Platform)
    if person.commune:
        near = Platform.territory.any(arrondissement_code=person.commune.arrondissement_code)
        query = query.order_by(near.desc())
    return db.session.scalars(query.order_by(Platform.name)).all()


def loops(
    person: Person, sender_id: int | None, recipient_id: int | None, today: date, parent: Referral | None = None
) -> list[str]:
    """Why this referral may go round in circles, in words."""
    earlier = select(Referral).where(
        Referral.person_id == person.id, Referral.sent_at >= today - LOOP, Referral.state != State.DRAFT
    )
    return rules.loops(
        (leg(referral) for referral in db.session.scalars(earlier)),
        sender_id,
        recipient_id,
        today,
        chain(parent) + 1,
    )


def first_appointments(referral: Referral) -> Sequence[Participation]:
    """Those of this referral that are still ahead."""
    query = select(Participation).where(Participation.referral_id == referral.id, Participation.status.in_(AHEAD))
    return db.session.scalars(query).all()


def leg(referral: Referral) -> Leg:
    assert referral.sent_at is not None  # it is no draft
    return Leg(
        referral.sender_structure_id,
        referral.recipient_structure_id,
        referral.sent_at.date(),
        engaged=referral.engaged_at is not None,
    )


def chain(referral: Referral | None) -> int:
    """How many referrals led here, this one included."""
    parent = db.session.get(Referral, referral.parent_id) if referral and referral.parent_id else None
    return (chain(parent) + 1) if referral else 0


def story(actor: Membership, person: Person) -> list[Event]:
    """Referrals on the timeline, for those who read the shared record."""
    if not can(actor, May.READ_PERSON, person):
        return []
    query = select(Referral).where(Referral.person_id == person.id, Referral.sent_at.is_not(None)).options(*WHOLE)
    return [told(r) for r in db.session.scalars(query.order_by(Referral.sent_at.desc()).limit(40)) if r.sent_at]


def told(referral: Referral) -> Event:
    to = referral.recipient_structure.short_name if referral.recipient_structure else "la coordination"
    title = f"{referral.kind.label} vers {to} : {referral.state.label.lower()}"
    assert referral.sent_at is not None  # filtered by story
    return Event(
        referral.sent_at, StoryKind.REFERRAL, title, referral.theme.label, referral.sender_structure.short_name
    )


def panel(actor: Membership, person: Person) -> tuple[str, dict[str, Any]]:
    query = select(Referral).where(
        Referral.person_id == person.id, Referral.state.in_(OPEN), permitted(actor, May.READ_REFERRAL, Referral)
    )
    return "referrals/_panel.html", {"referrals": db.session.scalars(query.options(*WHOLE)).all()}
