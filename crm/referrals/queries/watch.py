"""What a coordinator watches over: loads, silences, loops. Of people who are not in their circle, only structures."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import aliased

from crm.accounts.models import Membership, User
from crm.codes.referrals import ReferralState as State
from crm.db import db
from crm.people.models import Person
from crm.policy import May, permitted, require
from crm.referrals.models import Referral
from crm.referrals.queries.inbox import WHOLE
from crm.referrals.queries.pool import all_arrivals, answer_days, fortnight
from crm.referrals.rules import ANSWERABLE, ARRIVING, LOOP, MANY, NUDGES, OPEN
from crm.structures import queries as structures
from crm.structures.models import Structure
from crm.support.models import SupportEpisode


@dataclass(frozen=True)
class Load:
    """What one structure carries."""

    structure: Structure
    places: int
    came: int
    """In the last two weeks, of the places it has for two."""

    answer_days: int | None
    pending: int
    in_hand: int
    late: int
    """Taken on, and the next step is past its date."""

    oldest: datetime | None
    """When the oldest referral that it has not answered was sent."""


def loads(actor: Membership, now: datetime) -> list[Load]:
    """For each structure of the territory, the fullest first."""
    found = territory(actor)
    numbers = [structure.id for structure in found]
    came, days = all_arrivals(numbers, now), answer_days(numbers, now)
    pending = Referral.state == State.PENDING
    query = (
        select(
            Referral.recipient_structure_id,
            func.count().filter(Referral.state.in_(ANSWERABLE)),
            func.count().filter(Referral.state.in_(ARRIVING)),
            func.count().filter(Referral.state.in_(ARRIVING), Referral.next_step_on < now.date()),
            func.min(Referral.sent_at).filter(pending),
        )
        .where(Referral.recipient_structure_id.in_(numbers), Referral.state.in_(OPEN))
        .group_by(Referral.recipient_structure_id)
    )
    counts = {number: rest for number, *rest in db.session.execute(query)}
    lines = [Load(s, fortnight(s), came[s.id], days.get(s.id), *counts.get(s.id, (0, 0, 0, None))) for s in found]
    return sorted(lines, key=lambda line: (-line.came / max(line.places, 1), line.structure.short_name))


def territory(actor: Membership) -> Sequence[Structure]:
    require(actor, May.COORDINATE)
    assert actor.platform is not None
    return structures.covering(actor.platform)


def silent_structures(lines: Iterable[Load], now: datetime) -> list[tuple[Load, int]]:
    """Those who have left a referral without a word since its first reminder, with the days of it, longest first."""
    days = [(line, (now - line.oldest).days) for line in lines if line.oldest]
    return sorted(((line, length) for line, length in days if length >= NUDGES[0]), key=lambda pair: -pair[1])


@dataclass(frozen=True)
class Carried:
    """What one counsellor carries."""

    name: str
    people: int
    referrals: int


def counsellors(actor: Membership, uid: UUID) -> list[Carried]:
    """The people whom each counsellor of a structure of the territory accompanies, and the referrals they took."""
    structure = next((s for s in territory(actor) if s.uid == uid), None)
    if structure is None:
        return []
    people = select(SupportEpisode.referent_id.label("user_id"), func.count().label("n")).where(
        SupportEpisode.structure_id == structure.id, SupportEpisode.closed_on.is_(None)
    )
    taken = select(Referral.assigned_to_id.label("user_id"), func.count().label("n")).where(
        Referral.recipient_structure_id == structure.id, Referral.state.in_(OPEN)
    )
    carried, held = (query.group_by("user_id").subquery() for query in (people, taken))
    query = (
        select(User, func.coalesce(carried.c.n, 0), func.coalesce(held.c.n, 0))
        .outerjoin(carried, carried.c.user_id == User.id)
        .outerjoin(held, held.c.user_id == User.id)
        .where(or_(carried.c.n > 0, held.c.n > 0))
        .order_by(func.coalesce(carried.c.n, 0).desc(), User.id)
    )
    return [Carried(user.name, count, others) for user, count, others in db.session.execute(query)]


@dataclass(frozen=True)
class Round:
    """Somebody who goes round: from whom to whom, and since when."""

    why: str
    steps: tuple[str, ...]
    last: Referral
    person: Person | None
    """None where the coordinator does not follow them: call the structures."""


def rounds(actor: Membership, now: datetime) -> list[Round]:
    """A → B → A within 90 days, three referrals without being taken on, chains of three: the latest first."""
    numbers = [structure.id for structure in territory(actor)]
    lately, here = now - LOOP, touches(numbers)
    first, back = aliased(Referral), Referral
    back_again = (
        select(back.person_id)
        .join(first, first.person_id == back.person_id)
        .where(
            here,
            back.sent_at >= lately,
            first.sender_structure_id == back.recipient_structure_id,
            first.recipient_structure_id == back.sender_structure_id,
            first.sent_at.between(back.sent_at - LOOP, back.sent_at),
        )
    )
    many = (
        select(Referral.person_id)
        .where(Referral.sent_at >= lately)
        .group_by(Referral.person_id)
        .having(func.count() >= MANY, func.count(Referral.engaged_at) == 0, func.bool_or(here))
    )
    parent = aliased(Referral)
    chains = (
        select(Referral.person_id)
        .join(parent, parent.id == Referral.parent_id)
        .where(here, Referral.sent_at >= lately, parent.parent_id.is_not(None), Referral.state.in_(OPEN))
    )
    said = (
        (back_again, "revient à la structure qui l’avait envoyé·e"),
        (many, "orienté·e trois fois ou plus sans être pris·e en charge"),
        (chains, "réorienté·e deux fois déjà : la prochaine sera refusée"),
    )
    why: dict[int, str] = {}
    for query, words in said:
        for number in db.session.scalars(query.distinct()):
            why.setdefault(number, words)
    return told(actor, why, now)


def touches(numbers: Sequence[int]) -> ColumnElement[bool]:
    return or_(Referral.recipient_structure_id.in_(numbers), Referral.sender_structure_id.in_(numbers))


def told(actor: Membership, why: dict[int, str], now: datetime) -> list[Round]:
    query = select(Referral).where(
        Referral.person_id.in_(why), Referral.sent_at >= now - 2 * LOOP, Referral.state != State.DRAFT
    )
    sent: dict[int, list[Referral]] = {}
    for referral in db.session.scalars(query.options(*WHOLE).order_by(Referral.sent_at)):
        sent.setdefault(referral.person_id, []).append(referral)
    known = select(Person).where(Person.id.in_(sent), permitted(actor, May.READ_IDENTITY, Person))
    people = {person.id: person for person in db.session.scalars(known)}
    found = [Round(why[n], steps(lines), lines[-1], people.get(n)) for n, lines in sent.items()]
    return sorted(found, key=lambda one: one.last.id, reverse=True)


def steps(lines: Sequence[Referral]) -> tuple[str, ...]:
    names = [lines[0].sender_structure.short_name]
    for line in lines:
        to = line.recipient_structure.short_name if line.recipient_structure else "la réserve"
        names += [to] if line.sender_structure.short_name == names[-1] else [line.sender_structure.short_name, to]
    return tuple(names)
