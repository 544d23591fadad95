"""At night: duplicates are looked for, old drafts are forgotten, what was lent goes back. By day: no restricted record
is left without a reader."""

from datetime import UTC, datetime

from crm.people import actions
from crm.support import actions as support
from worker import app


@app.task(soft_time_limit=3000, time_limit=3300)
def find_duplicates() -> None:
    actions.find_duplicates(now=datetime.now(UTC))


@app.task
def name_managers() -> None:
    actions.name_managers()


@app.task
def forget_drafts() -> None:
    support.forget_old_drafts(now=datetime.now(UTC))


@app.task
def return_lent() -> None:
    support.return_due(now=datetime.now(UTC))
