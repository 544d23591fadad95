"""What a person does on their appointment's page. There is no actor: who holds the link is the person themself."""

from datetime import datetime, timedelta

from crm import journal
from crm.accounts.models import Membership, User
from crm.accounts.rules import new_token, token_hash
from crm.appointments import queries
from crm.appointments.actions.booking import appointment_in, place_at
from crm.appointments.actions.moving import copy
from crm.appointments.actions.outcomes import give_up, settle
from crm.appointments.actions.telling import tell
from crm.appointments.models import Answer, Appointment, CalendarFeed, Participation
from crm.appointments.rules import OPEN, FreeSlot, may_become
from crm.codes.appointments import AnswerKind, AppointmentStatus, MessageKind, ParticipationStatus, SlotOrigin
from crm.db import db
from crm.errors import Refused
from crm.messages.actions import promise
from crm.people.actions import came
from crm.policy import May, require

USEFUL = timedelta(days=2)
"""A counsellor who has not been told by then has seen it on their day's page."""


def confirm(participation: Participation, *, now: datetime) -> Participation:
    """“I am coming”. Said after “I cannot come”, it takes the same hours again, unless somebody else has them."""
    if participation.status is ParticipationStatus.EXCUSED:
        changeable(participation, now)
        old = participation.appointment
        return again(participation, copy(old, old.counsellor_id), now)
    if participation.status is not ParticipationStatus.CONFIRMED:
        if not may_become(participation.status, ParticipationStatus.CONFIRMED, participation.starts_at, now):
            raise Refused("Ce rendez-vous ne peut plus être confirmé.")
        participation.status = ParticipationStatus.CONFIRMED
        came(participation.person, now)
        db.session.flush()
    return participation


def decline(participation: Participation, *, now: datetime) -> None:
    """“I cannot come”: no reminder leaves any more, the hours are free at once, and the counsellor is told."""
    if participation.status is ParticipationStatus.EXCUSED:
        return
    give_up(participation, now)
    answer(participation, AnswerKind.CANNOT_COME, now)


def choose(participation: Participation, slot: FreeSlot, *, now: datetime) -> Participation:
    """Take a free slot instead. PostgreSQL refuses it to all but the first who takes it."""
    changeable(participation, now)
    old = participation.appointment
    if participation.status in OPEN:
        settle(participation, ParticipationStatus.RESCHEDULED, now)
        old.status = AppointmentStatus.MOVED
        db.session.flush()
    return again(participation, appointment_in(slot, old.counsellor_id), now)


def changeable(participation: Participation, now: datetime) -> None:
    if now >= participation.starts_at or queries.next_of(participation):
        raise Refused("Ce rendez-vous ne peut plus être changé.")


def again(participation: Participation, new: Appointment, now: datetime) -> Participation:
    """The hours that the person chose themselves, under the same calendar entry."""
    old = participation.appointment
    new.moved_from_id, new.sequence = old.id, old.sequence + 1
    taken = place_at(participation.person, new, SlotOrigin.SELF_BOOKED, now, participation.referral_id)
    tell(taken, MessageKind.APPOINTMENT_CONFIRMATION, now)
    came(taken.person, now)
    if before := queries.answered(participation, AnswerKind.CANNOT_COME):
        before.settled_at = now
    answer(taken, AnswerKind.MOVED, now)
    return taken


def ask_back(participation: Participation, *, wanted: bool, now: datetime) -> None:
    """Ask to be called back, or say that it is no longer needed."""
    asked = queries.answered(participation, AnswerKind.CALL_BACK)
    if wanted and not asked:
        answer(participation, AnswerKind.CALL_BACK, now)
        came(participation.person, now)
    elif asked and not wanted:
        asked.settled_at = now
    db.session.flush()


def answer(participation: Participation, kind: AnswerKind, now: datetime) -> None:
    """Keep what the person said until somebody takes note of it, and tell the counsellor."""
    given = Answer(participation=participation, kind=kind, given_at=now)
    db.session.add(given)
    db.session.flush()
    counsellor = f"user:{participation.appointment.counsellor_id}"
    promise(
        MessageKind.APPOINTMENT_ANSWERED,
        f"answer:{given.id}",
        counsellor,
        occasion=now.isoformat(),
        not_before=now,
        not_after=now + USEFUL,
        now=now,
        structure_id=participation.appointment.structure_id,
    )


def settle_answer(actor: Membership, given: Answer, *, now: datetime) -> None:
    """Take note of what a person answered: it leaves the day's page."""
    require(actor, May.CHANGE_APPOINTMENT, given.participation.appointment)
    given.settled_at, given.settled_by_id = now, actor.user_id
    journal.record(actor, "appointments.settle_answer", given.participation.person)
    db.session.flush()


def open_feed(user: User, *, initials: bool, now: datetime) -> str:
    """Make the address at which the user's calendar reads; an earlier one dies. Returns its token, kept nowhere."""
    close_feed(user)
    token = new_token()
    db.session.add(CalendarFeed(user_id=user.id, token_hash=token_hash(token), initials=initials, made_at=now))
    db.session.flush()
    return token


def close_feed(user: User) -> None:
    if found := queries.own_feed(user):
        db.session.delete(found)
        db.session.flush()
