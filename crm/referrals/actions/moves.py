"""Make a move, start or stop the clock, tell who must know: what every action on a referral shares."""

from datetime import datetime, timedelta

from crm import journal
from crm.accounts.models import Membership
from crm.codes.appointments import MessageKind
from crm.codes.people import CircleReason
from crm.db import db
from crm.errors import Refused
from crm.messages.actions import promise, take_back
from crm.people.actions import join, leave
from crm.referrals.models import Referral, ReferralTransition
from crm.referrals.rules import MOVES, allowed, expiry, next_nudge
from crm.structures.models import Platform, Structure


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


def owner(recipient: Structure | None, platform: Platform | None) -> int:
    """Whose turn it is: the recipient's, or that of the platform's lead until it is assigned."""
    if recipient:
        return recipient.id
    if platform is None:
        raise Refused("Choisissez à qui adresser ce jeune : une structure, ou la coordination du territoire.")
    return platform.lead_structure_id


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


def end(referral: Referral, now: datetime) -> None:
    referral.closed_at, referral.next_step_on, referral.expires_on = now, None, None
    referral.owner_structure_id = referral.sender_structure_id
    if referral.platform_id:
        leave(referral.person, CircleReason.REFERRAL_POOL, now=now, platform_id=referral.platform_id)
    db.session.flush()
