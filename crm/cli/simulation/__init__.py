"""`crm messages simulate`: a year at full speed, on a database of its own that is thrown away afterwards."""

import os
import secrets
import sys
import tempfile
import time
from collections.abc import Generator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import click
import sqlalchemy as sa

from crm.cli.db import bring_up_to_date
from crm.cli.simulation.audit import Verdict, audit
from crm.cli.simulation.year import Year
from crm.codes.appointments import Channel
from crm.db import db, transaction
from crm.embedded import postgres

COLUMNS = ("due", "sent", "late", "doubled", "after cancellation", "at night")


@contextmanager
def scratch_database() -> Generator[str]:
    """An empty database that lasts as long as the block: on the server of DATABASE_URL, else on one of our own."""
    given = os.environ.get("DATABASE_URL")
    if not given:
        with tempfile.TemporaryDirectory(prefix="crm-simulate-", ignore_cleanup_errors=True) as folder:
            Path(folder).chmod(0o755)
            with postgres(Path(folder) / "postgres", fast=True) as url:
                yield url
        return
    name = f"crm_simulate_{secrets.token_hex(6)}"
    server = sa.create_engine(given, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    with server.connect() as connection:
        connection.execute(sa.text(f"CREATE DATABASE {name}"))
    try:
        yield sa.make_url(given).set(database=name).render_as_string(hide_password=False)
    finally:
        with server.connect() as connection:
            connection.execute(sa.text(f"DROP DATABASE {name} WITH (FORCE)"))


@click.command()
@click.option("--year", is_flag=False, flag_value=f"{datetime.now(UTC):%Y}", required=True, help="This one, or which.")
@click.option("--people", type=click.IntRange(1, 200_000), default=20_000, show_default=True, help="How many people.")
@click.option("--seed", default=1, show_default=True, help="The same seed lives the same year.")
def simulate(year: str, people: int, seed: int) -> None:
    """Live a year of appointments with an accelerated clock, and count the messages that went wrong.

    Bookings, moves, cancellations and excuses are the product's own actions; messages leave through its own outbox, to
    a provider in memory that fails as real ones do. Exit code 1 when a promise is broken.
    """
    with scratch_database() as url:
        os.environ.update(DATABASE_URL=url, SECRET_KEY=secrets.token_hex(32), LOG_LEVEL="WARNING")
        verdict = run(Year(int(year), people, seed))
    click.echo("\n" + "".join(f"{name:>20}" for name in COLUMNS))
    click.echo("".join(f"{getattr(verdict, name.replace(' ', '_')):>20}" for name in COLUMNS))
    for what in ("missing", "unexpected", "wrong_hour"):
        if found := getattr(verdict, what):
            click.echo(f"{what.replace('_', ' ')}: {found}")
    sys.exit(0 if verdict.kept else 1)


def run(life: Year) -> Verdict:
    from worker import flask_app
    from worker.messages import DELIVERERS, send_all_due

    DELIVERERS.update(dict.fromkeys(Channel, life.provider.connection))
    bring_up_to_date(flask_app)
    began, month = time.perf_counter(), 0

    def told(at: datetime) -> None:
        nonlocal month
        if at.month != month:
            month = at.month
            seconds = time.perf_counter() - began
            click.echo(f"{at:%Y-%m-%d}  {life.acted} acts, {len(life.ledger.received)} messages, {seconds:.0f} s")

    with flask_app.app_context():
        with transaction():
            life.populate()
        life.live(send_all_due, told)
        db.engine.dispose()
    return audit(life.ledger)
