"""A, reception and information. Source: contacts, counters. Attribution: the structure that performed the contact, the
commune of residence written on it."""

from typing import Any

from sqlalchemy import ColumnElement
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import aliased

from crm.codes.support import ContactType
from crm.reports.queries.indicators.shared import Facts, Period, day, facts, midnight, some
from crm.structures.models import Structure
from crm.support.models import AnonymousReception, ContactEvent

MET = (ContactType.INDIVIDUAL_INTERVIEW, ContactType.PHONE_INTERVIEW, ContactType.VIDEO_INTERVIEW)
FOLLOWED = (*MET, ContactType.COLLECTIVE_INFORMATION, ContactType.WORKSHOP)


def anonymous(p: Period) -> Facts:
    """A-1. Unit: receptions, a sum of counters. Attribution: the structure, and the commune where it stands."""
    table = AnonymousReception
    found = facts(
        table, table.received_on, Structure.commune_code, table.structure_id, person=False, weight=table.count
    )
    return found.join(Structure, Structure.id == table.structure_id).where(p.has(table.received_on))


def contacts(p: Period, types: tuple[ContactType, ...], **more: Any) -> Facts:
    event = ContactEvent
    found = facts(event, day(event.happened_at), event.commune_code, event.structure_id, **more)
    return found.where(event.type.in_(types), p.holds(event.happened_at))


def met_before(p: Period, *conditions: Any) -> ColumnElement[bool]:
    earlier = aliased(ContactEvent)
    return some(
        earlier.person_id == ContactEvent.person_id,
        earlier.type.in_(MET),
        earlier.happened_at < midnight(p.first),
        *(condition(earlier) for condition in conditions),
    )


def first_receptions(p: Period) -> Facts:
    """A-2. Unit: people, once; their first face to face, telephone or video contact ever, in any structure, is in P.

    A part of A-3, placed and cut as there, by their latest event: a birthday or a move would count them elsewhere."""
    first = aliased(ContactEvent)
    met = some(first.person_id == ContactEvent.person_id, first.type.in_(MET), p.holds(first.happened_at))
    return contacts(p, FOLLOWED).where(met, ~met_before(p))


def first_in_structure(p: Period) -> Facts:
    """A-2s. Unit: people of a structure; their first contact with it is in P. A person may count in several."""
    here = met_before(p, lambda earlier: earlier.structure_id == ContactEvent.structure_id)
    return (
        contacts(p, MET)
        .where(~here)
        .ext(distinct_on(ContactEvent.person_id, ContactEvent.structure_id))
        .order_by(ContactEvent.person_id, ContactEvent.structure_id, ContactEvent.happened_at, ContactEvent.id)
    )


def accompanied(p: Period) -> Facts:
    """A-3. Unit: people, once, with an interview, a collective information or a workshop in P; never for mediation
    without contact or administrative work. Cut by A-5 to A-9 at the date of their latest event. Source: AREFIE.

    A-4 is of the same people. Unit: contacts of each, median and mean."""
    return contacts(p, FOLLOWED)
