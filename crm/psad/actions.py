"""What is done with a meeting: plan it, decide in it, close it."""

from collections.abc import Sequence
from datetime import date, datetime

from crm import journal
from crm.accounts.models import Membership, User
from crm.db import db
from crm.dropouts import actions as dropouts
from crm.dropouts.models import DropoutCase
from crm.errors import Refused
from crm.policy import May, require
from crm.psad import queries
from crm.psad.models import Decision, Meeting, Seat
from crm.structures.models import Structure
from crm.territory.rules import PARIS


def plan(actor: Membership, held_on: date, place: str, present: Sequence[int], *, now: datetime) -> Meeting:
    """Set the day, the place, and which structures sit there."""
    require(actor, May.PLAN_MEETING)
    if held_on < now.astimezone(PARIS).date():
        raise Refused("Cette date est passée : choisissez celle de la prochaine réunion.")
    assert actor.platform_id
    meeting = Meeting(platform_id=actor.platform_id, held_on=held_on, place=place)
    seat(meeting, present)
    db.session.add(meeting)
    db.session.flush()
    return meeting


def prepare(actor: Membership, meeting: Meeting, place: str, present: Sequence[int]) -> None:
    """Change the place or who sits there: the screen follows at once."""
    require_open(actor, meeting)
    meeting.place = place
    seat(meeting, present)
    db.session.flush()


def seat(meeting: Meeting, present: Sequence[int]) -> None:
    if not present:
        raise Refused("Choisissez au moins une structure présente.")
    kept = {line.structure_id: line for line in meeting.seats}
    meeting.seats = [kept.get(number) or Seat(structure_id=number) for number in present]


def require_open(actor: Membership, meeting: Meeting) -> None:
    require(actor, May.HOLD_MEETING, meeting)
    if meeting.closed_at:
        raise Refused("Cette réunion est close : son compte rendu ne change plus.")


def decide(
    actor: Membership,
    meeting: Meeting,
    case: DropoutCase,
    structure: Structure,
    owner: User | None,
    *,
    next_on: date,
    words: str,
    now: datetime,
) -> Decision:
    """Give a case to somebody present, for a date: the assignment is made, and kept as the meeting's decision."""
    require_open(actor, meeting)
    today = now.astimezone(PARIS).date()
    if today < meeting.held_on:
        raise Refused("La réunion n’a pas encore eu lieu : les décisions s’écrivent le jour même, ou après.")
    if next_on < today:
        raise Refused("Cette date est passée : donnez celle de la prochaine étape.")
    dropouts.assign(actor, case, structure, owner, now=now)
    case.next_step_on = next_on
    made = queries.decided(meeting).get(case.id) or Decision(meeting_id=meeting.id, case_id=case.id)
    made.structure_id, made.owner_id, made.next_on = structure.id, owner.id if owner else None, next_on
    made.words, made.at, made.decided_by_id = words, now, actor.user_id
    db.session.add(made)
    journal.record(actor, "psad.decide", case.person)
    db.session.flush()
    return made


def write(actor: Membership, meeting: Meeting, words: str) -> None:
    """What the minutes say besides the decisions."""
    require_open(actor, meeting)
    meeting.words = words
    db.session.flush()


def close(actor: Membership, meeting: Meeting, *, now: datetime) -> None:
    """The minutes stand from now on."""
    require_open(actor, meeting)
    if now.astimezone(PARIS).date() < meeting.held_on:
        raise Refused("La réunion n’a pas encore eu lieu : elle se clôt le jour même, ou après.")
    meeting.closed_at, meeting.closed_by_id = now, actor.user_id
    db.session.flush()
