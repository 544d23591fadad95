"""By which channels a person can be reached, and what they were sent."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select

from crm.accounts.models import Membership
from crm.codes.appointments import Channel
from crm.db import db
from crm.messages import queries as messaging
from crm.messages.models import Message
from crm.messages.rules import Reach, Suppressed, barred, is_mobile, unreachable
from crm.people.models import Person
from crm.policy import May, can, permitted
from crm.structures.models import Structure

LATEST = 8
"""So many messages stand on the person's page; the others are one click away."""


def closed(person: Person) -> set[Channel]:
    """The channels by which the person wants nothing more."""
    return {line.channel for line in person.opt_outs}


def email_barrier(person: Person, structure: Structure) -> str | None:
    return unreachable(
        address=person.email,
        agreed=person.messages_agreed,
        opted_out=Channel.EMAIL in closed(person),
        call_back=messaging.ending(structure).call_back,
    )


def sms_barrier(person: Person, structure: Structure, now: datetime) -> str | None:
    chosen = messaging.setting(structure)
    return barred(
        number=person.phone,
        agreed=person.messages_agreed,
        opted_out=Channel.SMS in closed(person),
        call_back=messaging.ending(structure).call_back,
        mobile=bool(person.phone) and is_mobile(str(person.phone), foreign=chosen.foreign_numbers),
        account=bool(chosen.account),
        quota=messaging.quota_left(structure, now),
    )


def reach(person: Person, structure: Structure, now: datetime) -> Reach:
    """Whether a structure can write to a person, by each channel, and in words why not."""
    return Reach(email=email_barrier(person, structure), sms=sms_barrier(person, structure, now))


def address(person: Person, structure: Structure, channel: Channel, now: datetime) -> str:
    """Where a structure writes to a person by a channel; raises Suppressed with the reason, when it may not."""
    by_sms = channel is Channel.SMS
    to = person.phone if by_sms else person.email
    why = sms_barrier(person, structure, now) if by_sms else email_barrier(person, structure)
    if why or not to:
        raise Suppressed(why or "")
    return to


def messages(actor: Membership, person: Person, limit: int = 50) -> Sequence[Message]:
    """What was promised or sent to the person by the actor's structure, latest first."""
    query = select(Message).where(Message.person_id == person.id, permitted(actor, May.SEE_FAILED_MESSAGE, Message))
    return db.session.scalars(query.order_by(Message.not_before.desc()).limit(limit)).all()


def panel(actor: Membership, person: Person) -> tuple[str, dict[str, Any]]:
    """The latest messages, with what became of them, and what the person wishes to receive."""
    full = can(actor, May.READ_PERSON, person)
    found = messages(actor, person, LATEST + 1) if full else []
    lines = {line.channel: line for line in person.opt_outs} if full else {}
    return "people/_messages.html", {
        "full": full,
        "messages": found[:LATEST],
        "more": len(found) > LATEST,
        "channels": [(channel, lines.get(channel)) for channel in Channel],
    }


def failures(actor: Membership, limit: int = 20) -> Sequence[Row[tuple[Message, Person | None]]]:
    """What did not leave for the people of the actor's structure, latest first, with whom the actor may name."""
    seen = permitted(actor, May.READ_IDENTITY, Person)
    query = messaging.unsettled(actor).outerjoin(Person, (Person.id == Message.person_id) & seen).add_columns(Person)
    return db.session.execute(query.limit(limit)).all()
