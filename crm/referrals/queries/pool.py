"""What is solved for a platform: all who wait, and the structures that could take them on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Integer, String, cast, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from crm.codes.assignment import Part
from crm.codes.referrals import ReferralState as State
from crm.db import db
from crm.people.models import Circle
from crm.referrals.models import Pool, Proposal, Referral, SetAside
from crm.referrals.queries.waiting import SOURCES, Waiting
from crm.referrals.rules.assignment import REACH, USUAL_ANSWER, USUAL_WEIGHTS, Instance, Place
from crm.referrals.rules.fit import Fit, fit_of
from crm.structures import queries as structures
from crm.structures.models import Platform, Structure

TWO_WEEKS = timedelta(days=14)
MONTH_DAYS = 30
UNDECLARED = 8
"""New people a month, for a structure that did not say."""

PLACE = (
    joinedload(Structure.commune),
    selectinload(Structure.networks),
    selectinload(Structure.coverage),
    selectinload(Structure.services),
)
"""What `place_of` reads."""

RECORD = timedelta(days=180)
REFUSED_LATELY = timedelta(days=365)


@dataclass(frozen=True)
class Pooled:
    """What is solved, and what its identifiers stand for."""

    instance: Instance
    waiting: dict[str, Waiting]
    structures: dict[str, Structure]


def all_arrivals(structure_ids: Sequence[int], now: datetime) -> dict[int, int]:
    counted = [source.arrivals(structure_ids, now - TWO_WEEKS) for source in SOURCES]
    return {number: sum(one.get(number, 0) for one in counted) for number in structure_ids}


def fortnight(structure: Structure) -> int:
    """How many a structure takes on in two weeks, from what it declared for a month."""
    monthly = UNDECLARED if structure.capacity is None else structure.capacity
    return round(monthly * TWO_WEEKS.days / MONTH_DAYS)


def answer_days(structure_ids: Sequence[int], now: datetime) -> Mapping[int, int]:
    """The median number of days to each structure's answers over six months; an expiry counts as an answer."""
    lasted = func.extract("epoch", func.coalesce(Referral.answered_at, Referral.closed_at) - Referral.sent_at) / 86400
    query = (
        select(
            Referral.recipient_structure_id,
            cast(func.round(func.percentile_cont(0.5).within_group(lasted)), Integer),
        )
        .where(
            Referral.recipient_structure_id.in_(structure_ids),
            Referral.sent_at >= now - RECORD,
            Referral.state.not_in([State.DRAFT, State.WITHDRAWN]),
            lasted.is_not(None),
        )
        .group_by(Referral.recipient_structure_id)
    )
    return {number: found for number, found in db.session.execute(query) if number}


def places_of(platform: Platform, now: datetime) -> dict[str, tuple[Structure, Place]]:
    """The structures of a platform's territory, by their address in text."""
    return places_among(structures.covering(platform, *PLACE), now)


def places_among(found: Sequence[Structure], now: datetime) -> dict[str, tuple[Structure, Place]]:
    numbers = [structure.id for structure in found]
    came, days = all_arrivals(numbers, now), answer_days(numbers, now)
    return {str(s.uid): (s, place_of(s, came[s.id], days.get(s.id, USUAL_ANSWER))) for s in found}


def place_of(structure: Structure, came: int, days: int) -> Place:
    fit = fit_of([line.network for line in structure.networks])
    return Place(
        id=str(structure.uid),
        name=structure.short_name,
        capacity=max(fortnight(structure) - came, 0),
        position=(structure.commune.latitude, structure.commune.longitude),
        load=came,
        active=structure.active,
        themes=themes_of(structure, fit),
        ages=fit.ages,
        usual_ages=fit.usual_ages,
        languages=frozenset(structure.languages),
        answer_days=days,
        duty=fit.duty,
        areas=frozenset(line.arrondissement_code for line in structure.coverage),
    )


def themes_of(structure: Structure, fit: Fit) -> frozenset[str] | None:
    """What its services say, or its networks when it listed none; none: anything."""
    if structure.services and all(service.themes for service in structure.services):
        return frozenset(theme for service in structure.services for theme in service.themes)
    return frozenset(fit.themes) if fit.themes and not structure.services else None


def all_pooled(platform: Platform, now: datetime) -> Pooled:
    """A platform's whole pool, with its saved weights and what was fixed by hand."""
    waiting = {one.subject: one for source in SOURCES for one in source.waiting(platform.id, now.date(), None)}
    places = places_of(platform, now)
    told = whom_they_know([one.person.id for one in waiting.values()], now)
    pool = pool_of(platform)
    fixed = {name: place for name, place in fixed_in(platform).items() if name in waiting and place in places}
    instance = Instance(
        places=tuple(place for _, place in places.values()),
        needs=tuple(replace(one.need, **told.get(one.person.id, {})) for one in waiting.values()),
        weights=weights_in(pool),
        reach=pool.reach if pool else REACH,
        fixed=fixed,
    )
    return Pooled(instance, waiting, {name: structure for name, (structure, _) in places.items()})


def instance_of(platform: Platform, now: datetime) -> Instance:
    return all_pooled(platform, now).instance


def whom_they_know(people: Sequence[int], now: datetime) -> dict[int, dict[str, Any]]:
    """For each person: structures that know them, that declined them within a year, that are set aside."""
    declined = (
        select(Referral.person_id, Referral.recipient_structure_id)
        .where(Referral.state == State.DECLINED, Referral.answered_at >= now - REFUSED_LATELY)
        .subquery()
    )
    known = select(Circle.person_id, Circle.structure_id).where(Circle.structure_id.is_not(None)).subquery()
    aside = select(SetAside.person_id, SetAside.structure_id).subquery()
    found: dict[int, dict[str, Any]] = {}
    for name, pairs in (("known", known), ("declined", declined), ("forbidden", aside)):
        person, structure = pairs.c
        query = (
            select(person, func.array_agg(func.distinct(cast(Structure.uid, String))))
            .join(Structure, Structure.id == structure)
            .where(person.in_(people))
            .group_by(person)
        )
        for number, uids in db.session.execute(query):
            found.setdefault(number, {})[name] = frozenset(uids)
    return found


def pool_of(platform: Platform) -> Pool | None:
    return db.session.scalar(select(Pool).where(Pool.platform_id == platform.id).options(joinedload(Pool.solved_by)))


def weights_in(pool: Pool | None) -> dict[Part, int]:
    saved = pool.weights if pool else {}
    return {part: saved.get(part, USUAL_WEIGHTS[part]) for part in Part}


def fixed_in(platform: Platform) -> dict[str, str]:
    """What was fixed by hand: subject → structure."""
    query = select(Proposal.subject, cast(Structure.uid, String)).join(Proposal.structure)
    return dict(db.session.execute(query.where(Proposal.platform_id == platform.id, Proposal.fixed)).all())


def platform_called(text: str) -> Platform | None:
    """A platform by its number, its address or its name."""
    called = (func.lower(Platform.name), cast(Platform.uid, String), cast(Platform.id, String))
    query = select(Platform).where(or_(*(name == text.lower() for name in called)))
    return db.session.scalar(query.order_by(Platform.id).limit(1))


def platform_names() -> Sequence[str]:
    return db.session.scalars(select(Platform.name).order_by(Platform.name)).all()
