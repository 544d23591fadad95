"""The `crm` command."""

import sys

import click

from config import SettingError
from crm.servers import NotStarted


class Main(click.Group):
    """Says what is wrong with the settings or the servers in one sentence."""

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except (SettingError, NotStarted) as error:
            click.echo(str(error), err=True)
            sys.exit(1)


@click.group(cls=Main)
@click.version_option(package_name="crm")
def main() -> None:
    """Shared follow-up of young people for the SPRO of Hauts-de-France."""


from crm.cli import accounts, db, doctor, dropouts, duty, files, linkage, referrals, up, work  # noqa: E402 - the group stands before its commands
from crm.cli import seed as demo  # noqa: E402
from crm.cli.simulation import simulate  # noqa: E402

for command in (
    up.up,
    demo.seed,
    db.group,
    accounts.group,
    linkage.people_group,
    files.structures_group,
    dropouts.dropouts_group,
    files.trades_group,
    referrals.referrals,
    duty.duty,
    work.messages,
    work.report,
    doctor.doctor,
):
    main.add_command(command)
work.messages.add_command(simulate)
