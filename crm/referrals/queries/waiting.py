"""Who waits in a platform's pool, whatever area they come from.

`SOURCES` is filled by `create_app`: areas above add what waits there (new dropout cases), as they tell their story on
a person's page.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from crm.accounts.models import Membership
from crm.codes.people import LicenceB, Mobility
from crm.codes.referrals import ReferralState as State
from crm.codes.referrals import Urgency
from crm.db import db
from crm.people.models import Person
from crm.referrals.models import Referral
from crm.referrals.rules import ANSWERABLE
from crm.referrals.rules.assignment import Need
from crm.structures.models import Structure


@dataclass(frozen=True)
class Waiting:
    """Somebody who waits in a pool, as a card shows them."""

    subject: str
    person: Person
    what: str
    urgency: Urgency
    since: date
    page: tuple[str, UUID]
    """Endpoint and address of what waits."""

    need: Need


@dataclass(frozen=True)
class Source:
    """A kind of thing that waits in pools."""

    kind: str
    """The first word of its subjects: `kind:address`."""

    waiting: Callable[[int, date, Sequence[UUID] | None], list[Waiting]]
    """All that wait in a platform's pool, or those of these addresses."""

    count: Callable[[int], int]
    arrivals: Callable[[Sequence[int], datetime], Mapping[int, int]]
    """How many came to each of these structures since then."""

    assign: Callable[[Membership, UUID, Structure, datetime], None]
    """Give one to a structure; raises Refused when it does not wait any more."""


SOURCES: list[Source] = []


def subject(kind: str, uid: UUID) -> str:
    return f"{kind}:{uid}"


def parted(name: str) -> tuple[Source, UUID]:
    kind, _, uid = name.partition(":")
    return next(source for source in SOURCES if source.kind == kind), UUID(uid)


def need_of(name: str, person: Person, today: date, **values: Any) -> Need:
    """What a person asks of the structures, whatever they wait for."""
    commune, age = person.commune, person.age(today)
    return Need(
        id=name,
        position=(commune.latitude, commune.longitude) if commune else None,
        area=commune.arrondissement_code if commune else None,
        mobile=person.mobility is not Mobility.NONE or person.licence_b is LicenceB.OBTAINED,
        age=age,
        language=person.received_in,
        duty=16 <= age < 18,
        **values,
    )


def pooled(platform_id: int, today: date, uids: Sequence[UUID] | None = None) -> list[Waiting]:
    """Referrals that wait for a structure."""
    query = in_pool(platform_id).options(
        joinedload(Referral.person).joinedload(Person.commune), joinedload(Referral.sender_structure)
    )
    if uids is not None:
        query = query.where(Referral.uid.in_(uids))
    return [card(referral, today) for referral in db.session.scalars(query)]


def card(referral: Referral, today: date) -> Waiting:
    assert referral.sent_at is not None  # it waits
    name, sent_on = subject("referral", referral.uid), referral.sent_at.date()
    return Waiting(
        name,
        referral.person,
        f"{referral.kind.label}, {referral.theme.label.lower()}",
        referral.urgency,
        sent_on,
        ("referrals.show", referral.uid),
        need_of(
            name,
            referral.person,
            today,
            theme=referral.theme,
            urgency=list(Urgency).index(referral.urgency),
            waited=max((today - sent_on).days, 0),
            sender=str(referral.sender_structure.uid),
        ),
    )


def in_pool(platform_id: int) -> Any:
    return select(Referral).where(
        Referral.platform_id == platform_id,
        Referral.recipient_structure_id.is_(None),
        Referral.state.in_(ANSWERABLE),
    )


def pooled_count(platform_id: int) -> int:
    return db.session.scalar(select(func.count()).select_from(in_pool(platform_id).subquery())) or 0


def arrivals(structure_ids: Sequence[int], since: datetime) -> Mapping[int, int]:
    """Referrals that each structure received since then and has not sent away."""
    gone = (State.DRAFT, State.DECLINED, State.WITHDRAWN, State.REDIRECTED, State.EXPIRED)
    query = (
        select(Referral.recipient_structure_id, func.count())
        .where(
            Referral.recipient_structure_id.in_(structure_ids),
            Referral.state.not_in(gone),
            Referral.sent_at >= since,
        )
        .group_by(Referral.recipient_structure_id)
    )
    return {number: found for number, found in db.session.execute(query) if number}
