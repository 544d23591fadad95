"""What becomes of a person taken on: a first appointment, kept or missed, and what came of it."""

from datetime import datetime

from sqlalchemy import select

from crm.accounts.models import Membership, User
from crm.appointments import actions as appointments
from crm.appointments.models import Participation
from crm.appointments.rules import FreeSlot
from crm.codes.appointments import AppointmentLocation, ParticipationStatus, SlotOrigin
from crm.codes.referrals import ReferralKind, ReferralOutcome
from crm.codes.referrals import ReferralState as State
from crm.db import db
from crm.policy import May, require
from crm.referrals import queries
from crm.referrals.actions.moves import await_step, change, end
from crm.referrals.models import Referral
from crm.referrals.rules import AGAIN, MISSES, allowed
from crm.support.actions import pass_on
from crm.support.models import SupportEpisode
from crm.support.queries import open_episode


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
    """Fix the first appointment of a person taken on, instead of an earlier one."""
    ready(actor, referral, now)
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
    return fixed(referral, participation)


def book_slot(actor: Membership, referral: Referral, slot: FreeSlot, *, now: datetime) -> Participation:
    """The same, in a slot that was free."""
    ready(actor, referral, now)
    taken = appointments.take(
        actor, referral.person, slot, slot_origin=SlotOrigin.AGREED, now=now, referral_id=referral.id
    )
    return fixed(referral, taken)


def ready(actor: Membership, referral: Referral, now: datetime) -> None:
    require(actor, May.ANSWER_REFERRAL, referral)
    for earlier in queries.first_appointments(referral):
        appointments.cancel(actor, earlier, now=now)
    change(referral, "book", actor, now)


def fixed(referral: Referral, participation: Participation) -> Participation:
    await_step(referral, "Premier rendez-vous", participation.starts_at.date())
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
    if name is None or referral is None or not allowed(name, referral.state, referral.kind):
        return
    if name == "miss" and sum(t.move == "miss" for t in referral.transitions) + 1 >= MISSES:
        change(referral, "give_up", None, now)
        referral.outcome = ReferralOutcome.DID_NOT_COME
        end(referral, now)
    elif name == "attend":
        change(referral, "attend", None, now)
        engage(referral, now)
    else:
        change(referral, name, None, now)
        await_step(referral, "Fixer un nouveau rendez-vous", now.date() + AGAIN)
    db.session.flush()


def arrive(actor: Membership, referral: Referral, *, now: datetime) -> None:
    """The person came, without an appointment in the agenda."""
    require(actor, May.ANSWER_REFERRAL, referral)
    change(referral, "arrive", actor, now)
    engage(referral, now)


def engage(referral: Referral, now: datetime) -> None:
    """The person has arrived. Of a transfer, the sender's own follow-up ends here."""
    referral.engaged_at, referral.next_step_on = now, None
    former = open_episode(referral.person, referral.sender_structure_id)
    if referral.kind is ReferralKind.TRANSFER and former:
        pass_on(former, now=now)
    db.session.flush()


def leave_off(episode: SupportEpisode, now: datetime) -> None:
    """The follow-up that a referral led to is over: so is the referral, and its sender learns of it."""
    query = select(Referral).where(
        Referral.person_id == episode.person_id,
        Referral.recipient_structure_id == episode.structure_id,
        Referral.state == State.ENGAGED,
    )
    for referral in db.session.scalars(query):
        change(referral, "close", None, now, ReferralOutcome.SUPPORT_STARTED)
        referral.outcome = ReferralOutcome.SUPPORT_STARTED
        end(referral, now)


def close(actor: Membership, referral: Referral, outcome: ReferralOutcome, *, now: datetime) -> None:
    """Say what came of it; the sender is told. An appointment that was still ahead is cancelled."""
    require(actor, May.ANSWER_REFERRAL, referral)
    for ahead in queries.first_appointments(referral):
        appointments.cancel(actor, ahead, now=now)
    change(referral, "close", actor, now, outcome)
    referral.outcome = outcome
    if outcome is ReferralOutcome.SUPPORT_STARTED and referral.engaged_at is None:
        engage(referral, now)
    end(referral, now)
