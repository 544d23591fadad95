"""`crm messages` and `crm report`: what the workers do, by hand."""

import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NoReturn

import click

from crm import create_app
from crm.codes.dropouts import EditionState
from crm.db import transaction
from crm.errors import Refused
from crm.messages.rules import READERS, seal
from crm.reports import actions, queries
from crm.reports.models import Edition
from crm.reports.queries import published
from crm.reports.rules import audit as auditor
from crm.reports.rules import files, protection, reading
from crm.reports.rules.system import BadSystem


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
        if found.stage:
            raise click.ClickException(found.stage)
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
    """Write the PDF, Excel, CSV and Data Package of a published edition."""
    with create_app().app_context():
        found = edition(which)
        if found.state is not EditionState.PUBLISHED or found.built_at is None:
            raise click.ClickException("Only a published edition is exported.")
        report = published.report(found)
        for kind, (write, _) in files.FORMATS.items():
            target = out / files.filename(report, kind)
            target.write_bytes(write(report))
            click.echo(str(target))


def refuse(why: object) -> NoReturn:
    """One sentence, and the exit code of what cannot be done with the input."""
    click.echo(str(why), err=True)
    sys.exit(2)


def loaded(path: Path) -> Any:
    try:
        return json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError) as why:
        refuse(f"{path.name} cannot be read as JSON: {why}.")


def write(path: Path, document: Any) -> None:
    try:
        path.write_text(json.dumps(document, ensure_ascii=False, indent=1))
    except OSError as why:
        refuse(f"{path.name} cannot be written: {why}.")


FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@report.command()
@click.argument("source", type=FILE)
@click.option("--out", type=click.Path(path_type=Path), required=True)
@click.option("--method", type=click.Choice(["suppression", "rounding"]), default="suppression", show_default=True)
@click.option("--seconds", type=click.FloatRange(min=0), help="Stop looking for less loss after so many seconds.")
def protect(source: Path, out: Path, method: str, seconds: float | None) -> None:
    """Suppress or round what must be in any system of tables (JSON; see docs/disclosure.md)."""
    try:
        protected = protection.protect(reading.read(loaded(source)), method=method, seconds=seconds)
    except BadSystem as why:
        refuse(why)
    write(out, protected.to_json())
    click.echo(f"{len(protected.hidden)} cells hidden in {protected.seconds:.1f} s.")


@report.command()
@click.argument("published", type=FILE)
@click.option("--intervals", type=click.Path(path_type=Path), help="Where to write what is known of every hidden cell.")
@click.option("--insiders", type=FILE, help="The document before protection: what structures know of their own cells.")
def audit(published: Path, intervals: Path | None, insiders: Path | None) -> None:
    """Try to find again what a protected system hides; exit code 1 when something is exposed."""
    try:
        found = auditor.audit(loaded(published), loaded(insiders) if insiders else None)
    except (auditor.BadDocument, auditor.Unsolved) as why:
        refuse(why)
    for one in found.exposed:
        click.echo(str(one))
    click.echo(f"{len(found.exposed)} exposed of {found.hidden} hidden")
    if intervals:
        write(intervals, found.to_json())
    sys.exit(1 if found.exposed else 0)
