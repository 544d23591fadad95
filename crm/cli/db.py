"""The schema: `crm db upgrade`, `crm db check`."""

import subprocess
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

import click
import sqlalchemy as sa
from flask import Flask
from flask_migrate import check as check_drift
from flask_migrate import upgrade as migrate_up

from config import Config
from crm import create_app
from crm.db import db, transaction
from crm.support.actions import load_sample_trades
from crm.territory.actions import load_reference

EXTENSIONS = ("pg_trgm", "unaccent", "btree_gist")
OLDEST = 180000
SQUAWK_IGNORED = "prefer-robust-stmts,require-timeout-settings,prefer-text-field,ban-char-field"


class Unfit(click.ClickException):
    """The database cannot be used. Its text says what to do."""


def fit(app: Flask) -> None:
    """Is the server there, new enough, with the extensions we need? Raises Unfit, in one sentence."""
    with app.app_context():
        try:
            with db.engine.connect() as connection:
                version = int(str(connection.scalar(sa.text("SHOW server_version_num"))))
                query = sa.text("SELECT name FROM pg_available_extensions")
                available = set(connection.scalars(query))
        except sa.exc.OperationalError as error:
            reason = str(error.orig).strip().splitlines()[0]
            raise Unfit(
                f"The database does not answer: check DATABASE_URL and that it is started ({reason})."
            ) from None
    if version < OLDEST:
        raise Unfit(f"PostgreSQL {version // 10000} is too old: install PostgreSQL 18 or newer.")
    if missing := [name for name in EXTENSIONS if name not in available]:
        raise Unfit(f"PostgreSQL lacks {', '.join(missing)}: install its “contrib” package on the database server.")


def bring_up_to_date(app: Flask) -> None:
    fit(app)
    with app.app_context():
        migrate_up()
        with transaction():
            load_reference()
            load_sample_trades()


@click.group(name="db")
def group() -> None:
    """The database's schema."""


@group.command()
def upgrade() -> None:
    """Create or migrate the tables, and load the reference data."""
    bring_up_to_date(create_app())
    click.echo("The database is up to date.")


@group.command()
def check() -> None:
    """Compare models and migrations on an empty database, and read the migrations with squawk."""
    from crm.embedded import postgres

    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="crm-check-", ignore_cleanup_errors=True)))
        url = stack.enter_context(postgres(folder / "postgres", fast=True))
        config = Config(SECRET_KEY="c" * 32, SQLALCHEMY_DATABASE_URI=url, LOG_LEVEL="WARNING")
        app = create_app(config)
        with app.app_context():
            migrate_up()
            check_drift()
            script = folder / "migrations.sql"
            with script.open("w") as file:
                subprocess.run(
                    [sys.executable, "-m", "flask", "--app", "crm:create_app()", "db", "upgrade", "--sql"],
                    env={"DATABASE_URL": url, "SECRET_KEY": "c" * 32, "PATH": "", "LOG_LEVEL": "ERROR"},
                    stdout=file,
                    check=True,
                )
            db.engine.dispose()
        squawk = Path(sys.executable).with_name("squawk")
        done = subprocess.run([str(squawk), "--exclude", SQUAWK_IGNORED, str(script)], check=False)
        sys.exit(done.returncode)
