"""Write to somebody who does not answer: the message is promised with the attempt that it is."""

from datetime import datetime, timedelta

from crm import journal
from crm.accounts.models import Membership
from crm.codes.appointments import Channel, MessageKind
from crm.codes.dropouts import AttemptChannel, AttemptResult, ContactTemplate
from crm.db import db
from crm.dropouts.actions.contacting import attempt
from crm.dropouts.models import ContactAttempt, DropoutCase
from crm.errors import Refused
from crm.messages.actions import promise
from crm.messages.rules import first_moment
from crm.people.actions import came
from crm.people.queries import reach
from crm.policy import May, require

USEFUL = timedelta(days=2)
CHANNELS = {AttemptChannel.SMS: Channel.SMS, AttemptChannel.EMAIL: Channel.EMAIL}


def write(
    actor: Membership, case: DropoutCase, by: AttemptChannel, template: ContactTemplate, *, now: datetime
) -> ContactAttempt:
    """Send a text message or an e-mail; a letter is noted as sent by whoever posts it."""
    require(actor, May.WORK_CASE, case)
    if (channel := CHANNELS.get(by)) and (why := barrier(case, channel, now)):
        raise Refused(why)
    tried = attempt(actor, case, by, AttemptResult.MESSAGE_LEFT, template.label, now=now)
    if channel:
        moment = first_moment(now)
        promise(
            MessageKind.CONTACT_ATTEMPT,
            f"attempt:{tried.id}",
            f"person:{case.person_id}",
            occasion=template,
            not_before=moment,
            not_after=moment + USEFUL,
            now=now,
            person_id=case.person_id,
            structure_id=case.structure_id,
            channel=channel,
        )
    journal.record(actor, "dropouts.write", case.person)
    return tried


def barrier(case: DropoutCase, channel: Channel, now: datetime) -> str | None:
    found = reach(case.person, case.structure, now)
    return found.sms if channel is Channel.SMS else found.email


def ask_back(case: DropoutCase, *, now: datetime) -> None:
    """The person, from the link they received, asks to be called back: their case goes first, today."""
    came(case.person, now)
    case.requested = True
    case.next_step_on = now.date()
    journal.record(None, "dropouts.call_back", case.person)
    db.session.flush()
