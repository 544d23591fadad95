"""`crm user`: accounts from the command line."""

from datetime import UTC, datetime

import click
from sqlalchemy import select

from crm import create_app
from crm.accounts import queries
from crm.accounts.actions import send_link
from crm.accounts.models import Membership, User
from crm.accounts.rules import hashed, weakness
from crm.codes.structures import LinkPurpose, Role
from crm.db import db, transaction
from crm.structures.models import Platform, Structure


@click.group(name="user")
def group() -> None:
    """Accounts."""


def known(email: str) -> User:
    user = queries.by_email(email)
    if user is None:
        raise click.ClickException(f"No active account has the address {email}.")
    return user


def scope(structure: str | None, platform: str | None) -> dict[str, int]:
    """Where the role holds: the structure or the platform of that name."""
    table, name = (Structure, structure) if structure else (Platform, platform)
    if not name:
        return {}
    found = db.session.scalar(select(table).where(table.name == name))
    if found is None:
        raise click.ClickException(f"Nothing is called “{name}”: create it first, or check its name.")
    return {"structure_id" if structure else "platform_id": found.id}


@group.command()
@click.argument("email")
@click.argument("given_name")
@click.argument("family_name")
@click.option("--role", type=click.Choice([role.value for role in Role]), required=True)
@click.option("--structure", help="Name of the structure, for counsellors and managers.")
@click.option("--platform", help="Name of the platform, for coordinators.")
@click.option("--password", prompt=True, hide_input=True, confirmation_prompt=True, envvar="CRM_PASSWORD")
def create(
    email: str, given_name: str, family_name: str, role: str, structure: str | None, platform: str | None, password: str
) -> None:
    """Make an account with a password: the first administrator, for example."""
    if why := weakness(password, email, given_name, family_name):
        raise click.ClickException(why)
    with create_app().app_context(), transaction():
        if queries.by_email(email):
            raise click.ClickException(f"{email} has an account already.")
        user = User(email=email.lower(), given_name=given_name, family_name=family_name, password_hash=hashed(password))
        db.session.add(user)
        db.session.flush()
        db.session.add(Membership(user_id=user.id, role=Role(role), **scope(structure, platform)))
    click.echo(f"{email} can sign in.")


@group.command()
@click.argument("email")
def invite(email: str) -> None:
    """Send the invitation of an account again."""
    with create_app().app_context(), transaction():
        send_link(known(email), LinkPurpose.INVITATION, now=datetime.now(UTC))
    click.echo("The invitation leaves with the next messages.")


@group.command()
@click.argument("email")
def reset(email: str) -> None:
    """Send a link to choose a new password."""
    with create_app().app_context(), transaction():
        send_link(known(email), LinkPurpose.RESET, now=datetime.now(UTC))
    click.echo("The link leaves with the next messages.")
