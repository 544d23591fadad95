"""The schema: `crm db upgrade`, `crm db check`."""

import subprocess
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

import click
from flask_migrate import check as check_drift
from flask_migrate import upgrade as migrate_up

from config import Config
from crm import create_app
from crm.db import db
from crm.up import bring_up_to_date

SQUAWK_IGNORED = ",".join(
    (
        *("prefer-robust-stmts", "prefer-text-field", "ban-char-field"),
        "require-timeout-settings",  # `migrations/env.py` sets them
        "ban-drop-constraint",  # a code list that grows replaces its CHECK
        # A deploy holds writers up for the seconds that a scan takes, five at most before it gives way.
        *("constraint-missing-not-valid", "adding-foreign-key-constraint"),
        *("require-concurrent-index-creation", "disallowed-unique-constraint"),
    )
)


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
