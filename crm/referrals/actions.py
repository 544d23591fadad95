"""What can be done with referrals. Every change goes through the table of allowed moves and is recorded."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import func, select

from crm import journal
from crm.accounts.models import Membership, User
from crm.appointments import actions as appointments
from crm.appointments.models import Participation
from crm.codes.appointments import AppointmentLocation, MessageKind, ParticipationStatus, SlotOrigin
from crm.codes.people import CircleReason, NoticeChannel
from crm.codes.referrals import (
    ReferralKind,
    ReferralOutcome,
    RefusalReason,
    SharingBasis,
    Urgency,
)
from crm.codes.referrals import ReferralState as State
from crm.codes.support import Theme
from crm.db import db
from crm.errors import Refused
from crm.messages.actions import promise, take_back
from crm.people.actions import inform, join
from crm.people.models import InformationNotice, Person, SharingAgreement
from crm.people.rules import forbidden_number, is_minor
from crm.policy import May, require
from crm.referrals import queries
from crm.referrals.models import Referral, ReferralTransition
from crm.referrals.rules import FIRST_APPOINTMENT, MISSES, MOVES, NUDGES, RESENT, allowed, expiry, next_nudge
from crm.structures.models import Platform, Structure
from crm.support.actions import open_episode
from crm.support.queries import open_episode as find_episode


def change(referral: Referral, name: str, actor: Membership | None, now: datetime, reason: str = "") -> None:
    """Make one allowed move and record it. Raises Refused when the referral is not where it must be."""
    if not allowed(name, referral.state):
        raise Refused(f"Cette orientation est maintenant « {referral.state.label.lower()} » : rechargez la page.")
    target = MOVES[name].target
    referral.transitions.append(
        ReferralTransition(
            move=name,
            from_state=referral.state,
            to_state=target,
            at=now,
            actor_id=actor.user_id if actor else None,
            reason=reason,
        )
    )
    referral.state = target
    if actor:
        journal.record(actor, f"referrals.{name}", referral.person)


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


def owner(recipient: Structure | None, platform: Platform | None) -> int:
    """Whose turn it is: the recipient's, or that of the platform's lead until it is assigned."""
    if recipient:
        return recipient.id
    if platform is None:
        raise Refused("Choisissez à qui adresser ce jeune : une structure, ou la coordination du territoire.")
    return platform.lead_structure_id


def tell_person(actor: Membership, person: Person, now: datetime) -> None:
    """Nobody is sent anywhere without having been told what is kept and who reads it."""
    told = select(func.count()).where(InformationNotice.person_id == person.id)
    if not db.session.scalar(told):
        inform(actor, person, NoticeChannel.ORAL, to_guardian=False, now=now)


def start_clock(referral: Referral, now: datetime) -> None:
    """The recipient has 30 days from now, is reminded on the way, and hears of it at once."""
    referral.sent_at, referral.nudged = now, 0
    referral.expires_on = expiry(now.date(), referral.state)
    referral.next_step_on = next_nudge(now.date(), 0)
    if referral.platform_id and not referral.recipient_structure_id:
        join(referral.person, CircleReason.REFERRAL_POOL, now=now, platform_id=referral.platform_id)
    write(referral, MessageKind.REFERRAL_RECEIVED, f"structure:{referral.owner_structure_id}", now)
    db.session.flush()


def write(referral: Referral, kind: MessageKind, recipient: str, now: datetime) -> None:
    promise(
        kind,
        f"referral:{referral.id}",
        recipient,
        occasion=f"{referral.state}/{referral.resent}/{referral.nudged}",
        not_before=now,
        not_after=now + timedelta(days=3),
        now=now,
        structure_id=referral.sender_structure_id,
    )


def answer(referral: Referral, now: datetime) -> None:
    """The sender hears of it."""
    referral.answered_at = now
    take_back(f"referral:{referral.id}", now=now, reason="La réponse est arrivée.")
    write(referral, MessageKind.REFERRAL_ANSWERED, f"user:{referral.sender_id}", now)
    db.session.flush()


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


def end(referral: Referral, now: datetime) -> None:
    referral.closed_at, referral.next_step_on, referral.expires_on = now, None, None
    referral.owner_structure_id = referral.sender_structure_id
    db.session.flush()


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


def keep_clocks(now: datetime) -> int:
    """Nudge the silent, expire what is past its date and give it back to its sender. Returns how many moved."""
    late = db.session.scalars(queries.silent(now.date()).limit(500).with_for_update(skip_locked=True)).all()
    for referral in late:
        assert referral.sent_at is not None  # it is open
        if referral.expires_on and referral.expires_on <= now.date():
            change(referral, "expire", None, now)
            end(referral, now)
            write(referral, MessageKind.REFERRAL_EXPIRED, f"user:{referral.sender_id}", now)
        else:
            referral.nudged += 1
            sent_on = referral.sent_at.date()
            following = next_nudge(sent_on, referral.nudged) if referral.nudged <= len(NUDGES) else sent_on
            referral.next_step_on = max(following, now.date() + timedelta(days=3))
            write(referral, MessageKind.REFERRAL_NUDGE, f"structure:{referral.owner_structure_id}", now)
    db.session.flush()
    return len(late)
