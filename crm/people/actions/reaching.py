"""Other telephones and e-mails of a person: kept when they are heard of, chosen or removed by who follows them."""

from datetime import datetime

from crm import journal
from crm.accounts.models import Membership
from crm.db import db
from crm.people.actions.record import reached_otherwise, tell, ways
from crm.people.models import FurtherContact, Person
from crm.policy import May, require
from crm.territory.rules import PARIS


def hear_of(person: Person, phone: str | None, email: str | None, *, now: datetime) -> list[FurtherContact]:
    """Keep beside those of the file a telephone (E.164) or an e-mail that it has not yet. Returns what is new."""
    others = person.further_contacts
    known = {person.phone, *(one.phone for one in others)}
    addresses = {each.lower() for each in (person.email, *(one.email for one in others)) if each}
    day, new = now.astimezone(PARIS).date(), []
    if phone and phone not in known:
        new.append(FurtherContact(phone=phone, heard_on=day))
    if email and email.lower() not in addresses:
        new.append(FurtherContact(email=email, heard_on=day))
    if new:
        person.further_contacts += new
        db.session.flush()
        tell(person, now)
    return new


def adopt_contact(actor: Membership, further: FurtherContact, *, now: datetime) -> None:
    """Make it that of the file, to which messages go; the former one is kept beside it."""
    person, way = further.person, further.way
    require(actor, May.EDIT_PERSON, person)
    before = ways(person)
    setattr(person, way, getattr(further, way))
    setattr(person, f"no_{way}", False)
    person.further_contacts.remove(further)
    if before[way]:
        person.further_contacts.append(FurtherContact(heard_on=now.astimezone(PARIS).date(), **{way: before[way]}))
    reached_otherwise(person, before, now)
    journal.record(actor, "people.adopt_contact", person)
    db.session.flush()


def remove_contact(actor: Membership, further: FurtherContact) -> None:
    person = further.person
    require(actor, May.EDIT_PERSON, person)
    person.further_contacts.remove(further)
    journal.record(actor, "people.remove_contact", person)
    db.session.flush()
