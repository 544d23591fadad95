"""What the indicators share: the period, and the shape of a fact."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import TIMESTAMP, ColumnElement, Date, Select, Text, and_, cast, func, literal, null, select
from sqlalchemy.orm import InstrumentedAttribute

from crm.people.models import AttributePast, Person
from crm.reports.rules.tables import after, before, first_day
from crm.territory.rules import PARIS

Facts = Select[*tuple[Any, ...]]
"""One row for each fact that counts: `person_id`, `structure_id`, `commune_code` (of residence then), `on_day` (Paris),
`ref` (the row it comes from), `weight` (1 but for counters), `value` (of a median), and one column for each axis."""


@dataclass(frozen=True)
class Period:
    """Days from the first to before the last, in Paris."""

    first: date
    last: date

    @classmethod
    def quarter(cls, year: int, quarter: int) -> "Period":
        return cls(first_day(year, quarter), first_day(*after(year, quarter)))

    def earlier(self, days: int) -> "Period":
        """The cohort that has been observed for so many days when this period ends."""
        return Period(self.first - timedelta(days=days), self.last - timedelta(days=days))

    @property
    def previous(self) -> "Period":
        """The quarter before: its three months are over when this one ends."""
        return Period.quarter(*before(self.first.year, (self.first.month - 1) // 3 + 1))

    def holds(self, moment: Any) -> ColumnElement[bool]:
        """Did this instant fall in it?"""
        return and_(moment >= midnight(self.first), moment < midnight(self.last))

    def has(self, column: Any) -> ColumnElement[bool]:
        """Is this day of it?"""
        return and_(column >= self.first, column < self.last)

    @property
    def end(self) -> datetime:
        return midnight(self.last)

    @property
    def last_day(self) -> date:
        return self.last - timedelta(days=1)


def midnight(day: date) -> datetime:
    return datetime.combine(day, time(), PARIS)


def day(moment: Any) -> ColumnElement[date]:
    """The day of an instant, in Paris."""
    return cast(func.timezone("Europe/Paris", moment), Date)


def end_of(day: Any) -> ColumnElement[datetime]:
    """The instant at which a day ends, in Paris."""
    return func.timezone("Europe/Paris", cast(day + 1, TIMESTAMP))


def facts(table: Any, on: Any, commune: Any, structure: Any, *, person: Any = None, **more: Any) -> Facts:
    """The columns of a fact; `more` are its weight, its value, and its axes."""
    return select(
        (null() if person is False else table.person_id if person is None else person).label("person_id"),
        structure.label("structure_id"),
        commune.label("commune_code"),
        (cast(literal(on), Date) if isinstance(on, date) else on).label("on_day"),
        table.id.label("ref"),
        *(value.label(name) for name, value in {"weight": literal(1), **more}.items()),
    )


def some(*conditions: Any) -> ColumnElement[bool]:
    """Is there a row such that? Asks for none of its columns: the role that counts may not read them all."""
    return select(literal(1)).where(*conditions).exists()


def then(person_id: Any, on: Any, attribute: InstrumentedAttribute[Any]) -> ColumnElement[str]:
    """What an attribute of the person was at the end of a day: `AttributePast` keeps what was written over.

    Must be used where `Person` is joined.
    """
    on = cast(literal(on), Date) if isinstance(on, date) else on
    past = (
        select(AttributePast.value)
        .where(AttributePast.person_id == person_id, AttributePast.name == attribute.key)
        .where(AttributePast.until >= end_of(on))
        .order_by(AttributePast.until, AttributePast.id)
        .limit(1)
        .scalar_subquery()
    )
    return func.nullif(func.coalesce(past, cast(attribute, Text), ""), "")


def residence(person_id: Any, on: Any) -> ColumnElement[str]:
    return then(person_id, on, Person.commune_code)
