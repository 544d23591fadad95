"""The live dashboard: the indicators of a reader's own perimeter, and the list behind each number."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import String, and_, func, literal, or_, select, union_all

from crm.accounts.models import Membership
from crm.db import db
from crm.people.models import Person
from crm.policy import May, permitted
from crm.reports.queries.counting import Scope, chosen, measure_one, without_names
from crm.reports.queries.indicators import COUNTS, MEASURES, Period
from crm.reports.rules.tables import INDICATORS, Indicator, Kind
from crm.structures.models import Structure

SHOWN = 50


@dataclass(frozen=True)
class Figure:
    """One indicator as it stands: its count or its measure, and of a rate the denominator."""

    indicator: Indicator
    value: float | None
    whole: int | None = None

    @property
    def percent(self) -> int | None:
        return round(100 * (self.value or 0) / self.whole) if self.whole else None


@dataclass(frozen=True)
class Line:
    """One fact behind a number: of whom the reader may see the name, the person."""

    on: date
    ref: int
    structure: str
    person: Person | None


def scope(actor: Membership) -> Scope:
    """A structure's own facts, or those of the people of a platform's territory."""
    if actor.platform:
        return Scope(arrondissements=tuple(line.arrondissement_code for line in actor.platform.territory))
    return Scope(structure_id=actor.structure_id)


def figures(actor: Membership, theme: str, p: Period) -> list[Figure]:
    """The indicators of a theme, all counts in one query."""
    shown = [i for i in INDICATORS.values() if i.theme == theme]
    mine = scope(actor)
    names = {i.numerator for i in shown if i.celled} | {i.of for i in shown if i.of}
    one = [
        select(literal(name, String).label("name"), func.coalesce(func.sum(c.weight), 0).label("count"))
        for name in sorted(names)
        for c in [chosen(name, p, mine).c]
    ]
    with without_names():
        counts = {name: int(count) for name, count in db.session.execute(union_all(*one))}
        measured = {i.id: region(i.id, p, mine) for i in shown if i.id in MEASURES}
    return [
        Figure(i, measured[i.id] if i.id in MEASURES else counts[i.numerator], counts[i.of] if i.of else None)
        for i in shown
        if not i.support
    ]


def region(name: str, p: Period, mine: Scope) -> float | None:
    return next((m.value for m in measure_one(name, p, mine) if m.territory == "region"), None)


def behind(actor: Membership, name: str, p: Period, after: tuple[date, int] | None) -> Sequence[Line]:
    """The facts behind a number, the latest first: named to those who follow the person."""
    fact = chosen(name, p, scope(actor)).c
    query = (
        select(fact.on_day, fact.ref, Structure.short_name, Person)
        .select_from(Structure)
        .join(fact.on_day.table, fact.structure_id == Structure.id)
        .outerjoin(Person, and_(Person.id == fact.person_id, permitted(actor, May.READ_IDENTITY, Person)))
        .order_by(fact.on_day.desc(), fact.ref.desc())
        .limit(SHOWN)
    )
    if after:
        day, ref = after
        query = query.where(or_(fact.on_day < day, and_(fact.on_day == day, fact.ref < ref)))
    rows: Sequence[Any] = db.session.execute(query).all()
    return [Line(*row) for row in rows]


def listed(name: str) -> bool:
    """Has this number a list of people?"""
    indicator = INDICATORS.get(name)
    return bool(indicator and name in COUNTS and name != "A-1" and indicator.kind is not Kind.COVERAGE)
