"""What the sender does: draft, refer, withdraw, send anew."""

from collections.abc import Sequence
from datetime import datetime
from typing import NotRequired, TypedDict, Unpack

from sqlalchemy import func, select

from crm.accounts.models import Membership
from crm.codes.people import NoticeChannel
from crm.codes.referrals import ReferralKind, SharingBasis, Urgency, UrgencyReason
from crm.codes.referrals import ReferralState as State
from crm.codes.support import Theme
from crm.db import db
from crm.errors import Refused
from crm.messages.actions import take_back
from crm.people.actions import inform
from crm.people.models import InformationNotice, Person
from crm.people.rules import forbidden_number, is_minor
from crm.policy import May, require
from crm.referrals import queries
from crm.referrals.actions.moves import change, end, owner, start_clock
from crm.referrals.actions.telling import raise_loop
from crm.referrals.models import Referral
from crm.referrals.rules import RESENT, basis_refused, expiry, next_nudge, urgency_refused
from crm.structures.models import Platform, Service, Structure


class Letter(TypedDict):
    """What the sender writes, to a structure or to the pool of a territory."""

    recipient: Structure | None
    platform: Platform | None
    service: NotRequired[Service | None]
    kind: ReferralKind
    theme: Theme
    urgency: Urgency
    urgency_reason: NotRequired[UrgencyReason | None]
    message: str
    wish: str
    basis: SharingBasis
    shared_fields: Sequence[str]
    guardian_informed: bool | None
    guardian_reason: str


def draft(actor: Membership, person: Person, *, now: datetime, **letter: Unpack[Letter]) -> Referral:
    """What would be sent, written nowhere: the preview shows it as the recipient will read it."""
    require(actor, May.REFER, person)
    said = {name: value for name, value in letter.items() if name not in ("recipient", "shared_fields")}
    return Referral(
        person=person,
        state=State.DRAFT,
        sender_structure=actor.structure,
        sender=actor.user,
        recipient_structure=letter["recipient"],
        shared_fields=list(letter["shared_fields"]),
        commune_code=person.commune_code,
        sent_at=now,
        **said,
    )


def refer(
    actor: Membership,
    person: Person,
    *,
    now: datetime,
    notice: NoticeChannel | None = None,
    parent: Referral | None = None,
    **letter: Unpack[Letter],
) -> Referral:
    """Send it, once: asked twice, as by a double click, it returns the one that already left."""
    db.session.scalar(select(Person.id).where(Person.id == person.id).with_for_update(key_share=True))
    if twin := queries.on_its_way(actor, person, letter["recipient"], letter["platform"]):
        return twin
    referral = draft(actor, person, now=now, **letter)
    check(actor, referral, now)
    tell_person(actor, person, notice, now)
    referral.owner_structure_id = owner(letter["recipient"], letter["platform"])
    referral.parent_id = parent.id if parent else None
    db.session.add(referral)
    db.session.flush()
    raise_loop(referral, parent, now)
    change(referral, "send", actor, now)
    start_clock(referral, now)
    return referral


def check(actor: Membership, referral: Referral, now: datetime) -> None:
    """Raises Refused, with its sentence, when this may not leave."""
    person, age = referral.person, referral.person.age(now.date())
    whys = (
        forbidden_number(f"{referral.message} {referral.wish} {referral.guardian_reason}"),
        queries.refused_there(actor, person, referral.recipient_structure, referral.kind),
        urgency_refused(referral.urgency, referral.urgency_reason, age),
        basis_refused(referral.basis, age),
    )
    if why := next(filter(None, whys), None):
        raise Refused(why)
    if is_minor(person.born_on, now.date()) and not referral.guardian_informed and not referral.guardian_reason:
        raise Refused("Ce jeune est mineur : dites si son représentant légal est informé, ou pourquoi il ne l’est pas.")


def tell_person(actor: Membership, person: Person, notice: NoticeChannel | None, now: datetime) -> None:
    """Nobody is sent anywhere without having been told what is kept and who reads it."""
    told = select(func.count()).where(InformationNotice.person_id == person.id)
    if notice or not db.session.scalar(told):
        inform(actor, person, notice or NoticeChannel.ORAL, to_guardian=False, now=now)


def withdraw(actor: Membership, referral: Referral, *, now: datetime) -> None:
    require(actor, May.SEND_REFERRAL, referral)
    change(referral, "withdraw", actor, now)
    take_back(f"referral:{referral.id}", now=now, reason="L’orientation est retirée.")
    end(referral, now)


def resend(actor: Membership, referral: Referral, *, now: datetime) -> None:
    """Ask again after an expiry, twice at most."""
    require(actor, May.SEND_REFERRAL, referral)
    if referral.resent >= RESENT:
        raise Refused(
            "Cette orientation a déjà été renvoyée deux fois : appelez la structure, ou choisissez-en une autre."
        )
    referral.expires_on = expiry(now.date(), State.PENDING)
    referral.next_step_on = next_nudge(now.date(), 0)
    change(referral, "resend", actor, now)
    referral.resent += 1
    referral.closed_at = None
    referral.owner_structure_id = owner(referral.recipient_structure, referral.platform)
    start_clock(referral, now)
