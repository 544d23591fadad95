"""`crm people import`, `crm dropouts import`, `crm structures import`: files from the command line."""

import csv
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import click
from sqlalchemy import select

from crm import create_app
from crm.accounts.models import Membership, User
from crm.codes.dropouts import DropoutSource, RowVerdict
from crm.codes.people import Sex
from crm.codes.structures import Role
from crm.db import db, transaction
from crm.errors import Refused
from crm.imports import actions as imports
from crm.imports import queries, rules
from crm.people import actions as people
from crm.structures import actions as structures
from crm.structures import rules as structure_rules
from crm.support import actions as support

CSV = click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
AS = click.option("--as", "email", required=True, help="E-mail of the account in whose name it is done.")


@click.group(name="people")
def people_group() -> None:
    """People."""


@click.group(name="dropouts")
def dropouts_group() -> None:
    """School dropouts."""


@click.group(name="structures")
def structures_group() -> None:
    """Partner structures."""


def actor(email: str, *roles: Role) -> Membership:
    query = select(Membership).join(User).where(User.email == email.lower(), Membership.role.in_(roles))
    found = db.session.scalar(query.where(Membership.ended_on.is_(None)))
    if found is None:
        raise click.ClickException(f"{email} has none of the roles: {', '.join(roles)}.")
    return found


@click.group(name="trades")
def trades_group() -> None:
    """Trades of the ROME."""


@trades_group.command(name="import")
@CSV
def import_trades(file: Path) -> None:
    """Load trades: code_rome, code_appellation, libelle. The same file twice changes nothing."""
    with create_app().app_context(), transaction(), file.open(newline="", encoding="utf-8-sig") as lines:
        try:
            count = support.load_trades(csv.DictReader(lines))
        except ValueError as error:
            raise click.ClickException(f"{file}: {error}.") from error
    click.echo(f"{count} trades were read.")


@people_group.command(name="import")
@CSV
@AS
def import_people(file: Path, email: str) -> None:
    """Open a file for each new person of a list; those who are known, or unclear, are only counted."""
    now = datetime.now(UTC)
    kept = 0
    with create_app().app_context(), transaction():
        me = actor(email, Role.COUNSELLOR, Role.STRUCTURE_MANAGER)
        judged = judge(file, now.date())
        for line in judged:
            if line["verdict"] is RowVerdict.NEW:
                people.create(me, as_person(line["values"]), now=now)
                kept += 1
    click.echo(f"{kept} people were added of {len(judged)} lines.")


def as_person(values: dict[str, Any]) -> dict[str, Any]:
    plain = {name: values.get(name) for name in ("given_name", "family_name", "phone", "email", "commune_code")}
    address = values.get("address", "")
    return {**plain, "born_on": date.fromisoformat(values["born_on"]), "sex": Sex(values["sex"]), "address": address}


def judge(file: Path, today: date) -> list[dict[str, Any]]:  # the verdicts of a list of dropouts serve here too
    try:
        lines = rules.read_rows(file.name, file.read_bytes())
    except rules.Unreadable as why:
        raise click.ClickException(str(why)) from None
    return imports.judge(lines, rules.recognise(lines[0]), today)


@dropouts_group.command(name="import")
@CSV
@AS
@click.option("--source", type=click.Choice([s.value for s in DropoutSource]), default="siei_rio_list")
@click.option("--write", is_flag=True, help="Write it at once, if nothing is left to decide.")
def import_dropouts(file: Path, email: str, source: str, write: bool) -> None:
    """Read a list of dropouts for review, or write it when it is clear."""
    now = datetime.now(UTC)
    with create_app().app_context(), transaction():
        me = actor(email, Role.PSAD_COORDINATOR)
        try:
            read = imports.upload(
                me, source=DropoutSource(source), filename=file.name, content=file.read_bytes(), now=now
            )
            for verdict, number in queries.counts(read).items():
                click.echo(f"{number:>7} {verdict.value}")
            if write:
                click.echo(f"{imports.write(me, read, now=now)} cases opened or joined.")
        except Refused as why:
            raise click.ClickException(str(why)) from None


@structures_group.command(name="import")
@CSV
def import_structures(file: Path) -> None:
    """Take in structures and services of data·inclusion v1, in JSON or CSV: see docs/directory.md."""
    with create_app().app_context(), transaction():
        try:
            done, troubles = structures.load(structure_rules.read(file.name, file.read_bytes()))
        except structure_rules.Unreadable as why:
            raise click.ClickException(f"{file.name}: {why}.") from None
    click.echo(", ".join(f"{done[how]} {how}" for how in ("added", "changed", "unchanged")) + ".")
    for trouble in troubles:
        click.echo(f"{trouble}.", err=True)
    if troubles:
        raise SystemExit(1)
