"""What the sender does: refer, withdraw, send anew."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select

from crm.accounts.models import Membership
from crm.codes.people import NoticeChannel
from crm.codes.referrals import (
    ReferralKind,
    SharingBasis,
    Urgency,
)
from crm.codes.referrals import ReferralState as State
from crm.codes.support import Theme
from crm.db import db
from crm.errors import Refused
from crm.messages.actions import take_back
from crm.people.actions import inform
from crm.people.models import InformationNotice, Person, SharingAgreement
from crm.people.rules import forbidden_number, is_minor
from crm.policy import May, require
from crm.referrals.actions.moves import change, end, owner, start_clock
from crm.referrals.models import Referral
from crm.referrals.rules import RESENT, expiry, next_nudge
from crm.structures.models import Platform, Structure


def refer(
    actor: Membership,
    person: Person,
    *,
    recipient: Structure | None,
    platform: Platform | None,
    kind: ReferralKind,
    theme: Theme,
    urgency: Urgency,
    message: str,
    wish: str,
    basis: SharingBasis,
    shared_fields: Sequence[str],
    guardian_informed: bool | None,
    guardian_reason: str,
    now: datetime,
    parent: Referral | None = None,
) -> Referral:
    """Send a person to a structure, or to the pool of a territory, with what was picked to travel."""
    require(actor, May.REFER, person)
    if why := forbidden_number(message + " " + wish):
        raise Refused(why)
    if recipient and recipient.id == actor.structure_id:
        raise Refused("Choisissez une autre structure que la vôtre.")
    if is_minor(person.born_on, now.date()) and not guardian_informed and not guardian_reason:
        raise Refused("Ce jeune est mineur : dites si son représentant légal est informé, ou pourquoi il ne l’est pas.")
    tell_person(actor, person, now)
    referral = Referral(
        person=person,
        kind=kind,
        state=State.DRAFT,
        sender_structure_id=actor.structure_id,
        sender_id=actor.user_id,
        recipient_structure_id=recipient.id if recipient else None,
        platform_id=platform.id if platform else None,
        owner_structure_id=owner(recipient, platform),
        theme=theme,
        urgency=urgency,
        message=message,
        wish=wish,
        basis=basis,
        shared_fields=list(shared_fields),
        guardian_informed=guardian_informed,
        guardian_reason=guardian_reason,
        commune_code=person.commune_code,
        parent_id=parent.id if parent else None,
    )
    db.session.add(referral)
    db.session.flush()
    if basis is SharingBasis.AGREEMENT and recipient:
        db.session.add(
            SharingAgreement(
                person_id=person.id, structure_id=recipient.id, agreed_on=now.date(), scope=list(shared_fields)
            )
        )
    change(referral, "send", actor, now)
    start_clock(referral, now)
    return referral


def tell_person(actor: Membership, person: Person, now: datetime) -> None:
    """Nobody is sent anywhere without having been told what is kept and who reads it."""
    told = select(func.count()).where(InformationNotice.person_id == person.id)
    if not db.session.scalar(told):
        inform(actor, person, NoticeChannel.ORAL, to_guardian=False, now=now)


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
