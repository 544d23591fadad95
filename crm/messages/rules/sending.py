"""What leaves, what can come of it, and when to try again."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

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


def backoff(attempts: int) -> timedelta:
    """How long to wait after so many attempts: 1, 4, 16 … minutes, at most four hours."""
    return min(timedelta(minutes=4 ** (attempts - 1)), timedelta(hours=4))


Compose = Callable[..., Content]
"""Reads the cause again and says what to send. Raises Obsolete or Suppressed."""


Deliver = Callable[..., str]
"""Hands the content to a provider under a stable key and returns its receipt. Raises Undeliverable or Unavailable."""
