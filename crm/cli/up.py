"""`crm up`."""

import sys
from pathlib import Path

import click

from crm.up import Up


@click.command()
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True, help="Port of the web server.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address of the web server.")
@click.option("--var", type=click.Path(path_type=Path), default=Path("var"), show_default=True, help="Where data goes.")
@click.option("--people", default=2000, show_default=True, help="Size of the demo story, when empty; 0 for none.")
def up(port: int, host: str, var: Path, people: int) -> None:
    """Start everything: database, broker, mail catcher, web, worker, beat."""
    sys.exit(Up(var=var, port=port, host=host, people=people, say=click.echo).run())
