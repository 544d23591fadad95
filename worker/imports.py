"""Lists are read, written and undone here, a batch at a time; rows that have had their time go."""

from datetime import UTC, datetime

from sqlalchemy.exc import DBAPIError

from crm.db import transaction
from crm.imports import actions, queries
from crm.logs import log
from worker import app


def carry_on_all(now: datetime) -> int:
    """Each batch in a transaction of its own, until nothing is left. A list that the database refuses holds up no
    other: it is tried again the next time. Returns how many batches."""
    done, stuck = 0, set[int]()
    while True:
        number = None
        try:
            with transaction():
                file = queries.next_to_work(stuck)
                if file is None:
                    return done
                number = file.id
                actions.carry_on(file, now=now)
                done += 1
        except DBAPIError:
            if number is None:
                raise
            log.error("import_stuck", file=number)
            stuck.add(number)


@app.task(soft_time_limit=1500, time_limit=1800)
def carry_on() -> None:
    carry_on_all(datetime.now(UTC))


@app.task
def purge() -> None:
    actions.purge(now=datetime.now(UTC))
