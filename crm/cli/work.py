"""`crm messages` and `crm report`: what the workers do, by hand."""

import json
import sys
from datetime import UTC, datetime
from pathlib import Path

import click

from crm import create_app
from crm.codes.dropouts import EditionState
from crm.db import transaction
from crm.errors import Refused
from crm.messages.rules import READERS, seal
from crm.reports import actions, queries
from crm.reports.models import Edition
from crm.reports.queries.places import labels
from crm.reports.rules import audit as auditor
from crm.reports.rules import files, protection, system
from crm.reports.rules.tables import as_lines


@click.group()
def messages() -> None:
    """The outbox."""


@messages.command()
@click.option("--now", type=click.DateTime(["%Y-%m-%dT%H:%M"]), help="Another clock, in UTC, to try things out.")
def send_due(now: datetime | None) -> None:
    """Send what is due."""
    from worker import flask_app
    from worker.messages import send_all_due

    at = now.replace(tzinfo=UTC) if now else datetime.now(UTC)
    total = 0
    with flask_app.app_context():
        while taken := send_all_due(at):
            total += taken
    click.echo(f"{total} messages were taken.")


@messages.command()
@click.argument("account")
def address(account: str) -> None:
    """Print the address to which the provider of an account sends its receipts."""
    app, moment = create_app(), int(datetime.now(UTC).timestamp())
    provider = app.config["SMS_ACCOUNTS"].get(account, {}).get("provider")
    if provider not in READERS:
        raise click.ClickException(f"No account “{account}” with receipts in SMS_ACCOUNTS.")
    proof = "" if provider == "webhook" else f"?t={moment}&s={seal(app.config['SECRET_KEY'], account, moment)}"
    click.echo(f"{app.config['PUBLIC_URL']}/receipts/{account}{proof}")


@click.group()
def report() -> None:
    """Quarterly editions and their protection."""


def quarter(text: str) -> tuple[int, int]:
    year, _, number = text.partition("-")
    if not year.isdigit() or number not in ("1", "2", "3", "4"):
        raise click.ClickException("Name the quarter as YEAR-NUMBER, for example 2026-3.")
    return int(year), int(number)


def edition(text: str) -> Edition:
    found = queries.of_quarter(*quarter(text))
    if found is None:
        raise click.ClickException(f"No edition of {text}: run `crm report build {text}` first.")
    return found


@report.command()
@click.argument("which")
def build(which: str) -> None:
    """Count, protect and audit the edition of a quarter."""
    now = datetime.now(UTC)
    with create_app().app_context(), transaction():
        try:
            found = actions.ask(None, *quarter(which), now=now)
        except Refused as why:
            raise click.ClickException(str(why)) from None
        actions.make(found, now=now)
        click.echo(
            f"{found.loss['cells']} cells, {found.loss['hidden']} hidden, {(found.audit or {})['exposed']} exposed."
        )


@report.command()
@click.argument("which")
def publish(which: str) -> None:
    """Open a signed edition to the Région."""
    with create_app().app_context(), transaction():
        try:
            actions.publish(None, edition(which), now=datetime.now(UTC))
        except Refused as why:
            raise click.ClickException(str(why)) from None
    click.echo("Published.")


@report.command()
@click.argument("which")
@click.option("--out", type=click.Path(path_type=Path), default=Path(), help="Folder for the files.")
def export(which: str, out: Path) -> None:
    """Write the PDF, Excel and CSV of a published edition."""
    with create_app().app_context():
        found = edition(which)
        if found.state is not EditionState.PUBLISHED or found.built_at is None:
            raise click.ClickException("Only a published edition is exported.")
        title = f"Activité du SPRO Hauts-de-France, trimestre {found.quarter} de {found.year}"
        content = files.Report(title, found.built_at, labels(), as_lines(queries.cells(found)))
        for kind, write in (("pdf", files.as_pdf), ("xlsx", files.as_xlsx), ("csv", files.as_csv)):
            target = out / f"spro-{found.year}-t{found.quarter}.{kind}"
            target.write_bytes(write(content))
            click.echo(str(target))


@report.command()
@click.argument("source", type=click.Path(exists=True, path_type=Path))
@click.option("--out", type=click.Path(path_type=Path), required=True)
def protect(source: Path, out: Path) -> None:
    """Suppress what must be in any system of tables (JSON; see docs/disclosure.md)."""
    try:
        protected = protection.protect(system.read(json.loads(source.read_text())))
    except (system.BadSystem, json.JSONDecodeError) as why:
        click.echo(str(why), err=True)
        sys.exit(2)
    out.write_text(json.dumps(protected.to_json(), ensure_ascii=False, indent=1))
    click.echo(f"{len(protected.hidden)} cells hidden in {protected.seconds:.1f} s.")


@report.command()
@click.argument("published", type=click.Path(exists=True, path_type=Path))
@click.option("--intervals", type=click.Path(path_type=Path), help="Where to write what is known of every hidden cell.")
def audit(published: Path, intervals: Path | None) -> None:
    """Try to find again what a protected system hides; exit code 1 when something is exposed."""
    found = auditor.audit(json.loads(published.read_text()))
    for one in found.exposed:
        click.echo(f"{one.cell}: between {one.low} and {one.high} ({one.how})")
    click.echo(f"{len(found.exposed)} exposed of {found.hidden} hidden")
    if intervals:
        intervals.write_text(json.dumps(found.to_json(), ensure_ascii=False, indent=1))
    sys.exit(1 if found.exposed else 0)
