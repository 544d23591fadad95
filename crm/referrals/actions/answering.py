"""What the recipient and the coordinator do, and what becomes of the first appointment."""

from datetime import datetime, timedelta

from crm.accounts.models import Membership, User
from crm.appointments import actions as appointments
from crm.appointments.models import Participation
from crm.codes.appointments import AppointmentLocation, MessageKind, ParticipationStatus, SlotOrigin
from crm.codes.people import CircleReason
from crm.codes.referrals import (
    ReferralOutcome,
    RefusalReason,
)
from crm.codes.referrals import ReferralState as State
from crm.db import db
from crm.errors import Refused
from crm.messages.actions import take_back
from crm.people.actions import join
from crm.policy import May, require
from crm.referrals.actions.moves import answer, change, end, start_clock, write
from crm.referrals.models import Referral
from crm.referrals.rules import FIRST_APPOINTMENT, MISSES, allowed, expiry
from crm.structures.models import Structure
from crm.support.actions import open_episode
from crm.support.queries import open_episode as find_episode


def acknowledge(actor: Membership, referral: Referral, *, now: datetime) -> None:
    require(actor, May.ANSWER_REFERRAL, referral)
    change(referral, "acknowledge", actor, now)
    assert referral.sent_at is not None  # it was pending
    referral.expires_on = expiry(referral.sent_at.date(), referral.state)
    db.session.flush()


def accept(actor: Membership, referral: Referral, taker: User, *, now: datetime) -> None:
    """Take the person on: the structure enters the circle, and an episode opens with its referent."""
    require(actor, May.ANSWER_REFERRAL, referral)
    change(referral, "accept", actor, now)
    referral.assigned_to_id = taker.id
    referral.next_step_on = now.date() + FIRST_APPOINTMENT
    referral.expires_on = None
    join(referral.person, CircleReason.REFERRAL_ACCEPTED, now=now, structure_id=actor.structure_id)
    if not find_episode(referral.person, actor.structure_id):
        open_episode(actor, referral.person, taker, now=now, next_step="Fixer le premier rendez-vous")
    answer(referral, now)


def decline(actor: Membership, referral: Referral, reason: RefusalReason, text: str, *, now: datetime) -> None:
    """Say no, and why. What travelled is closed again; the sender owns the next step."""
    require(actor, May.ANSWER_REFERRAL, referral)
    with db.session.no_autoflush:  # a refusal and its reason are one
        referral.refusal_reason, referral.refusal_text = reason, text
        change(referral, "decline", actor, now, reason)
    end(referral, now)
    answer(referral, now)


def redirect(actor: Membership, referral: Referral, recipient: Structure, *, now: datetime) -> Referral:
    """Pass it on to the structure that fits; the chain is kept and the sender is told."""
    require(actor, May.ANSWER_REFERRAL, referral)
    if recipient.id in (actor.structure_id, referral.sender_structure_id):
        raise Refused("Choisissez une autre structure que la vôtre et que celle qui l’a envoyé.")
    if referral.parent_id and db.session.get_one(Referral, referral.parent_id).parent_id:
        raise Refused("Cette orientation a déjà été réorientée deux fois : confiez-la à la coordination.")
    change(referral, "redirect", actor, now)
    end(referral, now)
    answer(referral, now)
    onward = Referral(
        person=referral.person,
        kind=referral.kind,
        state=State.DRAFT,
        sender_structure_id=referral.sender_structure_id,
        sender_id=referral.sender_id,
        recipient_structure_id=recipient.id,
        platform_id=referral.platform_id,
        owner_structure_id=recipient.id,
        theme=referral.theme,
        urgency=referral.urgency,
        urgency_reason=referral.urgency_reason,
        message=referral.message,
        wish=referral.wish,
        basis=referral.basis,
        shared_fields=list(referral.shared_fields),
        guardian_informed=referral.guardian_informed,
        guardian_reason=referral.guardian_reason,
        commune_code=referral.commune_code,
        parent_id=referral.id,
    )
    db.session.add(onward)
    db.session.flush()
    change(onward, "send", actor, now, "Réorientation")
    start_clock(onward, now)
    return onward


def assign(actor: Membership, referral: Referral, recipient: Structure, *, now: datetime) -> None:
    """The coordinator hands a referral of the pool to a structure, whose clock starts."""
    require(actor, May.ASSIGN_REFERRAL, referral)
    if recipient.id == referral.sender_structure_id:
        raise Refused("C’est la structure qui l’a envoyé : choisissez-en une autre.")
    change(referral, "assign", actor, now)
    take_back(f"referral:{referral.id}", now=now, reason="L’orientation est attribuée.")
    referral.recipient_structure_id = referral.owner_structure_id = recipient.id
    start_clock(referral, now)


def book(
    actor: Membership,
    referral: Referral,
    *,
    starts_at: datetime,
    minutes: int,
    location: AppointmentLocation,
    counsellor: User,
    now: datetime,
) -> Participation:
    """Fix the first appointment of a person taken on."""
    require(actor, May.ANSWER_REFERRAL, referral)
    change(referral, "book", actor, now)
    participation = appointments.book(
        actor,
        referral.person,
        starts_at=starts_at,
        minutes=minutes,
        location=location,
        slot_origin=SlotOrigin.AGREED,
        counsellor=counsellor,
        now=now,
        referral_id=referral.id,
    )
    referral.next_step_on = starts_at.date()
    db.session.flush()
    return participation


FOLLOWED = {
    ParticipationStatus.ATTENDED: "attend",
    ParticipationStatus.NO_SHOW: "miss",
    ParticipationStatus.EXCUSED: "unbook",
    ParticipationStatus.REVOKED: "unbook",
}


def follow(participation: Participation, now: datetime) -> None:
    """What becomes of its first appointment moves the referral: engaged at last, missed, or to be booked again."""
    name = FOLLOWED.get(participation.status)
    referral = db.session.get(Referral, participation.referral_id) if participation.referral_id else None
    if name is None or referral is None or not allowed(name, referral.state):
        return
    if name == "miss" and sum(t.move == "miss" for t in referral.transitions) + 1 >= MISSES:
        change(referral, "give_up", None, now)
        referral.outcome = ReferralOutcome.DID_NOT_COME
        end(referral, now)
    else:
        change(referral, name, None, now)
        referral.next_step_on = None if name == "attend" else now.date() + timedelta(days=7)
    if name == "attend":
        referral.engaged_at = now
    write(referral, MessageKind.REFERRAL_ANSWERED, f"user:{referral.sender_id}", now)
    db.session.flush()


def close(actor: Membership, referral: Referral, outcome: ReferralOutcome, *, now: datetime) -> None:
    """Say what came of it; the sender is told."""
    require(actor, May.ANSWER_REFERRAL, referral)
    change(referral, "close", actor, now, outcome)
    referral.outcome = outcome
    end(referral, now)
    write(referral, MessageKind.REFERRAL_ANSWERED, f"user:{referral.sender_id}", now)
    db.session.flush()
