"""A provider in memory, with the weather of real ones: outages, messages put off, addresses that are dead."""

import random
from collections.abc import Generator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from icalendar import Calendar

from crm.cli.simulation.ledger import Ledger, Received
from crm.messages.models import Message
from crm.messages.rules import Content, Deliver, Down, Unavailable, Undeliverable

DEAD = "dead"
"""An address that starts so does not exist."""


class Provider:
    """Writes in the ledger what it took. Its clock is the simulation's."""

    def __init__(self, ledger: Ledger, chance: random.Random) -> None:
        self.ledger, self.chance = ledger, chance
        self.now = self.down_until = datetime.min.replace(tzinfo=UTC)
        self.offered: dict[tuple[str, int], int] = {}

    def look(self, now: datetime) -> None:
        """A worker is about to look: what is the weather?"""
        self.now = now
        if now >= self.down_until:
            length = self.chance.choice([0.2, 0.5, 1, 3, 9, 30]) if self.chance.random() < 0.003 else 0
            self.down_until = now + timedelta(hours=length)
        self.ledger.looks.append((now, self.up))

    @property
    def up(self) -> bool:
        return self.now >= self.down_until

    def deliver(self, message: Message, content: Content) -> str:
        if not self.up:
            raise Down
        if content.to.startswith(DEAD):
            raise Undeliverable("L’adresse a été refusée : vérifiez les coordonnées.")
        key = (message.kind.value, int(message.subject.partition(":")[2]))
        self.put_off(key)
        self.ledger.received.append(Received(self.now, *key, read(content.calendar)))
        if self.chance.random() < 0.001:
            raise Undeliverable("Le service d’envoi n’a pas confirmé.")  # it has it, and the answer was lost
        return str(message.uid)

    def put_off(self, key: tuple[str, int]) -> None:
        """Some messages are taken only the second or third time."""
        if key not in self.offered:
            self.offered[key] = 0
            if self.chance.random() < 0.02:
                self.ledger.refusals[key] = self.chance.choice([1, 1, 2])
        if self.offered[key] < self.ledger.refusals.get(key, 0):
            self.offered[key] += 1
            raise Unavailable

    @contextmanager
    def connection(self) -> Generator[Deliver]:
        yield self.deliver


def read(calendar: str) -> datetime:
    """The hour that the person's calendar will show."""
    event: Any = Calendar.from_ical(calendar).walk("VEVENT")[0]
    return event.decoded("dtstart")  # type: ignore[no-any-return]
