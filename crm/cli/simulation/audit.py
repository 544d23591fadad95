"""Were the promises kept? Worked out again from the ledger, with its own calendar and its own rules.

Nothing here comes from `crm/messages` or from the outbox's table: a mistake made there would be seen here.
"""

from bisect import bisect_left
from collections import Counter
from dataclasses import astuple, dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from crm.cli.simulation.ledger import Booking, Ledger

PARIS = ZoneInfo("Europe/Paris")
FIXED = {(1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25)}
HOUR = timedelta(hours=1)

Key = tuple[str, int]
"""A message: its kind, and the booking it is about."""


@dataclass(frozen=True)
class Verdict:
    due: int
    sent: int
    late: int
    doubled: int
    after_cancellation: int
    at_night: int
    missing: int
    unexpected: int
    wrong_hour: int
    """It told another hour than that of the appointment."""

    @property
    def kept(self) -> bool:
        return self.due == self.sent and not any(astuple(self)[2:])

    def __add__(self, other: "Verdict") -> "Verdict":
        return Verdict(*map(sum, zip(astuple(self), astuple(other), strict=True)))


@cache
def easter(year: int) -> date:
    """Sunday of Easter (Meeus, Jones and Butcher)."""
    a, (b, c) = year % 19, divmod(year, 100)
    d, e = divmod(b, 4)
    h = (19 * a + b - d - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    i, k = divmod(c, 4)
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, day = divmod(h + m - 7 * n + 114, 31)
    return date(year, month, day + 1)


@cache
def day_open(day: date) -> bool:
    holiday = (day.month, day.day) in FIXED or (day - easter(day.year)).days in (1, 39, 50)
    return day.weekday() < 6 and not holiday


def open_at(instant: datetime) -> bool:
    here = instant.astimezone(PARIS)
    return day_open(here.date()) and 9 <= here.hour < 19


def opening_from(instant: datetime) -> datetime:
    """The first instant from this one on at which messages may leave."""
    while not open_at(instant):
        here = instant.astimezone(PARIS)
        at_nine = datetime.combine(here.date(), time(9), PARIS)
        instant = at_nine if here < at_nine else datetime.combine(here.date() + timedelta(days=1), time(9), PARIS)
        if not day_open(instant.date()):
            instant = datetime.combine(instant.date(), time(19), PARIS)
    return instant


def closing_before(instant: datetime) -> datetime:
    """Six in the evening of the last day before this instant on which messages may leave."""
    day = instant.astimezone(PARIS).date()
    while not (day_open(day) and datetime.combine(day, time(18), PARIS) <= instant):
        day -= timedelta(days=1)
    return datetime.combine(day, time(18), PARIS)


def windows(booking: Booking) -> dict[str, tuple[datetime, datetime]]:
    """From when and until when each message about a booking may leave, as long as the booking stands."""
    told = "appointment_changed" if booking.moved else "appointment_confirmation"
    found = {told: (booking.booked_at, booking.starts_at)}
    ahead = 48 * HOUR if booking.starts_at - booking.booked_at >= 72 * HOUR else 3 * HOUR
    wanted, until = booking.starts_at - ahead, booking.starts_at - HOUR
    begins = opening_from(wanted)
    if begins >= until:
        begins = closing_before(wanted)
    if begins - booking.booked_at >= HOUR:
        found["appointment_reminder"] = (begins, until)
    if booking.revoked and booking.over_at:
        found["appointment_cancelled"] = (booking.over_at, booking.starts_at)
    return found


def audit(ledger: Ledger) -> Verdict:
    """Compare what should have reached people with what did."""
    looks = [at for at, up in ledger.looks if up and open_at(at)]
    allowed = {
        (kind, number): window
        for number, booking in ledger.bookings.items()
        for kind, window in windows(booking).items()
    }
    due = {key for key, window in allowed.items() if possible(ledger, looks, key, window)}
    copies = Counter((one.kind, one.booking) for one in ledger.received)
    late = after = wrong = 0
    for one in ledger.received:
        booking = ledger.bookings[one.booking]
        window = allowed.get((one.kind, one.booking))
        late += window is None or not window[0] <= one.at < window[1]
        after += over(booking, one.kind) is not None and one.at >= over(booking, one.kind)  # type: ignore[operator]
        wrong += one.starts_at != booking.starts_at
    return Verdict(
        due=len(due),
        sent=len(copies),
        late=late,
        doubled=sum(n - 1 for n in copies.values()),
        after_cancellation=after,
        at_night=sum(not open_at(one.at) for one in ledger.received),
        missing=len(due - set(copies)),
        unexpected=len(set(copies) - due),
        wrong_hour=wrong,
    )


def over(booking: Booking, kind: str) -> datetime | None:
    """When there is nothing left to say of this kind."""
    return None if kind == "appointment_cancelled" else booking.over_at


def possible(ledger: Ledger, looks: list[datetime], key: Key, window: tuple[datetime, datetime]) -> bool:
    """Whether a worker looked at it often enough while it could leave, stood, and the provider took it."""
    kind, number = key
    booking = ledger.bookings[number]
    if booking.unreachable:
        return False
    until = min(window[1], over(booking, kind) or window[1])
    first = bisect_left(looks, window[0])
    last_needed = first + ledger.refusals.get(key, 0)
    return last_needed < len(looks) and looks[last_needed] < until
