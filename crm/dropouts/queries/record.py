"""One case, its solutions and what was tried, always as someone."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload
from werkzeug.exceptions import NotFound

from crm.accounts.models import Membership, User
from crm.codes.appointments import MessageKind, MessageState
from crm.codes.people import StoryKind
from crm.db import db
from crm.dropouts.models import ContactAttempt, DropoutCase, DropoutReport, Solution
from crm.dropouts.rules import OPEN, Advice, Reachable, Tried, advise, seems_unreachable
from crm.messages.models import Message
from crm.people.models import Person
from crm.people.queries import reach
from crm.people.rules import Event
from crm.policy import May, can, permitted
from crm.structures.models import Platform, PlatformArrondissement, Structure
from crm.territory.models import Commune

WHOLE = (joinedload(DropoutCase.person), joinedload(DropoutCase.structure), joinedload(DropoutCase.owner))
NEVER_LEFT = (MessageState.FAILED, MessageState.SUPPRESSED, MessageState.TOO_LATE, MessageState.CANCELLED)
UNDOABLE = timedelta(hours=24)


def get(actor: Membership, uid: UUID, may: May = May.READ_CASE) -> DropoutCase:
    query = select(DropoutCase).where(DropoutCase.uid == uid, permitted(actor, may, DropoutCase))
    found = db.session.scalar(
        query.options(
            *WHOLE,
            selectinload(DropoutCase.attempts).joinedload(ContactAttempt.author),
            selectinload(DropoutCase.solutions).selectinload(Solution.checks),
            selectinload(DropoutCase.reports),
        )
    )
    if found is None:
        raise NotFound
    return found


def open_case(person: Person) -> DropoutCase | None:
    query = select(DropoutCase).where(DropoutCase.person_id == person.id, DropoutCase.state.in_(OPEN))
    return db.session.scalar(query.options(*WHOLE))


def solution(actor: Membership, uid: UUID) -> Solution:
    query = select(Solution).join(Solution.case).where(Solution.uid == uid)
    found = db.session.scalar(query.where(permitted(actor, May.WORK_CASE, DropoutCase)))
    if found is None:
        raise NotFound
    return found


def sent(case: DropoutCase) -> dict[int, Message]:
    """The messages by which the person was tried, by attempt."""
    subjects = {f"attempt:{attempt.id}": attempt.id for attempt in case.attempts}
    query = select(Message).where(Message.kind == MessageKind.CONTACT_ATTEMPT, Message.subject.in_(subjects))
    return {subjects[message.subject]: message for message in db.session.scalars(query)}


def tried(case: DropoutCase) -> list[Tried]:
    """What counts as an attempt: a message that never left does not."""
    messages = sent(case)
    lost = {number for number, message in messages.items() if message.state in NEVER_LEFT}
    return [Tried(a.at, a.channel, a.result) for a in case.attempts if a.id not in lost]


def unreachable_proposed(case: DropoutCase) -> bool:
    return seems_unreachable(tried(case))


def advice(case: DropoutCase, now: datetime) -> Advice | None:
    """What the page proposes to try next."""
    person, by = case.person, reach(case.person, case.structure, now)
    return advise(
        tried(case),
        Reachable(
            phone=bool(person.phone) or any(further.phone for further in person.further_contacts),
            sms=by.sms is None,
            email=by.email is None,
            guardian=any(guardian.may_be_contacted and guardian.phone for guardian in person.guardians),
            address=bool(person.address),
        ),
    )


def undoable(actor: Membership, case: DropoutCase, now: datetime) -> ContactAttempt | None:
    """The last attempt, when its author may still take it back: the same day, and nothing was done since."""
    last = case.attempts[-1] if case.attempts else None
    if last is None or case.closed_on or last.author_id != actor.user_id or now - last.at > UNDOABLE:
        return None
    since = any(step.at > last.at for step in case.transitions)
    return None if since else last


def has_left(attempt: ContactAttempt) -> bool:
    """Has its message left, or is it leaving at this very moment?"""
    query = select(Message.state).where(
        Message.kind == MessageKind.CONTACT_ATTEMPT, Message.subject == f"attempt:{attempt.id}"
    )
    return any(state not in (MessageState.WAITING, *NEVER_LEFT) for state in db.session.scalars(query))


def platform_of(commune_code: str | None) -> Platform | None:
    """The PSAD of the territory where a person lives."""
    if commune_code is None:
        return None
    return db.session.scalar(
        select(Platform)
        .join(PlatformArrondissement)
        .join(Commune, Commune.arrondissement_code == PlatformArrondissement.arrondissement_code)
        .where(Commune.code == commune_code)
    )


def any_platform() -> Platform | None:
    return db.session.scalar(select(Platform).order_by(Platform.id).limit(1))


def other_platforms(case: DropoutCase) -> Sequence[Platform]:
    """Where a case can be transferred within the région."""
    return db.session.scalars(select(Platform).where(Platform.id != case.platform_id).order_by(Platform.name)).all()


def colleagues(structure_id: int) -> Sequence[User]:
    """Who may own a case in a structure."""
    query = (
        select(User)
        .join(Membership, Membership.user_id == User.id)
        .where(Membership.structure_id == structure_id, Membership.ended_on.is_(None), User.active)
    )
    return db.session.scalars(query.distinct().order_by(User.family_name, User.given_name, User.id)).unique().all()


def school(uai: str) -> str | None:
    """The name of a school by its number: from the directory, else as it was last reported."""
    known = db.session.scalar(select(Structure.name).where(Structure.uai == uai))
    reported = select(DropoutReport.school_name).where(DropoutReport.school_uai == uai, DropoutReport.school_name != "")
    return known or db.session.scalar(reported.order_by(DropoutReport.id.desc()).limit(1))


def reported_before(case: DropoutCase, report: DropoutReport) -> bool:
    return any((r.source, r.reported_on) == (report.source, report.reported_on) for r in case.reports)


def story(actor: Membership, person: Person) -> list[Event]:
    """Attempts and moves of the dropout follow-up, for those who read the shared record."""
    if not can(actor, May.READ_PERSON, person):
        return []
    query = select(DropoutCase).where(DropoutCase.person_id == person.id).options(joinedload(DropoutCase.structure))
    told: list[Event] = []
    for found in db.session.scalars(query):
        told += [
            Event(a.at, StoryKind.DROPOUT, f"{a.channel.label} : {a.result.label.lower()}", a.comment, a.author.name)
            for a in found.attempts
        ]
        told += [
            Event(t.at, StoryKind.DROPOUT, f"Décrochage : {t.to_state.label.lower()}", t.reason)
            for t in found.transitions
            if t.from_state != t.to_state
        ]
    return told


def panel(actor: Membership, person: Person) -> tuple[str, dict[str, Any]]:
    found = open_case(person)
    readable = found if found and can(actor, May.READ_CASE, found) else None
    return "dropouts/_panel.html", {"case": readable, "may_report": can(actor, May.REPORT_DROPOUT) and not found}
