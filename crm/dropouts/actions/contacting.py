"""Call, undo, decide, receive; what an interview fixed, kept or missed does, and what a sign of life does."""

from datetime import date, datetime, timedelta

from crm import journal
from crm.accounts.models import Membership
from crm.appointments.models import Participation
from crm.codes.appointments import AppointmentKind, ParticipationStatus
from crm.codes.dropouts import AttemptChannel, AttemptResult, ExitReason, Verification
from crm.codes.dropouts import DropoutState as State
from crm.db import db
from crm.dropouts import queries, rules
from crm.dropouts.actions.moves import change, day, end
from crm.dropouts.models import ContactAttempt, DropoutCase
from crm.dropouts.rules import allowed
from crm.errors import Refused
from crm.messages.actions import take_back
from crm.people.actions import came
from crm.people.models import Person
from crm.people.rules import forbidden_number
from crm.policy import May, require

UNDOABLE = timedelta(hours=24)
GONE = "Il n’y a rien à annuler : le dernier essai n’est pas de vous, date de plus d’un jour, ou a eu une suite."


def attempt(
    actor: Membership,
    case: DropoutCase,
    channel: AttemptChannel,
    result: AttemptResult,
    comment: str,
    *,
    now: datetime,
    again_on: date | None = None,
) -> ContactAttempt:
    """Log one try to reach the person, and move the case accordingly; `again_on` when they said when to call."""
    require(actor, May.WORK_CASE, case)
    if case.closed_on:
        raise Refused("Ce suivi est clos : rechargez la page.")
    if why := forbidden_number(comment):
        raise Refused(why)
    if again_on and again_on < day(now):
        raise Refused("Le jour où rappeler est passé : vérifiez-le.")
    tried = ContactAttempt(
        at=now,
        channel=channel,
        result=result,
        author_id=actor.user_id,
        structure_id=case.structure_id,
        comment=comment,
        step_before=case.next_step_on,
        heard_before=case.person.last_contact_from_person_at,
    )
    case.attempts.append(tried)
    case.first_attempt_at = case.first_attempt_at or now
    case.owner_id = case.owner_id or (actor.user_id if actor.structure_id == case.structure_id else None)
    case.verification = case.verification or Verification.CONFIRMED
    reached = result is AttemptResult.REACHED
    name = "reach" if reached else "attempt"
    if allowed(name, case.state):
        change(case, name, actor, now, next_on=again_on)
    elif again_on:
        case.next_step_on = again_on
    if reached:
        case.reached_at = case.reached_at or now
        came(case.person, now)
    db.session.flush()
    return tried


def undo(actor: Membership, case: DropoutCase, *, now: datetime) -> None:
    """Take back the last attempt, as if it had never been noted: its author, the same day, before anything else."""
    require(actor, May.WORK_CASE, case)
    tried = queries.undoable(actor, case, now)
    if tried is None:
        raise Refused(GONE)
    if queries.has_left(tried):
        raise Refused("Le message est déjà parti : l’essai reste noté.")
    take_back(f"attempt:{tried.id}", now=now, reason="L’essai est annulé.")
    if case.transitions and case.transitions[-1].at == tried.at:
        step = case.transitions.pop()
        case.state = step.from_state
        db.session.delete(step)
    case.attempts.remove(tried)
    db.session.delete(tried)
    case.next_step_on = tried.step_before or day(now)
    case.first_attempt_at = case.attempts[0].at if case.attempts else None
    if case.reached_at == tried.at:
        case.reached_at = None
    if case.person.last_contact_from_person_at == tried.at:
        case.person.last_contact_from_person_at = tried.heard_before
    if case.state is State.REPORTED:
        case.verification = None
    journal.record(actor, "dropouts.undo", case.person)
    db.session.flush()


DECISIONS = ("give_up", "come_back", "miss", "assess", "refuse_support")
"""Moves that need nothing but the decision."""


def decide(actor: Membership, case: DropoutCase, name: str, *, now: datetime) -> None:
    """Make one of the moves that need nothing but the decision."""
    require(actor, May.WORK_CASE, case)
    if name not in DECISIONS:
        raise Refused("Cette décision n’existe pas.")
    if name == "give_up" and not queries.unreachable_proposed(case):
        raise Refused("Pas encore : il faut trois essais sans réponse, par deux moyens, sur quatorze jours.")
    change(case, name, actor, now)
    if name == "assess":
        received(case, now)
    db.session.flush()


def received(case: DropoutCase, at: datetime) -> None:
    """The interview that the law asks for has taken place."""
    case.interviewed_at = case.interviewed_at or at
    case.reached_at = case.reached_at or at
    case.verification = case.verification or Verification.CONFIRMED
    came(case.person, at)


def close(actor: Membership, case: DropoutCase, reason: ExitReason, *, now: datetime) -> None:
    """End the follow-up, and say why."""
    require(actor, May.WORK_CASE, case)
    if reason not in rules.exits(case.state):
        raise Refused("Ce motif ne convient pas à l’état du suivi : rechargez la page.")
    change(case, "close", actor, now, reason)
    end(case, reason, now)


FOLLOWED = {
    ParticipationStatus.SCHEDULED: "set_interview",
    ParticipationStatus.ATTENDED: "assess",
    ParticipationStatus.NO_SHOW: "miss",
    ParticipationStatus.EXCUSED: "unset",
    ParticipationStatus.REVOKED: "unset",
}


def follow(participation: Participation, now: datetime) -> None:
    """An individual appointment with the case's structure is its interview: fixed, kept, missed or cancelled."""
    name = FOLLOWED.get(participation.status)
    if name is None or participation.appointment.kind is not AppointmentKind.INDIVIDUAL:
        return
    case = queries.open_case(participation.person)
    if case is None or participation.appointment.structure_id != case.structure_id or not allowed(name, case.state):
        return
    fixed = day(participation.starts_at) if name == "set_interview" else None
    change(case, name, None, now, next_on=fixed)
    if name == "assess":
        received(case, participation.starts_at)
    db.session.flush()


def come_back(person: Person, at: datetime) -> None:
    """“Unreachable” ends by itself: the person came, called, wrote or answered, or has new coordinates."""
    case = queries.open_case(person)
    if case is None or case.state is not State.UNREACHABLE:
        return
    gave_up = max((t.at for t in case.transitions if t.move == "give_up"), default=at)
    if at >= gave_up:
        change(case, "come_back", None, at)
        db.session.flush()
