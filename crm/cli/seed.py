"""`crm seed`: the demo story."""

import sys
import time
from datetime import UTC, datetime

import click
from psycopg import Connection
from sqlalchemy import select

from crm import create_app
from crm.accounts.models import User
from crm.db import db
from crm.demo.story import tell
from crm.demo.structures import ACCOUNTS, PASSWORD
from crm.support.actions import load_sample_trades
from crm.territory.actions import load_reference


@click.command()
@click.option("--people", type=click.IntRange(100, 3_000_000), default=2000, show_default=True, help="How many people.")
@click.option("--seed", default=32, show_default=True, help="The same seed writes the same story.")
@click.option("--accounts", is_flag=True, help="Only print the demo accounts.")
def seed(people: int, seed: int, accounts: bool) -> None:
    """Write a believable région into an empty database."""
    if not accounts:
        write(people, seed)
    click.echo(f"\nDemo accounts, all with the password {PASSWORD}")
    for role, email in ACCOUNTS:
        click.echo(f"  {email:<28}{role}")


def write(people: int, seed: int) -> None:
    app, started = create_app(), time.perf_counter()
    with app.app_context():
        if db.session.scalar(select(User.id).limit(1)):
            click.echo("This database is not empty: the demo story is written into an empty one only.", err=True)
            sys.exit(1)
        load_reference()
        load_sample_trades()
        connection = db.session.connection().connection.driver_connection
        assert isinstance(connection, Connection)
        written = tell(connection, people, seed, datetime.now(UTC), lambda n: click.echo(f"  {n} of {people} people"))
        db.session.commit()
    click.echo(f"{sum(written.values())} rows in {time.perf_counter() - started:.0f} s.")
