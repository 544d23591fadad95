"""Duplicates are looked for at night."""

from datetime import UTC, datetime

from crm.people import actions
from worker import app


@app.task(soft_time_limit=3000, time_limit=3300)
def find_duplicates() -> None:
    actions.find_duplicates(now=datetime.now(UTC))
