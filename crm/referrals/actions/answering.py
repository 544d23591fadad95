"""What the recipient and the coordinator answer, by their account or by a link."""

from datetime import datetime

from crm.accounts.models import Membership, User
from crm.codes.people import CircleReason
from crm.codes.referrals import ReferralOutcome, RefusalReason
from crm.codes.referrals import ReferralState as State
from crm.db import db
from crm.errors import Refused
from crm.messages.actions import take_back
from crm.people.actions import admit, join
from crm.people.rules import forbidden_number
from crm.policy import May, require
from crm.referrals import queries
from crm.referrals.actions.moves import answer, await_step, change, end, owner, start_clock
from crm.referrals.actions.telling import raise_loop
from crm.referrals.actions.thread import write_down
from crm.referrals.models import Referral
from crm.referrals.rules import CHAIN, FIRST_APPOINTMENT, expiry
from crm.structures.models import Platform, Structure
from crm.support.actions import open_episode
from crm.support.queries import open_episode as find_episode

TO_BOOK = "Fixer le premier rendez-vous"


def acknowledge(actor: Membership, referral: Referral, *, now: datetime) -> None:
    require(actor, May.ANSWER_REFERRAL, referral)
    put_under_review(referral, actor, now)


def put_under_review(referral: Referral, actor: Membership | None, now: datetime, signed: str = "") -> None:
    change(referral, "acknowledge", actor, now, signed=signed)
    assert referral.sent_at is not None  # it was pending
    referral.expires_on = expiry(referral.sent_at.date(), referral.state)
    db.session.flush()


def accept(actor: Membership, referral: Referral, taker: User, *, now: datetime) -> None:
    """Take the person on: the file opens to the structure, and an episode begins with its referent."""
    require(actor, May.ANSWER_REFERRAL, referral)
    take_on(referral, actor, now)
    admit(actor, referral.person, taker)
    referral.assigned_to_id = taker.id
    if not find_episode(referral.person, actor.structure_id):
        opened = open_episode(actor, referral.person, taker, now=now, next_step=TO_BOOK)
        referral.episode_id = opened.id
    db.session.flush()


def take_on(referral: Referral, actor: Membership | None, now: datetime, signed: str = "") -> None:
    """The structure enters the circle."""
    change(referral, "accept", actor, now, signed=signed)
    referral.owner_structure_id = owner(referral.recipient_structure, None)
    await_step(referral, TO_BOOK, now.date() + FIRST_APPOINTMENT)
    referral.expires_on = None
    accepted = CircleReason.REFERRAL_ACCEPTED
    join(referral.person, accepted, now=now, structure_id=referral.recipient_structure_id)
    answer(referral, now)


def advise(actor: Membership, referral: Referral, text: str, *, now: datetime) -> None:
    """Answer an opinion that was asked: in words, and what travelled is closed again."""
    require(actor, May.ANSWER_REFERRAL, referral)
    give_opinion(referral, actor, text, now)


def give_opinion(referral: Referral, actor: Membership | None, text: str, now: datetime, signed: str = "") -> None:
    change(referral, "advise", actor, now, signed=signed)
    write_down(referral, actor, text, now, signed)
    referral.outcome = ReferralOutcome.ONE_OFF_ANSWER
    end(referral, now)
    answer(referral, now)


def decline(actor: Membership, referral: Referral, reason: RefusalReason, text: str, *, now: datetime) -> None:
    """Say no, and why. What travelled is closed again; the sender owns the next step."""
    require(actor, May.ANSWER_REFERRAL, referral)
    turn_down(referral, actor, reason, text, now)


def turn_down(
    referral: Referral, actor: Membership | None, reason: RefusalReason, text: str, now: datetime, signed: str = ""
) -> None:
    if why := forbidden_number(text):
        raise Refused(why)
    with db.session.no_autoflush:  # a refusal and its reason are one
        change(referral, "decline", actor, now, reason, signed)
        referral.refusal_reason, referral.refusal_text = reason, text
    end(referral, now)
    answer(referral, now)


def redirect(
    actor: Membership,
    referral: Referral,
    recipient: Structure | None,
    *,
    now: datetime,
    platform: Platform | None = None,
) -> Referral:
    """Pass it on to the structure that fits, or to the coordination; the chain is kept and the sender is told."""
    require(actor, May.ANSWER_REFERRAL, referral)
    if recipient and recipient.id in (actor.structure_id, referral.sender_structure_id):
        raise Refused("Choisissez une autre structure que la vôtre et que celle qui l’a envoyé.")
    if why := queries.refused_there(actor, referral.person, recipient, referral.kind):
        raise Refused(why)
    if recipient and queries.chain(referral) >= CHAIN:
        raise Refused("Cette orientation a déjà été réorientée deux fois : confiez-la à la coordination.")
    next_owner = owner(recipient, platform)
    change(referral, "redirect", actor, now)
    end(referral, now)
    answer(referral, now)
    onward = Referral(
        person=referral.person,
        kind=referral.kind,
        state=State.DRAFT,
        sender_structure_id=referral.sender_structure_id,
        sender_id=referral.sender_id,
        recipient_structure_id=recipient.id if recipient else None,
        platform_id=referral.platform_id if recipient or platform is None else platform.id,
        owner_structure_id=next_owner,
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
    raise_loop(onward, referral, now)
    change(onward, "send", actor, now, "Réorientation")
    start_clock(onward, now)
    return onward


def assign(actor: Membership, referral: Referral, recipient: Structure, *, now: datetime) -> None:
    """The coordinator hands a referral of the pool to a structure, whose clock starts."""
    require(actor, May.ASSIGN_REFERRAL, referral)
    if recipient.id == referral.sender_structure_id:
        raise Refused("C’est la structure qui l’a envoyé : choisissez-en une autre.")
    if recipient.id == referral.recipient_structure_id:  # a double click
        return
    change(referral, "assign", actor, now)
    take_back(f"referral:{referral.id}", now=now, reason="L’orientation est attribuée.")
    referral.recipient_structure_id = referral.owner_structure_id = recipient.id
    start_clock(referral, now)
