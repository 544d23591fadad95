"""Make a move, start or stop the clock: what every action on a referral shares."""

from datetime import date, datetime

from sqlalchemy import ColumnElement, exists, select

from crm import journal
from crm.accounts.models import Membership
from crm.codes.appointments import MessageKind
from crm.codes.people import CircleReason
from crm.codes.referrals import ReferralState as State
from crm.codes.referrals import SharingBasis
from crm.codes.support import EndReason
from crm.db import db
from crm.errors import Refused
from crm.messages.actions import take_back
from crm.people.actions import join, leave
from crm.people.models import SharingAgreement
from crm.referrals import queries
from crm.referrals.actions.telling import link, tell_sender, write
from crm.referrals.models import Referral, ReferralTransition
from crm.referrals.rules import (
    AGAIN,
    FOLLOW_UP,
    MOVES,
    NUDGES,
    OPEN,
    TAKEN_ON,
    By,
    allowed,
    expiry,
    next_nudge,
    nudges_due,
)
from crm.structures.models import Platform, Structure
from crm.support.actions import end as end_episode
from crm.support.models import SupportEpisode
from crm.support.queries import open_episode

TOLD = {"expire": MessageKind.REFERRAL_EXPIRED, "ask": MessageKind.REFERRAL_QUESTION}
"""What the sender reads of these moves; of the others, that it was answered."""


CAME_BACK = (State.DECLINED, State.EXPIRED, State.CLOSED)
"""Over, unless the person has arrived: it is the sender who goes on."""


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
        tell_sender(referral, TOLD.get(name, MessageKind.REFERRAL_ANSWERED), actor, now)


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


def await_answer(referral: Referral, today: date) -> None:
    """The recipient is reminded from here on; the reminders that are past count as given."""
    assert referral.sent_at is not None  # it was sent
    sent_on = referral.sent_at.date()
    referral.nudged = nudges_due(sent_on, today)
    left = referral.nudged < len(NUDGES)
    referral.next_step_on = next_nudge(sent_on, referral.nudged) if left else referral.expires_on


def await_step(referral: Referral, step: str, on: date) -> None:
    """The recipient, who took the person on, has something to do by that day; the follow-up that it opened says so."""
    referral.next_step_on, referral.nudged = on, 0
    opened = opened_by(referral)
    if opened:
        opened.next_step, opened.next_step_on = step, on
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
    if referral.kind in FOLLOW_UP and referral.state in CAME_BACK and referral.engaged_at is None:
        come_back(referral, now)


def opened_by(referral: Referral) -> SupportEpisode | None:
    """The follow-up that accepting opened, while it goes on."""
    found = db.session.get(SupportEpisode, referral.episode_id) if referral.episode_id else None
    return found if found and found.closed_on is None else None


def come_back(referral: Referral, now: datetime) -> None:
    """Nobody came of it: the follow-up that it had opened ends, and the sender's has it as its next step."""
    opened = opened_by(referral)
    if opened:
        end_episode(opened, EndReason.COUNSELLOR_OR_ABANDON, now)
    kept = open_episode(referral.person, referral.sender_structure_id)
    again = now.date() + AGAIN
    if kept and kept.next_step_on and kept.next_step_on > again:
        kept.next_step, kept.next_step_on = f"Reprendre : {referral.to} ne l’a pas pris·e en charge", again
    db.session.flush()


def another(referral: Referral, *conditions: ColumnElement[bool]) -> bool:
    """Is the person there for another referral too?"""
    other = exists().where(Referral.person_id == referral.person_id, Referral.id != referral.id, *conditions)
    return bool(db.session.scalar(select(other)))
