"""Count what an edition, or a dashboard, holds: the facts of each indicator, tallied by territory and axis.

No name, contact or note is read: the role `crm_report` may not, and the count runs under it.
"""

from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Float, Select, case, cast, func, literal, select, text, tuple_
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import aliased

from crm.codes.people import Flag, Sex
from crm.db import db
from crm.people.models import AttributePast, Person, PersonFlag
from crm.reports.queries.indicators import COUNTS, MEASURES, Period
from crm.reports.queries.indicators.shared import end_of, then
from crm.reports.rules.tables import ELSEWHERE, INDICATORS, Counted, Kind, Measured
from crm.territory.models import Arrondissement, Commune

ROLE = "crm_report"
FLAGS = {"qpv": Flag.QPV, "frr": Flag.FRR, "rqth": Flag.RQTH}
OF_PERSON = ("sex", "age", "level", *FLAGS)
"""Axes that are attributes of the person on the day of the fact; the others are columns of the fact itself."""


@dataclass(frozen=True)
class Scope:
    """What a reader of the dashboard looks at: their structure's facts, or those of the people of their territory."""

    structure_id: int | None = None
    arrondissements: tuple[str, ...] | None = None


EVERYTHING = Scope()


@dataclass(frozen=True)
class Found:
    """What was counted, in an order that depends on nothing else."""

    counted: list[Counted]
    measured: list[Measured]


@contextmanager
def without_names() -> Generator[None]:
    """Read as a role that can see events and attributes, but no name, contact or note."""
    db.session.flush()
    db.session.execute(text(f"SET LOCAL ROLE {ROLE}"))
    yield
    db.session.execute(text("RESET ROLE"))  # after an error, the end of the transaction does it


def chosen(indicator: str, p: Period, scope: Scope = EVERYTHING) -> Any:
    """The facts that count for an indicator in a scope: of people who count once, the latest of each.

    A measure of such people whose facts have no value of their own takes how many each person has there.
    """
    source = (COUNTS | MEASURES)[indicator](p).subquery()
    query = select(source)
    if scope.structure_id is not None:
        query = query.where(source.c.structure_id == scope.structure_id)
    if scope.arrondissements is not None:
        query = query.join(Commune, Commune.code == source.c.commune_code)
        query = query.where(Commune.arrondissement_code.in_(scope.arrondissements))
    if person_once(indicator) and "value" not in source.c:
        if indicator in MEASURES:
            query = query.add_columns(func.count().over(partition_by=source.c.person_id).label("value"))
        query = query.ext(distinct_on(source.c.person_id))
        query = query.order_by(source.c.person_id, source.c.on_day.desc(), source.c.ref.desc())
    return query.subquery()


def person_once(indicator: str) -> bool:
    """People who count once do so in what is a part or a measure of them too."""
    found = INDICATORS[indicator]
    return Kind.DISTINCT in (found.kind, found.of and INDICATORS[found.of].kind)


def axis(name: str, fact: Any) -> ColumnElement[str]:
    """The value of an axis for a fact; `Person` is joined."""
    if name == "sex":
        known = Person.sex.in_((Sex.FEMALE, Sex.MALE))
        return case((known, Person.sex), else_=literal("other"))
    if name == "age":
        years = func.date_part("year", func.age(fact.on_day, Person.born_on))
        return case((years < 18, "-18"), (years < 22, "18-21"), (years < 26, "22-25"), else_="26-")
    if name == "level":
        return then(fact.person_id, fact.on_day, Person.education_level)
    if name in FLAGS:
        return flag(FLAGS[name], fact)
    column: ColumnElement[str] = fact[name]
    return column


def flag(which: Flag, fact: Any) -> ColumnElement[str]:
    """Yes, no or unknown at the end of the day of the fact: the first of what stood then or was said since, if it bears
    a date that is not later."""
    past, now = aliased(AttributePast), aliased(PersonFlag)
    before = (
        select(past.value)
        .where(past.person_id == fact.person_id, past.name == which.value)
        .where(past.since <= fact.on_day, past.until >= end_of(fact.on_day))
        .order_by(past.until, past.id)
        .limit(1)
    )
    current = select(case((now.value, "yes"), else_="no")).where(
        now.person_id == fact.person_id, now.flag == which, now.dated_on <= fact.on_day
    )
    return func.coalesce(before.scalar_subquery(), current.scalar_subquery(), "unknown")


def tally(indicator: str, p: Period, scope: Scope = EVERYTHING) -> Select[*tuple[Any, ...]]:
    """How many for each arrondissement, and for each value of each axis of it."""
    fact, axes = chosen(indicator, p, scope), INDICATORS[indicator].axes
    place = func.coalesce(Commune.arrondissement_code, ELSEWHERE).label("place")
    inner = select(fact.c.weight, place, *(axis(name, fact.c).label(name) for name in axes)).select_from(fact)
    inner = inner.outerjoin(Commune, Commune.code == fact.c.commune_code)
    if any(name in OF_PERSON for name in axes):
        inner = inner.join(Person, Person.id == fact.c.person_id)
    lines = inner.subquery()
    sets = func.grouping_sets(tuple_(lines.c.place), *(tuple_(lines.c.place, lines.c[name]) for name in axes))
    grouped = [func.grouping(lines.c[name]) for name in axes]
    return select(lines.c.place, func.sum(lines.c.weight), *(lines.c[name] for name in axes), *grouped).group_by(sets)


def count_one(indicator: str, p: Period, scope: Scope = EVERYTHING) -> Iterator[Counted]:
    axes = INDICATORS[indicator].axes
    for place, number, *rest in db.session.execute(tally(indicator, p, scope)):
        values, hidden = rest[: len(axes)], rest[len(axes) :]
        under = [f"{name}:{value}" for name, value, out in zip(axes, values, hidden, strict=True) if not out]
        yield Counted(indicator, place, under[0] if under else "", int(number))


def measure_one(indicator: str, p: Period, scope: Scope = EVERYTHING) -> Iterator[Measured]:
    """The median, mean or coverage of the région and of each département."""
    fact, kind = chosen(indicator, p, scope), INDICATORS[indicator].kind
    value = cast(fact.c.value, Float)
    lines = (
        select(func.coalesce(Commune.departement_code, ELSEWHERE).label("dep"), value.label("value"))
        .select_from(fact)
        .outerjoin(Commune, Commune.code == fact.c.commune_code)
        .subquery()
    )
    together = func.percentile_cont(0.5).within_group(lines.c.value) if kind is Kind.MEDIAN else func.avg(lines.c.value)
    query = select(lines.c.dep, together, func.count(), func.sum(lines.c.value)).group_by(
        func.grouping_sets(tuple_(lines.c.dep), tuple_())
    )
    for dep, result, number, total in db.session.execute(query):
        if result is not None and dep != ELSEWHERE:
            territory = f"dep:{dep}" if dep else "region"
            shown = round(100 * result) if kind is Kind.COVERAGE else round(result, 1)
            yield Measured(indicator, territory, float(shown), number, int(total))


def count(year: int, quarter: int, *, scope: Scope = EVERYTHING, tell: Callable[[str], None] = lambda _: None) -> Found:
    """The fact table of a quarter, and its measures."""
    p = Period.quarter(year, quarter)
    counted: list[Counted] = []
    with without_names():
        for n, indicator in enumerate(COUNTS):
            tell(f"Comptage : {n} indicateurs sur {len(COUNTS)}")
            counted += count_one(indicator, p, scope)
        measured = [line for indicator in MEASURES for line in measure_one(indicator, p, scope)]
    return Found(sorted(counted), sorted(measured))


def departements() -> dict[str, str]:
    """The département of each arrondissement."""
    query = select(Arrondissement.code, Arrondissement.departement_code)
    return dict(db.session.execute(query).all())
