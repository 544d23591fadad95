"""A slot that somebody can have, and the days on which to look for one."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from crm.codes.appointments import AppointmentLocation
from crm.territory.rules import PARIS, public_holiday

AHEAD = 42
"""Days ahead that are looked at."""

PARTS = (1, 1, 1, 4, 7, 14, 14)
"""Days looked at in one go: most often the first is enough."""


@dataclass(frozen=True)
class FreeSlot:
    """Hours that nobody has taken yet, of one counsellor at one place."""

    opening: UUID
    starts_at: datetime
    ends_at: datetime
    counsellor_id: int
    counsellor: str
    structure_id: int
    structure: str
    site_id: int | None
    site: str
    commune: str
    km: float | None
    """Between the middles of the two communes; None when no distance was asked."""

    room_id: int | None
    location: AppointmentLocation

    @property
    def minutes(self) -> int:
        return int((self.ends_at - self.starts_at).total_seconds() // 60)

    @property
    def day(self) -> date:
        return self.starts_at.astimezone(PARIS).date()


def parts(first: date, days: int) -> Iterator[list[date]]:
    """The working days from `first`, `days` days long, in parts that grow; public holidays and Sundays left out."""
    start, end = first, first + timedelta(days=days)
    for length in PARTS:
        stop = min(start + timedelta(days=length), end)
        working = [
            day
            for day in (start + timedelta(days=n) for n in range((stop - start).days))
            if day.weekday() < 6 and not public_holiday(day)
        ]
        if working:
            yield working
        start = stop


def weekly(first: datetime, until: date | None) -> list[datetime]:
    """The same hour of the clock in Paris each week until a day, that day included; public holidays are left out.

    Once only without `until`.
    """
    start = first.astimezone(PARIS).replace(tzinfo=None)
    last = max(until or start.date(), start.date())
    count = (last - start.date()).days // 7 + 1
    instants = [(start + timedelta(weeks=n)).replace(tzinfo=PARIS) for n in range(count)]
    return [instant for instant in instants if not public_holiday(instant.date())]
