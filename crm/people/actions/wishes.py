"""What people ask about the messages they receive, obeyed in the same transaction."""

from datetime import datetime

from sqlalchemy import select

from crm import journal
from crm.accounts.models import Membership
from crm.codes.appointments import Channel
from crm.codes.people import OptOutSource
from crm.db import db
from crm.messages.actions import hold_back
from crm.people.actions.record import came
from crm.people.models import OptOut, Person
from crm.people.queries.reaching import closed
from crm.policy import May, require

WHY = {
    Channel.SMS: "Ce jeune ne souhaite plus recevoir de SMS.",
    Channel.EMAIL: "Ce jeune ne souhaite plus recevoir d’e-mails.",
}


def stop(number: str, now: datetime) -> None:
    """Whoever has this number answered STOP: they are there, and no text message leaves to it any more."""
    for person in db.session.scalars(select(Person).where(Person.phone == number, Person.merged_into_id.is_(None))):
        leave_out(person, Channel.SMS, OptOutSource.STOP, now)
        came(person, now)


def opt_out(actor: Membership, person: Person, channel: Channel, *, now: datetime) -> None:
    """The person asked a counsellor for nothing more by this channel."""
    require(actor, May.EDIT_PERSON, person)
    leave_out(person, channel, OptOutSource.ASKED, now, actor.user_id)
    journal.record(actor, "people.opt_out", person)
    db.session.flush()


def opt_in(actor: Membership, person: Person, channel: Channel, *, now: datetime) -> None:
    """The person asked to receive messages by this channel again."""
    require(actor, May.EDIT_PERSON, person)
    for line in person.opt_outs:
        if line.channel is channel:
            line.ended_at, line.ended_by_id = max(now, line.since), actor.user_id
    journal.record(actor, "people.opt_in", person)
    db.session.flush()
    db.session.expire(person, ["opt_outs"])


def leave_out(
    person: Person, channel: Channel, source: OptOutSource, now: datetime, recorded_by_id: int | None = None
) -> None:
    """Note the wish once, and hold back what waits; an e-mail carries it instead of a text message, where it may."""
    if channel in closed(person):
        return
    db.session.add(
        OptOut(person_id=person.id, channel=channel, source=source, since=now, recorded_by_id=recorded_by_id)
    )
    db.session.flush()
    db.session.expire(person, ["opt_outs"])
    by_email = channel is Channel.SMS and person.email and Channel.EMAIL not in closed(person)
    hold_back(person.id, channel=channel, now=now, reason=WHY[channel], instead=Channel.EMAIL if by_email else None)
