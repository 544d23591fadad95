"""Editions are built here."""

from datetime import UTC, datetime

from crm.db import transaction
from crm.reports import actions
from worker import app


def build_waiting(now: datetime) -> int:
    """Build what waits, each edition in a transaction of its own. Returns how many."""
    built = 0
    while True:
        with transaction():
            edition = actions.next_to_build()
            if edition is None:
                return built
            actions.make(edition, now=now)
            built += 1


@app.task(soft_time_limit=1500, time_limit=1800)
def build() -> None:
    build_waiting(datetime.now(UTC))


@app.task
def keep_calendar() -> None:
    actions.keep_calendar(now=datetime.now(UTC))
