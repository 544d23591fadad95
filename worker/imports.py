"""Lists are read, written and undone here, a batch at a time; rows that have had their time go."""

from datetime import UTC, datetime

from crm.db import transaction
from crm.imports import actions, queries
from worker import app


def carry_on_all(now: datetime) -> int:
    """Each batch in a transaction of its own, until nothing is left. Returns how many."""
    done = 0
    while True:
        with transaction():
            file = queries.next_to_work()
            if file is None:
                return done
            actions.carry_on(file, now=now)
            done += 1


@app.task(soft_time_limit=1500, time_limit=1800)
def carry_on() -> None:
    carry_on_all(datetime.now(UTC))


@app.task
def purge() -> None:
    actions.purge(now=datetime.now(UTC))
