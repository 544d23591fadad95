"""Reports of people without an account, by a link that a coordinator gave them. There is no actor: they sign."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from crm import journal
from crm.accounts.models import Membership
from crm.codes.dropouts import DropoutSource
from crm.codes.people import GuardianRelation
from crm.db import db
from crm.dropouts import queries
from crm.dropouts.actions.contacting import come_back
from crm.dropouts.actions.moves import day
from crm.dropouts.actions.reporting import receive
from crm.dropouts.models import DropoutCase, DropoutReport, ReportLink
from crm.errors import Refused
from crm.people.actions import came, hear_of
from crm.people.models import Guardian, Person
from crm.people.rules import forbidden_number
from crm.policy import May, require

ASKED = (DropoutSource.SELF, DropoutSource.FAMILY)
"""Who reports themselves, or their child, asks for help: they go first."""


def give_link(
    actor: Membership, label: str, source: DropoutSource, school_uai: str | None, days: int, *, now: datetime
) -> ReportLink:
    """A new address for somebody to report at, which ends by itself."""
    require(actor, May.COORDINATE)
    link = ReportLink(
        platform_id=actor.platform_id,
        label=label,
        source=source,
        school_uai=school_uai,
        made_by_id=actor.user_id,
        made_at=now,
        expires_at=now + timedelta(days=days),
    )
    db.session.add(link)
    journal.record(actor, "dropouts.give_link")
    db.session.flush()
    return link


def close_link(actor: Membership, link: ReportLink, *, now: datetime) -> None:
    """It opens nothing any more, wherever it was copied."""
    require(actor, May.GIVE_LINK, link)
    link.closed_at = link.closed_at or now
    journal.record(actor, "dropouts.close_link")
    db.session.flush()


def report_by_link(link: ReportLink, values: Mapping[str, Any], signed: str, *, now: datetime) -> DropoutCase:
    """Somebody without an account reports. A file of exactly these names and birth date is that of the person."""
    if why := forbidden_number(values["address"]):
        raise Refused(why)
    person = queries.exactly(values["given_name"], values["family_name"], values["born_on"])
    person = complete_file(person, values, now) if person else open_file(values)
    line = DropoutReport(
        source=link.source,
        reported_on=day(now),
        school_uai=link.school_uai,
        school_name=(queries.school(link.school_uai) if link.school_uai else None) or values["school_name"],
        left_on=values["left_on"],
        link_id=link.id,
        signed=signed,
    )
    platform = queries.platform_of(person.commune_code) or link.platform
    case = receive(person, line, platform, now, requested=link.source in ASKED)
    if link.source is DropoutSource.SELF:
        came(person, now)
    journal.record(None, "dropouts.linked_report", person)
    return case


KNOWN = ("given_name", "family_name", "born_on", "phone", "email", "address", "commune_code", "last_class")


def open_file(values: Mapping[str, Any]) -> Person:
    person = Person(**{name: values[name] for name in KNOWN})
    db.session.add(person)
    db.session.flush()
    add_guardian(person, values)
    return person


def complete_file(person: Person, values: Mapping[str, Any], now: datetime) -> Person:
    """What the file has not yet is added, another way to reach the person beside it; the rest stays as it is."""
    for name in ("phone", "email", "address", "commune_code", "last_class"):
        if values[name] and not getattr(person, name) and not getattr(person, f"no_{name}", False):
            setattr(person, name, values[name])
    hear_of(person, values["phone"], values["email"], now=now)
    add_guardian(person, values)
    db.session.flush()
    come_back(person, now)
    return person


def add_guardian(person: Person, values: Mapping[str, Any]) -> None:
    numbers = {guardian.phone for guardian in person.guardians}
    if values["guardian_phone"] and values["guardian_phone"] not in numbers:
        person.guardians.append(
            Guardian(
                name=values["guardian_name"] or "Représentant légal",
                relation=GuardianRelation.OTHER,
                phone=values["guardian_phone"],
                priority=len(numbers) + 1,
            )
        )
        db.session.flush()
