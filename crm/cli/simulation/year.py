"""A year of bookings, moves, cancellations and excuses, acted by the product's own actions on a real database."""

import heapq
import random
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from zoneinfo import ZoneInfo

from sqlalchemy import insert, select

from crm.accounts.models import Membership, User
from crm.appointments import actions
from crm.appointments.models import Participation
from crm.cli.simulation.ledger import Booking, Ledger
from crm.cli.simulation.provider import DEAD, Provider
from crm.codes.appointments import AppointmentLocation, SlotOrigin
from crm.codes.people import CircleReason
from crm.codes.structures import Network, Role
from crm.db import db, transaction
from crm.people.models import Circle, Person
from crm.structures.models import Structure, StructureNetwork
from crm.territory.models import Commune

PARIS = ZoneInfo("Europe/Paris")

PEOPLE_EACH, BOOKINGS_EACH = 100, 2
"""People of one counsellor; bookings of one person, moves not counted."""

LOOK, LOOK_AT_NIGHT = timedelta(minutes=10), timedelta(hours=1)
"""How often a worker looks at the outbox."""

AHEAD = (0.1, 0.2, 0.5, 1, 1, 2, 2, 3, 3, 4, 5, 6, 7, 7, 8, 10, 12, 14, 14, 20, 25, 30)
"""Days between a booking and its appointment."""

FATES = {"kept": 65, "move": 15, "excuse": 12, "cancel": 8}

Act = Callable[[datetime], None]


class Year:
    """Who lives it, what is still to happen, and the ledger of what did."""

    def __init__(self, first: date, last: date, people: int, seed: int) -> None:
        self.people, self.chance = people, random.Random(seed)
        self.begins = datetime.combine(first, time(), PARIS).astimezone(UTC)
        self.ends = datetime.combine(last + timedelta(days=1), time(), PARIS).astimezone(UTC)
        self.ledger = Ledger()
        self.provider = Provider(self.ledger, random.Random(seed + 1))
        self.coming: list[tuple[datetime, int, Act]] = []
        self.order = count()
        self.taken: set[tuple[str, int, datetime]] = set()
        self.dead: set[int] = set()
        self.actors: list[int] = []
        self.acted = 0

    def populate(self) -> None:
        """Structures, counsellors, and people whom they follow; one person in two hundred has a dead address."""
        commune = db.session.scalars(select(Commune.code).limit(1)).one()
        for n in range(-(-self.people // PEOPLE_EACH)):
            structure = Structure(
                name=f"Structure {n}",
                short_name=f"Structure {n}",
                commune_code=commune,
                phone="+33199001234",
                networks=[StructureNetwork(network=Network.MISSION_LOCALE)],
            )
            user = User(email=f"counsellor{n}@example.org", given_name="Ada", family_name="Test")
            db.session.add_all([structure, user])
            db.session.flush()
            actor = Membership(user_id=user.id, structure_id=structure.id, role=Role.COUNSELLOR)
            db.session.add(actor)
            db.session.flush()
            self.actors.append(actor.id)
            self.add_people(n, structure.id)

    def add_people(self, n: int, structure_id: int) -> None:
        rows = [
            {
                "given_name": "Sarah",
                "family_name": "Test",
                "born_on": self.begins.date() - timedelta(days=18 * 365),
                "email": f"{DEAD if self.chance.random() < 0.005 else 'p'}{n}.{i}@example.org",
            }
            for i in range(min(PEOPLE_EACH, self.people - n * PEOPLE_EACH))
        ]
        found = db.session.execute(insert(Person).returning(Person.id, Person.email), rows).all()
        self.dead.update(person for person, email in found if email and email.startswith(DEAD))
        circle = {"structure_id": structure_id, "reason": CircleReason.EPISODE, "since": self.begins}
        db.session.execute(insert(Circle), [{"person_id": person, **circle} for person, _ in found])
        for person, _ in found:
            for _ in range(BOOKINGS_EACH):
                self.plan(self.begins + self.chance.random() * (self.ends - self.begins), self.booking(n, person))

    def plan(self, at: datetime, act: Act) -> None:
        heapq.heappush(self.coming, (at.replace(second=0, microsecond=0), next(self.order), act))

    def looks(self) -> Iterator[datetime]:
        """When a worker looks: often in the day, less at night, and not at all on the days when nobody started one."""
        at, stopped_until = self.begins, self.begins
        while at < self.ends:
            if at >= stopped_until and self.chance.random() < 0.0002:
                stopped_until = at + timedelta(hours=self.chance.choice([1, 4, 20]))
            if at >= stopped_until:
                yield at
            at += LOOK if 8 <= at.astimezone(PARIS).hour < 20 else LOOK_AT_NIGHT

    def live(self, send: Callable[[datetime], object], told: Callable[[datetime], None]) -> None:
        """Let the year pass: what people do, and between it a worker that looks and sends."""
        for at in self.looks():
            with transaction():
                while self.coming and self.coming[0][0] <= at:
                    moment, _, act = heapq.heappop(self.coming)
                    act(moment)
                    self.acted += 1
            self.provider.look(at)
            send(at)
            told(at)

    def slot(self, n: int, person: int, now: datetime) -> datetime | None:
        """A quarter of an hour, from eight to half past seven, that is free for both; on any day, Sundays too."""
        for _ in range(20):
            day = (now + timedelta(days=self.chance.choice(AHEAD))).astimezone(PARIS).date()
            hour = time(self.chance.randrange(8, 20), self.chance.choice([0, 15, 30, 45]))
            starts_at = datetime.combine(day, hour, PARIS).astimezone(UTC)
            mine = {("counsellor", n, starts_at), ("person", person, starts_at)}
            if starts_at > now and not mine & self.taken:
                self.taken |= mine
                return starts_at
        return None

    def booking(self, n: int, person: int) -> Act:
        def act(now: datetime) -> None:
            actor = db.session.get_one(Membership, self.actors[n])
            if starts_at := self.slot(n, person, now):
                made = actions.book(
                    actor,
                    db.session.get_one(Person, person),
                    starts_at=starts_at,
                    minutes=15,
                    location=AppointmentLocation.OFFICE,
                    slot_origin=SlotOrigin.AGREED,
                    counsellor=actor.user,
                    now=now,
                )
                self.note(n, made, now, moved=False)

        return act

    def note(self, n: int, made: Participation, now: datetime, *, moved: bool) -> None:
        """Write the hour in the ledger, and draw what will become of it."""
        booking = Booking(made.id, now, made.starts_at.astimezone(UTC), moved)
        booking.unreachable = made.person_id in self.dead
        self.ledger.bookings[made.id] = booking
        fate = self.chance.choices(list(FATES), weights=list(FATES.values()))[0]
        before = booking.starts_at - timedelta(minutes=1)
        at = now + self.chance.random() * (before - now)
        if fate != "kept" and now < at.replace(second=0, microsecond=0):
            self.plan(at, self.ending(n, booking, fate))

    def ending(self, n: int, booking: Booking, fate: str) -> Act:
        def act(now: datetime) -> None:
            actor = db.session.get_one(Membership, self.actors[n])
            participation = db.session.get_one(Participation, booking.number)
            if fate == "move":
                if not (starts_at := self.slot(n, participation.person_id, now)):
                    return
                self.note(n, actions.move(actor, participation, starts_at, now=now), now, moved=True)
            elif fate == "excuse":
                actions.excuse(actor, participation, now=now)
            else:
                actions.cancel(actor, participation, now=now)
            booking.over_at, booking.revoked = now, fate == "cancel"
            self.taken -= {
                ("counsellor", n, booking.starts_at),
                ("person", participation.person_id, booking.starts_at),
            }

        return act
