"""What leaves, what can come of it, and when to try again."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from crm.codes.appointments import MessageState

ATTEMPTS = 6
"""A message refused so many times fails, visibly."""

LEASE = timedelta(minutes=3)
"""A worker keeps what it claimed for so long; it stops working on it at half of that."""

PATIENCE = timedelta(seconds=30)
"""When a provider is out of reach, what it should have sent waits that long. It costs a message no attempt."""


@dataclass(frozen=True)
class Content:
    """What leaves: composed from the cause at the moment of sending."""

    to: str
    """The e-mail address, or the number in E.164; never logged."""

    subject: str
    """Empty for an SMS."""

    text: str
    calendar: str = field(default="", repr=False)
    """An iCalendar document to attach, or nothing."""


class Obsolete(Exception):  # noqa: N818 - an outcome, not an error
    """The cause is gone: the message has nothing left to say."""


class Suppressed(Exception):  # noqa: N818 - an outcome, not an error
    """It must not leave; the text says why, for the counsellor."""


class Undeliverable(Exception):  # noqa: N818 - an outcome, not an error
    """The provider refused for good, or may have sent it already: never tried again. The text says why."""


class Unavailable(Exception):  # noqa: N818 - an outcome, not an error
    """The provider refused this message for now, perhaps saying when to come back."""

    def __init__(self, retry_after: timedelta | None = None) -> None:
        super().__init__()
        self.retry_after = retry_after


class Down(Unavailable):
    """The provider itself is out of reach or asks for a pause: nothing else is tried on it for a while."""


@dataclass(frozen=True)
class Outcome:
    """What came of one message that was held: its next state, and when to take it again if it waits."""

    message_id: int
    state: MessageState
    at: datetime
    reason: str = ""
    receipt: str | None = None
    retry_at: datetime | None = None
    tried: bool = True
    """The provider was asked: it counts as an attempt."""


def backoff(attempts: int) -> timedelta:
    """How long to wait after so many attempts: 1, 4, 16 … minutes, at most four hours."""
    return min(timedelta(minutes=4 ** (attempts - 1)), timedelta(hours=4))


def again_at(attempts: int, retry_after: timedelta | None, not_after: datetime, now: datetime) -> datetime | None:
    """When to try again after so many attempts, the one just made included; None when it is no longer useful."""
    at = now + max(backoff(attempts), retry_after or timedelta())
    return at if attempts < ATTEMPTS and at < not_after else None


Compose = Callable[..., Content]
"""Reads the cause again and says what to send. Raises Obsolete or Suppressed."""


Deliver = Callable[..., str]
"""Hands the content to a provider under a stable key: its receipt. Raises Undeliverable, Unavailable or Down."""


@dataclass(frozen=True)
class Sample:
    """A message as it would leave today, for those who want to read it first."""

    title: str
    content: Content
