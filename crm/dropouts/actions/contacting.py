"""Call, decide, receive; what an interview kept or missed does."""

from datetime import datetime, timedelta

from crm.accounts.models import Membership
from crm.appointments.models import Participation
from crm.codes.appointments import ParticipationStatus
from crm.codes.dropouts import (
    AttemptChannel,
    AttemptResult,
    ExitReason,
    Verification,
)
from crm.db import db
from crm.dropouts import queries, rules
from crm.dropouts.actions.moves import MONTH, WEEK, change, end
from crm.dropouts.models import (
    ContactAttempt,
    DropoutCase,
)
from crm.dropouts.rules import allowed
from crm.errors import Refused
from crm.people.actions import came
from crm.people.rules import forbidden_number
from crm.policy import May, require


def attempt(
    actor: Membership,
    case: DropoutCase,
    channel: AttemptChannel,
    result: AttemptResult,
    comment: str,
    *,
    now: datetime,
) -> ContactAttempt:
    """Log one try to reach the person, and move the case accordingly."""
    require(actor, May.WORK_CASE, case)
    if why := forbidden_number(comment):
        raise Refused(why)
    tried = ContactAttempt(
        at=now,
        channel=channel,
        result=result,
        author_id=actor.user_id,
        structure_id=case.structure_id,
        comment=comment,
    )
    case.attempts.append(tried)
    case.first_attempt_at = case.first_attempt_at or now
    case.owner_id = case.owner_id or (actor.user_id if actor.structure_id == case.structure_id else None)
    case.verification = case.verification or Verification.CONFIRMED
    reached = result is AttemptResult.REACHED
    if reached:
        case.reached_at = case.reached_at or now
        came(case.person, now)
    name = "reach" if reached else "attempt"
    if allowed(name, case.state):
        change(case, name, actor, now)
        case.next_step_on = now.date() + (WEEK if reached else rules.RETRY)
    db.session.flush()
    return tried


SIMPLE = ("give_up", "come_back", "miss", "assess", "refuse_support", "close")
"""Moves that need nothing but the decision."""


NEXT = {
    "give_up": MONTH,
    "come_back": timedelta(),
    "miss": timedelta(),
    "assess": 2 * WEEK,
    "refuse_support": 6 * MONTH,
}


def decide(actor: Membership, case: DropoutCase, name: str, *, now: datetime) -> None:
    """Make one of the moves that need nothing but the decision."""
    require(actor, May.WORK_CASE, case)
    if name not in SIMPLE:
        raise Refused("Cette décision n’existe pas.")
    reason = rules.EXITS.get(case.state, ExitReason.QUALIFIED)
    change(case, name, actor, now)
    if name == "close":
        end(case, reason, now)
        return
    if name == "assess":
        case.interviewed_at = case.interviewed_at or now
        case.reached_at = case.reached_at or now
        came(case.person, now)
    case.next_step_on = now.date() + NEXT[name]
    db.session.flush()


def follow(participation: Participation, now: datetime) -> None:
    """An interview kept by a person with an open case is the interview that the law asks for."""
    case = queries.open_case(participation.person)
    if case is None or participation.appointment.structure_id != case.structure_id:
        return
    if participation.status is ParticipationStatus.ATTENDED and allowed("assess", case.state):
        change(case, "assess", None, now)
        case.interviewed_at = case.interviewed_at or participation.starts_at
        case.reached_at = case.reached_at or participation.starts_at
        case.next_step_on = now.date() + 2 * WEEK
    elif participation.status is ParticipationStatus.NO_SHOW and allowed("miss", case.state):
        change(case, "miss", None, now)
        case.next_step_on = now.date()
    db.session.flush()


def wake(now: datetime) -> int:
    """“Unreachable” reverses by itself when the person comes, calls or writes. Returns how many came back."""
    back = 0
    for case in queries.waiting(now):
        gave_up = max((t.at for t in case.transitions if t.move == "give_up"), default=None)
        if gave_up and (case.person.last_contact_from_person_at or gave_up) > gave_up:
            change(case, "come_back", None, now)
            case.next_step_on = now.date()
            back += 1
    db.session.flush()
    return back
