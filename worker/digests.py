"""Digests of the day and of the week, promised in the morning."""

from datetime import UTC, datetime

from crm.db import transaction
from crm.today import actions, queries
from worker import app


def promise_all(now: datetime) -> None:
    """Promise the digests of that morning, each in a transaction of its own."""
    with transaction():
        due = queries.awaiting(now)
    for membership_id in due:
        with transaction():
            actions.promise_digest(membership_id, now=now)


@app.task(soft_time_limit=1500, time_limit=1800)
def promise() -> None:
    promise_all(datetime.now(UTC))
