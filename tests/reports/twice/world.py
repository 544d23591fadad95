"""A quarter, and people, structures and dates drawn at random."""

import random
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select

from crm.accounts.models import Membership
from crm.codes.people import EducationLevel, Sex
from crm.codes.structures import Network
from crm.db import db
from crm.people.models import AttributePast, Person, PersonFlag
from crm.reports.queries.indicators import Period
from crm.structures.models import StructureNetwork
from tests import factories

PARIS = ZoneInfo("Europe/Paris")
FIRSTS = [date(2025, 10, 1), *(date(2026, month, 1) for month in (1, 4, 7, 10)), date(2027, 1, 1)]
COMMUNES = ("59350", "59512", "59606", "02408")
PEOPLE = 48
ML, CIO = Network.MISSION_LOCALE, Network.CIO
NETWORKS = [(ML,), (ML,), (CIO, ML), (Network.PLIE, ML), (CIO,), (CIO,), (CIO,), (Network.CFA,), (Network.E2C,)]
"""Of the structures: two networks have three and more, three have one; two structures have several networks."""


def local(moment: datetime) -> date:
    return moment.astimezone(PARIS).date()


def midnight(day: date, later: int = 0) -> datetime:
    """When a day begins in Paris, or one so many days later."""
    return datetime.combine(day + timedelta(days=later), time(), PARIS)


class World:
    """A quarter (each seed has the next one), nine structures with a counsellor each, and people with their past."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        quarter = 1 + seed % 4
        self.before, self.first, self.last = FIRSTS[quarter - 1 : quarter + 2]
        self.last_day = self.last - timedelta(days=1)
        self.period = Period(self.first, self.last)
        self.staff = [self.hire(n, networks) for n, networks in enumerate(NETWORKS)]
        self.people = [self.somebody() for _ in range(PEOPLE)]
        self.flush(*self.people)
        self.homes = {person.id: self.past(person, "commune_code", (*COMMUNES, "")) for person in self.people}
        for person in self.people:
            self.change(person)
        self.read: dict[type, list] = {}

    def holds(self, day: date) -> bool:
        """Is it a day of the quarter?"""
        return self.first <= day < self.last

    def pick(self, values: Sequence):
        return self.chance.choice(list(values))

    def maybe(self, share: float = 0.5) -> bool:
        return self.chance.random() < share

    def moment(self, before: int = 200, after: int = 40) -> datetime:
        """From so many days before the quarter to so many after it, and often where a cohort begins or ends."""
        if self.maybe(0.15):
            edge = midnight(self.pick((self.first, self.last)), -self.pick((0, 10, 30, 60)))
            return edge.astimezone(UTC) + timedelta(minutes=self.pick((-1, 0, 1)))
        return midnight(self.first, -before).astimezone(UTC) + self.later((92 + before + after) * 24 * 60)

    def later(self, minutes: int) -> timedelta:
        return timedelta(minutes=self.chance.randrange(minutes))

    def day(self, before: int = 200, after: int = 40) -> date:
        return local(self.moment(before, after))

    def hire(self, n: int, networks: Sequence[Network]) -> Membership:
        structure = factories.make_structure(
            f"Structure {n}",
            networks=[StructureNetwork(network=network) for network in networks],
            commune_code=self.pick(COMMUNES),
            created_at=datetime(2025, 1, 1, tzinfo=UTC),
        )
        return factories.make_counsellor(f"Alix{n}", structure)

    def somebody(self) -> Person:
        """Somebody who comes of age, or turns 22 or 26, near the quarter."""
        years = self.pick((15, 16, 17, 18, 22, 26))
        born_on = date(self.first.year - years, self.chance.randrange(1, 13), self.chance.randrange(1, 29))
        return Person(
            given_name="Lina",
            family_name="Exemple",
            born_on=self.pick((born_on,) * 9 + (date(2008, 2, 29),)),
            sex=self.pick(Sex),
            commune_code=self.pick((*COMMUNES, None)),
            education_level=self.pick(EducationLevel),
        )

    def change(self, person: Person) -> None:
        """Diplomas and flags come and go, some with a date that is older or younger than the change."""
        self.past(person, "education_level", EducationLevel)
        for flag in ("qpv", "frr", "rqth"):
            since = self.day()
            for past in self.past(person, flag, ("yes", "no")):
                past.since, since = since, self.pick((since, local(past.until), self.day()))
            if self.maybe(0.7):
                self.add(PersonFlag(person_id=person.id, flag=flag, value=self.maybe(), dated_on=since))

    def past(self, person: Person, name: str, values: Sequence[str]) -> list[AttributePast]:
        """What stood in a file before, in order."""
        untils = sorted(self.moment(after=60) for _ in range(self.chance.randrange(3)))
        past = [AttributePast(person_id=person.id, name=name, value=self.pick(values), until=until) for until in untils]
        self.add(*past)
        return past

    def home(self, person: Person, moment: datetime) -> str | None:
        """Where somebody lived on a day: what is written on what happens to them."""
        end = midnight(local(moment), 1)
        past = next((past for past in self.homes[person.id] if past.until >= end), None)
        return past.value or None if past else person.commune_code

    def add(self, *things: object) -> None:
        db.session.add_all(things)

    def flush(self, *things: object) -> None:
        """Written at once: their numbers are known."""
        self.add(*things)
        db.session.flush()

    def rows(self, table: type) -> list:
        """All that there is, once everything has happened."""
        if table not in self.read:
            self.read[table] = list(db.session.scalars(select(table).order_by(*table.__table__.primary_key)))
        return self.read[table]

    def get(self, table: type, number: int):
        return next(row for row in self.rows(table) if row.id == number)
