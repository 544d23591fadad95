"""What is written to somebody who does not answer, from what is known of them when it leaves."""

from datetime import date

from crm.appointments.queries import dialled
from crm.codes.appointments import Channel
from crm.codes.dropouts import ContactTemplate
from crm.db import db
from crm.dropouts.models import ContactAttempt, DropoutCase
from crm.dropouts.queries.links import answer_token
from crm.dropouts.rules.words import SUBJECT, Words, brief, mail, paragraphs
from crm.letters import Letter, day, town
from crm.messages import queries as messaging
from crm.messages.models import Message
from crm.messages.rules import Content, Obsolete
from crm.people.models import Guardian
from crm.people.queries import address


def words(case: DropoutCase, url: str) -> Words:
    signature, call_back = messaging.ending(case.structure)
    return Words(case.person.given_name, signature, dialled(call_back or ""), url)


def written(case: DropoutCase, template: ContactTemplate, channel: Channel, *, to: str, url: str) -> Content:
    """The message itself."""
    said = words(case, url)
    if channel is Channel.SMS:
        return Content(to=to, subject="", text=brief(template, said))
    subject, text = mail(template, said)
    return Content(to=to, subject=subject, text=text)


def compose(message: Message, public_url: str) -> Content:
    """A word to the person, unless the attempt was taken back or the follow-up has ended."""
    found = db.session.get(ContactAttempt, int(message.subject.partition(":")[2]))
    case = db.session.get(DropoutCase, found.case_id) if found else None
    if found is None or case is None or case.closed_on:
        raise Obsolete
    to = address(case.person, case.structure, message.channel, message.not_before)
    url = f"{public_url}/c/{answer_token(found)}"
    return written(case, ContactTemplate(message.occasion), message.channel, to=to, url=url)


def letter(case: DropoutCase, template: ContactTemplate, guardian: Guardian | None, today: date) -> Letter:
    """To the person, or to who answers for them at the same address."""
    person, structure = case.person, case.structure
    name = guardian.name if guardian else person.name
    said = words(case, "")
    return Letter(
        sender=[line for line in (structure.name, structure.address, town(structure.commune)) if line],
        recipient=[line for line in (name, person.address, town(person.commune)) if line],
        dated=f"{structure.commune.name}, le {day(today)}",
        about=SUBJECT[0].lower() + SUBJECT[1:],
        paragraphs=paragraphs(template, said, guardian=guardian is not None),
        signed=[said.structure],
    )
