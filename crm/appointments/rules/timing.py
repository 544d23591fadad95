"""When a reminder leaves."""

from datetime import UTC, date, datetime, timedelta
from itertools import groupby

from crm.messages.rules import first_moment, last_moment
from crm.territory.rules import public_holiday, school_holiday

EARLY = timedelta(hours=48)
"""A reminder leaves two days before, which leaves time to give the slot to somebody else."""


BOOKED_AHEAD = timedelta(hours=72)
"""Booked later than that, two days before is nearly now: the reminder comes on the day instead."""


SHORT = timedelta(hours=3)


LAST_USEFUL = timedelta(hours=1)


def reminder_window(starts_at: datetime, booked_at: datetime) -> tuple[datetime, datetime] | None:
    """When the reminder may leave, from and until; None when the booking itself is reminder enough.

    Two days before, or three hours before what was booked shortly ahead; always within the sending hours, later rather
    than earlier where that leaves time, else the evening before; never in the last hour.
    """
    ahead = EARLY if starts_at - booked_at >= BOOKED_AHEAD else SHORT
    until = starts_at - LAST_USEFUL
    begins = first_moment(starts_at - ahead)
    if begins >= until:
        begins = last_moment(starts_at - ahead)
    return (begins, until) if begins - booked_at >= LAST_USEFUL else None


def short_window(starts_at: datetime, booked_at: datetime) -> tuple[datetime, datetime] | None:
    """When a second reminder may leave, three hours before, from and until.

    None when the sending hours leave no room for it, or when the first reminder stands there already.
    """
    first, until = reminder_window(starts_at, booked_at), starts_at - LAST_USEFUL
    begins = max(first_moment(starts_at - SHORT), booked_at + LAST_USEFUL)
    return (begins, until) if begins < until and first and first[0] < begins else None


AGAIN = "/again"


def occasion(starts_at: datetime, *, again: bool = False) -> str:
    """The appointment's hour as a message remembers it: the same instant is the same text, in any time zone."""
    return starts_at.astimezone(UTC).isoformat() + (AGAIN if again else "")


def is_again(said: str) -> bool:
    """Is this the occasion of a second reminder, which only those who asked for it receive?"""
    return said.endswith(AGAIN)


def holidays(first: date, last: date) -> list[tuple[str, date, date]]:
    """Public holidays and school holidays of zone B: name, first and last day, within these days; both included."""
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    public = [(f"{name}, jour férié", day, day) for day in days if (name := public_holiday(day))]
    spells = [(name, list(spell)) for name, spell in groupby(days, school_holiday) if name]
    return [*public, *((name, spell[0], spell[-1]) for name, spell in spells)]


def month_of(day: date) -> list[date]:
    """The days of the month of a day."""
    first = day.replace(day=1)
    return [first + timedelta(days=n) for n in range(31) if (first + timedelta(days=n)).month == first.month]


def week_of(day: date) -> list[date]:
    """Monday to Saturday of the week of a day; Sunday belongs to the week that ends."""
    monday = day - timedelta(days=day.weekday())
    return [monday + timedelta(days=n) for n in range(6)]
