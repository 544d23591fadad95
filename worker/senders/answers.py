"""What a provider's HTTP answer means for a message: one rule for each case, the same for all providers."""

from collections.abc import Generator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from http import HTTPStatus

import requests
from urllib3.exceptions import ConnectTimeoutError, NewConnectionError

from crm.logs import log
from crm.messages.rules import Down, Unavailable, Undeliverable

TIMEOUT = (5, 15)
"""Seconds to reach the provider, and to get its answer."""

LONGEST_WAIT = timedelta(hours=1)
"""However long a provider asks us to wait, we ask again by then: a reminder is worth nothing tomorrow."""

REFUSED = "Le service d’envoi a refusé ce message."
BAD_NUMBER = "Le numéro a été refusé : vérifiez-le avec le jeune."

PAUSE = {
    HTTPStatus.UNAUTHORIZED,
    HTTPStatus.PAYMENT_REQUIRED,
    HTTPStatus.FORBIDDEN,
    HTTPStatus.TOO_MANY_REQUESTS,
}
"""The account is refused, empty or too busy, not the message: all of them leave once that is over."""


class Silent(Unavailable):
    """It may have the message, and said nothing: the next attempt looks for it first, and others wait a little."""


@contextmanager
def reached(provider: str) -> Generator[None]:
    """Nothing was sent where nobody could be reached; past that, nobody knows."""
    try:
        yield
    except requests.RequestException as error:
        raise unanswered(provider, error) from None


def unanswered(provider: str, error: BaseException) -> Unavailable:
    log.warning("sms_unanswered", provider=provider, error=type(error).__name__)
    cause = getattr(error.args[0] if error.args else None, "reason", None)
    return Down() if isinstance(cause, ConnectTimeoutError | NewConnectionError) else Silent()


def judge(provider: str, answer: requests.Response, *, number_refused: bool = False) -> None:
    """Nothing for a success; raises Down, Unavailable when another time may do, Undeliverable when it never will."""
    if answer.ok:
        return
    log.warning("sms_refused", provider=provider, status=answer.status_code)
    wait = retry_after(answer.headers.get("Retry-After", ""), datetime.now(UTC))
    if answer.status_code in PAUSE:
        raise Down(wait)
    if answer.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR or answer.status_code == HTTPStatus.REQUEST_TIMEOUT:
        raise Unavailable(wait)
    raise Undeliverable(BAD_NUMBER if number_refused else REFUSED)


def retry_after(header: str, now: datetime) -> timedelta | None:
    """Seconds or a date (RFC 9110 §10.2.3), at most an hour; None for anything else."""
    if header.isdecimal():
        wait = timedelta(seconds=min(int(header), 10**6))
    else:
        try:
            wait = parsedate_to_datetime(header) - now
        except (ValueError, TypeError):
            return None
    return min(max(wait, timedelta()), LONGEST_WAIT)


def malformed(provider: str) -> Unavailable:
    """A success that we cannot read: the message may have left, so that the next attempt looks for it first."""
    log.warning("sms_malformed", provider=provider)
    return Unavailable()
