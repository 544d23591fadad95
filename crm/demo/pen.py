"""The pen of the story: who a person is to it, which hours are taken, how chance picks."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any

from crm.codes.people import CircleReason
from crm.demo.structures import Place, Region
from crm.demo.writing import Tables
from crm.territory.rules import PARIS, public_holiday

SLOTS = (time(9), time(9, 45), time(10, 30), time(11, 15), time(14), time(14, 45), time(15, 30), time(16, 15))


def pick(random: Random, weighted: tuple[tuple[Any, int], ...]) -> Any:
    values, weights = zip(*weighted, strict=True)
    return random.choices(values, weights)[0]


@dataclass
class Person:
    """What the other parts of the story need to know of a person."""

    id: int
    born_on: date
    commune: str
    arrondissement: str
    home: Place
    referent: int
    opened_on: date
    values: dict[str, Any]
    following: set[tuple[str, int, CircleReason]] = field(default_factory=set)


@dataclass
class Session:
    """A workshop of the story, and the places it has left."""

    id: int
    day: date
    starts_at: datetime
    ends_at: datetime
    left: int


@dataclass
class Story:
    """The pen: where rows go, what day it is, and which slots are taken."""

    tables: Tables
    random: Random
    now: datetime
    region: Region
    communes: dict[str, tuple[list[str], list[int]]]
    """By arrondissement, its communes and how many live there."""

    twice: dict[int, int] = field(default_factory=dict)
    """The files that are second ones, by number, and the file each repeats."""

    taken: dict[int, set[tuple[date, int]]] = field(default_factory=dict)
    sessions: dict[int, list[Session]] = field(default_factory=dict)
    """By structure, the workshops that people may join."""

    @property
    def today(self) -> date:
        return self.now.astimezone(PARIS).date()

    def past(self, days: float) -> date:
        return self.today - timedelta(days=int(days))

    def slot(self, counsellor: int, around: date, taken: set[date]) -> tuple[datetime, datetime] | None:
        """A free working hour of a counsellor near a day when the person has nothing else; None if there is none."""
        busy = self.taken.setdefault(counsellor, set())
        for shift in range(12):
            day = around + timedelta(days=shift)
            if day.weekday() > 4 or day in taken or public_holiday(day):
                continue
            for number in self.random.sample(range(len(SLOTS)), 3):
                if (day, number) not in busy:
                    busy.add((day, number))
                    taken.add(day)
                    starts = datetime.combine(day, SLOTS[number], PARIS).astimezone(UTC)
                    return starts, starts + timedelta(minutes=45)
        return None

    def follow(self, person: Person, reason: CircleReason, since: date, until: date | None = None, **who: int) -> None:
        kind, number = next(iter(who.items()))
        if (kind, number, reason) in person.following:
            return
        person.following.add((kind, number, reason))
        line = {"structure_id": None, "platform_id": None, **who}
        self.tables.add(
            "circle", person_id=person.id, reason=reason, since=at(since), until=at(until) if until else None, **line
        )


def at(day: date, hour: int = 10) -> datetime:
    return datetime.combine(day, time(hour), PARIS).astimezone(UTC)


def weekday(day: date) -> date:
    """That day, or the Monday after."""
    return day + timedelta(days=7 - day.weekday() if day.weekday() > 4 else 0)
