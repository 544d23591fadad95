"""Make a move, start or stop the clock: what every action on a referral shares."""

from datetime import date, datetime

from sqlalchemy import ColumnElement, exists, select

from crm import journal
from crm.accounts.models import Membership
from crm.codes.appointments import MessageKind
from crm.codes.people import CircleReason
from crm.codes.referrals import SharingBasis
from crm.db import db
from crm.errors import Refused
from crm.messages.actions import take_back
from crm.people.actions import join, leave
from crm.people.models import SharingAgreement
from crm.referrals import queries
from crm.referrals.actions.telling import link, tell_sender, write
from crm.referrals.models import Referral, ReferralTransition
from crm.referrals.rules import MOVES, OPEN, TAKEN_ON, By, allowed, expiry, next_nudge
from crm.structures.models import Platform, Structure


def change(
    referral: Referral, name: str, actor: Membership | None, now: datetime, reason: str = "", signed: str = ""
) -> None:
    """Make one allowed move, record it, and tell the sender. Raises Refused when the referral is not where it must be.

    Who answers by a link has no account: they signed with their name.
    """
    if not allowed(name, referral.state, referral.kind):
        raise Refused(
            f"Cette orientation est maintenant « {referral.state.label.lower()} »{queries.by_whom(referral)} : "
            "rechargez la page."
        )
    target = MOVES[name].target
    referral.transitions.append(
        ReferralTransition(
            move=name,
            from_state=referral.state,
            to_state=target,
            at=now,
            actor=actor.user if actor else None,
            signed=signed,
            reason=reason,
        )
    )
    referral.state = target
    if actor:
        journal.record(actor, f"referrals.{name}", referral.person)
    if By.SENDER in MOVES[name].tells:
        kind = MessageKind.REFERRAL_EXPIRED if name == "expire" else MessageKind.REFERRAL_ANSWERED
        tell_sender(referral, kind, actor, now)


def owner(recipient: Structure | None, platform: Platform | None) -> int:
    """Whose turn it is: the recipient's, or that of the platform's lead until it is assigned."""
    if recipient:
        return recipient.id
    if platform is None:
        raise Refused("Choisissez à qui adresser ce jeune : une structure, ou la coordination du territoire.")
    return platform.lead_structure_id


def start_clock(referral: Referral, now: datetime) -> None:
    """The recipient has 30 days from now, is reminded on the way, and hears of it at once."""
    agreed_on = (referral.sent_at or now).date()
    referral.sent_at, referral.nudged = now, 0
    referral.expires_on = expiry(now.date(), referral.state)
    referral.next_step_on = next_nudge(now.date(), 0)
    referral.referent_id = queries.referent(referral)
    if referral.platform_id and not referral.recipient_structure_id:
        join(referral.person, CircleReason.REFERRAL_POOL, now=now, platform_id=referral.platform_id)
    agree(referral, agreed_on)
    link(referral, now)
    write(referral, MessageKind.REFERRAL_RECEIVED, f"structure:{referral.owner_structure_id}", now)
    db.session.flush()


def agree(referral: Referral, on: date) -> None:
    """What rests on the person's agreement has it recorded for each structure that receives, whoever chose it."""
    if referral.basis is not SharingBasis.AGREEMENT or referral.recipient_structure_id is None:
        return
    given = select(SharingAgreement).where(
        SharingAgreement.person_id == referral.person_id,
        SharingAgreement.structure_id == referral.recipient_structure_id,
        SharingAgreement.revoked_on.is_(None),
    )
    if not any(set(referral.shared_fields) <= set(earlier.scope) for earlier in db.session.scalars(given)):
        db.session.add(
            SharingAgreement(
                person_id=referral.person_id,
                structure_id=referral.recipient_structure_id,
                agreed_on=on,
                scope=referral.shared_fields,
            )
        )


def answer(referral: Referral, now: datetime) -> None:
    """It is answered: nobody is reminded any more."""
    referral.answered_at = now
    waiting = (MessageKind.REFERRAL_RECEIVED, MessageKind.REFERRAL_NUDGE)
    take_back(f"referral:{referral.id}", now=now, reason="La réponse est arrivée.", kinds=waiting)
    db.session.flush()


def end(referral: Referral, now: datetime) -> None:
    """It is over: what it had opened is closed, and the sender owns what comes next."""
    referral.closed_at, referral.next_step_on, referral.expires_on = now, None, None
    referral.owner_structure_id = referral.sender_structure_id
    db.session.flush()
    to, pool = referral.recipient_structure_id, referral.platform_id
    if to and not another(referral, Referral.recipient_structure_id == to, Referral.state.in_(TAKEN_ON)):
        leave(referral.person, CircleReason.REFERRAL_ACCEPTED, now=now, structure_id=to)
    if pool and not another(referral, Referral.platform_id == pool, Referral.state.in_({*OPEN, *TAKEN_ON})):
        leave(referral.person, CircleReason.REFERRAL_POOL, now=now, platform_id=pool)


def another(referral: Referral, *conditions: ColumnElement[bool]) -> bool:
    """Is the person there for another referral too?"""
    other = exists().where(Referral.person_id == referral.person_id, Referral.id != referral.id, *conditions)
    return bool(db.session.scalar(select(other)))
