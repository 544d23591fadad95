"""Editions are built here, by stages: counted from one snapshot, then protected and audited.

A worker that dies gives its edition back. A stage is kept whole or not at all; what was kept is not done again.
"""

from collections.abc import Generator
from contextlib import contextmanager
from datetime import UTC, datetime

from sqlalchemy import Integer, cast, func, select

from crm.codes.dropouts import EditionState
from crm.db import db, transaction
from crm.reports import actions, queries
from crm.reports.models import Edition
from crm.reports.queries import counting
from worker import app, flask_app

BUILDING = 7_205_760
"""Any number of ours: with an edition's own, names the lock of whoever builds it."""


@contextmanager
def alone(edition_id: int) -> Generator[bool]:
    """Is nobody else building this edition? Held by a connection: the server lets go when its process dies."""
    key = BUILDING, cast(edition_id, Integer)
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        mine = bool(connection.scalar(select(func.pg_try_advisory_lock(*key))))
        try:
            yield mine
        finally:
            if mine:
                connection.execute(select(func.pg_advisory_unlock(*key)))


def tell(edition_id: int, words: str) -> None:
    """Show how far it is, at once and apart from what is being built."""
    with flask_app.app_context(), transaction():
        actions.tell(edition_id, words)


def build_one(edition_id: int, now: datetime) -> None:
    with transaction():
        edition = db.session.get_one(Edition, edition_id)
        if edition.state is not EditionState.BUILDING:  # another worker was faster, and has let go of it
            return
        quarter, counted = (edition.year, edition.quarter), edition.counted_at is not None
    if not counted:
        with transaction():
            db.session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
            found = counting.count(*quarter, tell=lambda words: tell(edition_id, words))
        with transaction():
            actions.note(db.session.get_one(Edition, edition_id), found, now=now)
    tell(edition_id, "Protection des petits nombres, puis audit")
    with transaction():
        actions.make(db.session.get_one(Edition, edition_id), now=now)


def build_waiting(now: datetime) -> int:
    """Build what waits and nobody else is building. Returns how many."""
    built = 0
    with transaction():
        waiting = queries.waiting()
    for edition_id in waiting:
        with alone(edition_id) as mine:
            if mine:
                build_one(edition_id, now)
                built += 1
    return built


@app.task(soft_time_limit=1500, time_limit=1800)
def build() -> None:
    build_waiting(datetime.now(UTC))


def open_waiting(now: datetime) -> int:
    """Open what was published to anybody, each edition in a transaction of its own. Returns how many were tried."""
    tried = 0
    while True:
        with transaction():
            edition = actions.next_to_open()
            if edition is None:
                return tried
            actions.open_up(edition, now=now)
            tried += 1


@app.task(soft_time_limit=1500, time_limit=1800)
def open_up() -> None:
    open_waiting(datetime.now(UTC))


@app.task
def keep_calendar() -> None:
    actions.keep_calendar(now=datetime.now(UTC))
