"""When a message may leave, when to try again, and what a message is: pure functions and values."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta

from crm.territory.rules import PARIS, public_holiday

OPENS, CLOSES = time(9), time(19)
SUNDAY = 6
ATTEMPTS = 6
LEASE = timedelta(minutes=2)


@dataclass(frozen=True)
class Content:
    """What leaves: composed from the cause at the moment of sending."""

    to: str
    """The address; never logged."""

    subject: str
    text: str
    calendar: str = field(default="", repr=False)
    """An iCalendar document to attach, or nothing."""


class Obsolete(Exception):  # noqa: N818 - an outcome, not an error
    """The cause is gone: the message has nothing left to say."""


class Suppressed(Exception):  # noqa: N818 - an outcome, not an error
    """It must not leave; the text says why, for the counsellor."""


class Undeliverable(Exception):  # noqa: N818 - an outcome, not an error
    """The provider refused for good; trying again would be useless."""


class Unavailable(Exception):  # noqa: N818 - an outcome, not an error
    """The provider did not answer, or asked to come back later."""


def in_quiet_hours(instant: datetime) -> bool:
    """Young people get messages from 9:00 to 19:00, Monday to Saturday, never on a public holiday, in Paris."""
    here = instant.astimezone(PARIS)
    return here.weekday() == SUNDAY or not OPENS <= here.time() < CLOSES or bool(public_holiday(here.date()))


def first_moment(instant: datetime) -> datetime:
    """The instant itself when it is not in the quiet hours, else the next opening, at nine in Paris."""
    if not in_quiet_hours(instant):
        return instant
    here = instant.astimezone(PARIS)
    day = here.date() if here.time() < OPENS else here.date() + timedelta(days=1)
    while day.weekday() == SUNDAY or public_holiday(day):
        day += timedelta(days=1)
    return datetime.combine(day, OPENS, PARIS)


def last_moment(instant: datetime) -> datetime:
    """The instant itself when it is not in the quiet hours, else the last closing before it, at seven in Paris.

    A minute is kept, so that the result is itself a moment when messages leave.
    """
    if not in_quiet_hours(instant):
        return instant
    here = instant.astimezone(PARIS)
    day = here.date() if here.time() >= CLOSES else here.date() - timedelta(days=1)
    while day.weekday() == SUNDAY or public_holiday(day):
        day -= timedelta(days=1)
    return datetime.combine(day, CLOSES, PARIS) - timedelta(minutes=1)


def backoff(attempts: int) -> timedelta:
    """How long to wait after so many attempts: 1, 4, 16 … minutes, at most four hours."""
    return min(timedelta(minutes=4 ** (attempts - 1)), timedelta(hours=4))


Compose = Callable[..., Content]
"""Reads the cause again and says what to send. Raises Obsolete or Suppressed."""

Deliver = Callable[..., str]
"""Hands the content to a provider under a stable key and returns its receipt. Raises Undeliverable or Unavailable."""
