"""`crm people import`, `crm dropouts import`, `crm structures import`: files from the command line."""

import csv
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import click
from sqlalchemy import func, select

from crm import create_app
from crm.accounts.models import Membership, User
from crm.codes.dropouts import DropoutSource
from crm.codes.imports import ImportState, ImportTarget
from crm.codes.structures import Role
from crm.db import db, transaction
from crm.errors import Refused
from crm.imports import actions as imports
from crm.imports import queries
from crm.imports.models import ImportFile, ImportRow
from crm.imports.rules import MOST_BYTES
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


WRITE = click.option("--write", "at_once", is_flag=True, help="Write it at once, if nothing is left to decide.")


@people_group.command(name="import")
@CSV
@AS
@WRITE
def import_people(file: Path, email: str, at_once: bool) -> None:
    """Read a structure's list of young people for review, or open a file for each who is new."""
    take_in(file, ImportTarget.PEOPLE, email, Role.STRUCTURE_MANAGER, at_once=at_once)


@dropouts_group.command(name="import")
@CSV
@AS
@click.option("--source", type=click.Choice([s.value for s in DropoutSource]), default="siei_rio_list")
@WRITE
def import_dropouts(file: Path, email: str, source: str, at_once: bool) -> None:
    """Read a list of dropouts for review, or write it when it is clear."""
    take_in(file, ImportTarget.DROPOUTS, email, Role.PSAD_COORDINATOR, DropoutSource(source), at_once=at_once)


def take_in(
    file: Path, target: ImportTarget, email: str, role: Role, source: DropoutSource | None = None, *, at_once: bool
) -> None:
    """Hand a list in to the engine that the pages use, and do here what a worker would."""
    if file.stat().st_size > MOST_BYTES:
        raise click.ClickException("Ce fichier est trop lourd : la limite est de 20 Mo. Découpez-le.")
    with create_app().app_context():
        try:
            with transaction():
                me = actor(email, role)
                content = file.read_bytes()
                uid = imports.upload(me, target, source=source, filename=file.name, content=content).uid
            carry_on(uid)
            with transaction():
                read = queries.get(actor(email, role), uid)
                say(read)
                if at_once:
                    imports.write(actor(email, role), read)
            if at_once:
                click.echo(f"{carry_on(uid)} lines were written.")
        except Refused as why:
            raise click.ClickException(str(why)) from None


def carry_on(uid: UUID) -> int:
    """Read or write to the end, a batch a transaction. Returns how many lines are written."""
    going = True
    while going:
        with transaction():
            read = db.session.scalars(select(ImportFile).where(ImportFile.uid == uid).with_for_update()).one()
            going = imports.carry_on(read, now=datetime.now(UTC))
    return (
        db.session.scalar(select(func.count()).where(ImportRow.file_id == read.id, ImportRow.written.is_not(None))) or 0
    )


def say(read: ImportFile) -> None:
    if read.state is ImportState.MAPPING:
        raise click.ClickException("Some columns are not sure: say what they carry on the page “Listes reçues”.")
    for heading in read.left_out:
        click.echo(f"{heading}: left out, this number may not be kept.")
    for verdict, causes in queries.counts(read).items():
        click.echo(f"{sum(causes.values()):>7} {verdict.value}")


@structures_group.command(name="import")
@CSV
@click.option("--as", "email", help="E-mail of an administrator: read any list of structures, as the pages do.")
@WRITE
def import_structures(file: Path, email: str | None, at_once: bool) -> None:
    """Take in structures and services of data·inclusion v1, in JSON or CSV: see docs/directory.md.

    With --as, take in a list of structures whatever its columns are.
    """
    if email:
        take_in(file, ImportTarget.STRUCTURES, email, Role.PLATFORM_ADMIN, at_once=at_once)
        return
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
