"""`crm dropouts moves`: the life of a case, as docs/dropouts.md holds it."""

import click

from crm.cli.files import dropouts_group
from crm.dropouts.rules import document

__all__ = ["dropouts_group"]


@dropouts_group.command()
def moves() -> None:
    """Print the tables of moves and their diagram."""
    click.echo(document(), nl=False)
