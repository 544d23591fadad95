"""What can be done with a person's record, and who joins or leaves the circle of those who follow."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from crm import journal
from crm.accounts.models import Membership
from crm.codes.appointments import Channel
from crm.codes.people import CircleReason, NoticeChannel
from crm.db import db
from crm.errors import STALE, Refused
from crm.messages.actions import corrected, hold_back
from crm.people.actions.restricting import name_managers
from crm.people.models import Circle, Guardian, InformationNotice, Person
from crm.people.rules import forbidden_number
from crm.people.rules.record import impossible_birth
from crm.policy import May, require

REACHES = {"phone": Channel.SMS, "email": Channel.EMAIL}

SIGNS: list[Callable[[Person, datetime], None]] = []
"""Areas above, told when a person gave a sign of life, or can be reached in a new way; `create_app` lists them."""

NOTICE = "2026-1"
"""The version of the information notice in force."""


def create(actor: Membership, values: Mapping[str, Any], *, now: datetime) -> Person:
    """Open a file: the actor's structure enters its circle."""
    require(actor, May.CREATE_PERSON)
    check(values, now.date())
    person = Person(**values, created_by_id=actor.user_id, confirmed_at=now)
    db.session.add(person)
    db.session.flush()
    join(person, CircleReason.CREATED, now=now, structure_id=actor.structure_id, platform_id=actor.platform_id)
    journal.record(actor, "people.create", person)
    return person


def create_all(actor: Membership, lines: Sequence[Mapping[str, Any]], *, now: datetime) -> list[Person]:
    """Open the files of a list at once; the journal gets one line for the whole list, from whoever asks."""
    require(actor, May.CREATE_PERSON)
    for values in lines:
        check(values, now.date())
    circle = {"structure_id": actor.structure_id, "platform_id": actor.platform_id, "reason": CircleReason.CREATED}
    people = [
        Person(**values, created_by_id=actor.user_id, confirmed_at=now, circle=[Circle(**circle, since=now)])
        for values in lines
    ]
    db.session.add_all(people)
    db.session.flush()
    return people


def edit(actor: Membership, person: Person, values: Mapping[str, Any], *, version: int, now: datetime) -> None:
    """Change what is known, unless somebody else changed it since the form was opened."""
    require(actor, May.EDIT_PERSON, person)
    check(values, now.date())
    if version != person.version:
        raise Refused(STALE)
    before = ways(person)
    for name, value in values.items():
        setattr(person, name, value)
    person.confirmed_at = now
    reached_otherwise(person, before, now)
    journal.record(actor, "people.edit", person)
    db.session.flush()


def ways(person: Person) -> dict[str, Any]:
    """How a person is reached, to compare with afterwards."""
    return {name: getattr(person, name) for name in (*REACHES, "messages_agreed")}


def reached_otherwise(person: Person, before: Mapping[str, Any], now: datetime) -> None:
    """A corrected number or address settles what failed with the old one; who wants no message gets none."""
    for name, channel in REACHES.items():
        if getattr(person, name) != before[name]:
            corrected(person.id, channel, now=now)
            if getattr(person, name):
                tell(person, now)
    if before["messages_agreed"] and not person.messages_agreed:
        hold_back(person.id, now=now, reason="Ce jeune ne souhaite pas recevoir de messages.")


def check(values: Mapping[str, Any], today: date) -> None:
    if why := impossible_birth(values["born_on"], today):
        raise Refused(why)
    if why := forbidden_number(values.get("address", "")):
        raise Refused(why)


def confirm(actor: Membership, person: Person, *, now: datetime) -> None:
    """Say that what stands in the file is still true, without typing it again."""
    require(actor, May.EDIT_PERSON, person)
    person.confirmed_at = now
    journal.record(actor, "people.confirm", person)
    db.session.flush()


def inform(actor: Membership, person: Person, channel: NoticeChannel, *, to_guardian: bool, now: datetime) -> None:
    """Record that the person, or who answers for them, was told what is kept and why."""
    require(actor, May.EDIT_PERSON, person)
    db.session.add(
        InformationNotice(
            person_id=person.id,
            version=NOTICE,
            channel=channel,
            given_on=now.date(),
            to_guardian=to_guardian,
            recorded_by_id=actor.user_id,
        )
    )
    journal.record(actor, "people.inform", person)
    db.session.flush()


def edit_guardian(
    actor: Membership, person: Person, guardian: Guardian, values: Mapping[str, Any], *, now: datetime
) -> None:
    require(actor, May.EDIT_PERSON, person)
    before = (guardian.phone, guardian.email)
    for name, value in values.items():
        setattr(guardian, name, value)
    journal.record(actor, "people.edit_guardian", person)
    db.session.flush()
    if (guardian.phone, guardian.email) != before:
        tell(person, now)


def remove_guardian(actor: Membership, person: Person, guardian: Guardian) -> None:
    require(actor, May.EDIT_PERSON, person)
    db.session.delete(guardian)
    journal.record(actor, "people.remove_guardian", person)
    db.session.flush()


def excuse_guardian(actor: Membership, person: Person, reason: str) -> None:
    """Say why nobody can be reached for a minor; nothing said takes it back."""
    require(actor, May.EDIT_PERSON, person)
    person.no_guardian_reason = reason
    journal.record(actor, "people.excuse_guardian", person)
    db.session.flush()


def add_guardian(actor: Membership, person: Person, values: Mapping[str, Any], *, now: datetime) -> Guardian:
    require(actor, May.EDIT_PERSON, person)
    guardian = Guardian(person_id=person.id, priority=len(person.guardians) + 1, **values)
    db.session.add(guardian)
    journal.record(actor, "people.add_guardian", person)
    db.session.flush()
    tell(person, now)
    return guardian


def open_line(person: Person, reason: CircleReason, structure_id: int | None, platform_id: int | None) -> Circle | None:
    return db.session.scalar(
        select(Circle).where(
            Circle.person_id == person.id,
            Circle.reason == reason,
            Circle.structure_id.is_not_distinct_from(structure_id),
            Circle.platform_id.is_not_distinct_from(platform_id),
            Circle.until.is_(None),
        )
    )


def join(
    person: Person,
    reason: CircleReason,
    *,
    now: datetime,
    structure_id: int | None = None,
    platform_id: int | None = None,
) -> None:
    """A structure or a platform starts following, for a reason. Twice is once."""
    if not open_line(person, reason, structure_id, platform_id):
        db.session.add(
            Circle(person_id=person.id, structure_id=structure_id, platform_id=platform_id, reason=reason, since=now)
        )
        db.session.flush()
        db.session.expire(person, ["circle"])
        if person.restricted:
            name_managers()


def leave(
    person: Person,
    reason: CircleReason,
    *,
    now: datetime,
    structure_id: int | None = None,
    platform_id: int | None = None,
) -> None:
    """What made it follow is over; it stays in the circle for any other reason it has."""
    if line := open_line(person, reason, structure_id, platform_id):
        line.until = max(now, line.since)
        db.session.flush()
        db.session.expire(person, ["circle"])


def came(person: Person, at: datetime) -> None:
    """The person came, called or wrote: retention counts from the latest of these instants."""
    if person.last_contact_from_person_at is None or person.last_contact_from_person_at < at:
        person.last_contact_from_person_at = at
        tell(person, at)


def tell(person: Person, at: datetime) -> None:
    for told in SIGNS:
        told(person, at)
