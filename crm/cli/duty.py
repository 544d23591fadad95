"""`crm duty moves` prints docs/duty.md; `crm duty keep` does what beat asks for every few minutes."""

from datetime import UTC, datetime

import click

from crm import create_app
from crm.db import transaction
from crm.duty import actions
from crm.duty.rules import document


@click.group()
def duty() -> None:
    """The obligation de formation of 16-17 year-olds."""


@duty.command()
def moves() -> None:
    """Print the table of moves and its diagram, as docs/duty.md holds them."""
    click.echo(document(), nl=False)


@duty.command()
def keep() -> None:
    """Bring every obligation to where the facts and the calendar say."""
    with create_app().app_context(), transaction():
        click.echo(f"{actions.keep(datetime.now(UTC))} obligations moved.")
