"""`crm messages simulate`: a year at full speed, in databases of its own that are thrown away afterwards."""

import os
import secrets
import sys
import tempfile
import time
from collections.abc import Callable, Generator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from datetime import UTC, date, datetime
from multiprocessing import get_context
from pathlib import Path

import click
import sqlalchemy as sa

from crm.cli.simulation.audit import Verdict, audit
from crm.cli.simulation.year import Year
from crm.codes.appointments import Channel
from crm.db import db, transaction
from crm.embedded import postgres
from crm.up import bring_up_to_date

COLUMNS = ("due", "sent", "late", "doubled", "after cancellation", "at night")


@contextmanager
def a_server() -> Generator[str]:
    """The server of DATABASE_URL, or one of our own that is thrown away."""
    if given := os.environ.get("DATABASE_URL"):
        yield given
        return
    with tempfile.TemporaryDirectory(prefix="crm-simulate-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)
        with postgres(Path(folder) / "postgres", fast=True) as url:
            yield url


@contextmanager
def empty_database(server: str) -> Generator[str]:
    """A new database on a server, that lasts as long as the block. No other is read or written."""
    name = f"crm_simulation_{secrets.token_hex(6)}"
    engine = sa.create_engine(server, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    with engine.connect() as connection:
        connection.execute(sa.text(f"CREATE DATABASE {name}"))
    try:
        yield sa.make_url(server).set(database=name).render_as_string(hide_password=False)
    finally:
        with engine.connect() as connection:
            connection.execute(sa.text(f"DROP DATABASE {name} WITH (FORCE)"))


@click.command()
@click.option("--year", is_flag=False, flag_value=f"{datetime.now(UTC):%Y}", required=True, help="This one, or which.")
@click.option("--people", type=click.IntRange(2, 200_000), default=20_000, show_default=True, help="How many people.")
@click.option("--seed", default=1, show_default=True, help="The same seed lives the same year.")
def simulate(year: str, people: int, seed: int) -> None:
    """Live a year of appointments with an accelerated clock, and count the messages that went wrong.

    Bookings, moves, cancellations and excuses are the product's own actions; messages leave through its own outbox, to
    a provider in memory that fails as real ones do. Each processor lives the year of a part of the people, in a
    database of its own. Exit code 1 when a promise is broken.
    """
    parts = os.cpu_count() or 1
    with a_server() as server, ProcessPoolExecutor(parts, mp_context=get_context("spawn")) as pool:
        days = date(int(year), 1, 1), date(int(year), 12, 31)
        lives = [pool.submit(live, server, *days, people // parts, seed * parts + n) for n in range(parts)]
        verdicts = [one.result() for one in lives]
    verdict = sum(verdicts[1:], verdicts[0])
    click.echo("\n" + "".join(f"{name:>20}" for name in COLUMNS))
    click.echo("".join(f"{getattr(verdict, name.replace(' ', '_')):>20}" for name in COLUMNS))
    if not verdict.kept:
        click.echo(f"A promise is broken: {verdict}")
        sys.exit(1)


def live(server: str, first: date, last: date, people: int, seed: int) -> Verdict:
    """What a part of the people live between two days; in a process of its own, since it replaces the providers."""
    life = Year(first, last, people, seed)
    with empty_database(server) as url:
        os.environ.update(DATABASE_URL=url, SECRET_KEY=secrets.token_hex(32), LOG_LEVEL="WARNING")
        from worker import flask_app
        from worker.messages import DELIVERERS, send_all_due

        DELIVERERS.update(dict.fromkeys(Channel, life.provider.connection))
        bring_up_to_date(flask_app)
        with flask_app.app_context():
            with transaction():
                life.populate()
            life.live(send_all_due, progress(life, seed))
            db.session.remove()
            db.engine.dispose()
    return audit(life.ledger)


def progress(life: Year, seed: int) -> Callable[[datetime], None]:
    """Says where the year is, once a month."""
    began, months = time.perf_counter(), set[tuple[int, int]]()

    def told(at: datetime) -> None:
        if (month := (at.year, at.month)) not in months:
            months.add(month)
            sent, seconds = len(life.ledger.received), time.perf_counter() - began
            click.echo(f"seed {seed}, {at:%Y-%m-%d}: {life.acted} acts, {sent} messages, {seconds:.0f} s")

    return told
