"""`crm seed`: the demo story."""

import click
from sqlalchemy import select

from crm import create_app
from crm.accounts.models import User
from crm.db import db
from crm.demo import story
from crm.demo.structures import accounts


@click.command()
@click.option("--people", type=click.IntRange(100, 3_000_000), default=2000, show_default=True, help="How many people.")
@click.option("--seed", default=story.SEED, show_default=True, help="The same seed writes the same story.")
def seed(people: int, seed: int) -> None:
    """Write a believable région into an empty database."""
    with create_app().app_context():
        if db.session.scalar(select(User.id).limit(1)):
            raise click.ClickException("This database is not empty: the demo story is written into an empty one only.")
        story.write(people, seed, click.echo)
    click.echo(accounts())
