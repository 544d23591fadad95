"""`crm referrals solve` assigns what a file describes, without a database; `crm referrals assign` a live pool, dry."""

import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import NoReturn

import click

from crm import create_app
from crm.referrals import queries
from crm.referrals.rules import assignment, document
from crm.referrals.rules.assignment import files


@click.group()
def referrals() -> None:
    """Moves of a referral, assignment of the pools."""


@referrals.command()
@click.argument("source", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Everything, to be counted again.")
def solve(source: Path, as_json: bool) -> None:
    """Assign the referrals of a file to its structures, at the least total cost (JSON; see docs/assignment.md).

    Exit code 2 when the file cannot be read or solved, with one sentence that says why.
    """
    try:
        instance = files.loads(source.read_text(encoding="utf-8"))
        solution = assignment.solve(instance)
    except UnicodeDecodeError as why:
        stop(f"This is not UTF-8: {why.reason} at byte {why.start + 1}.")
    except assignment.BadInstance as why:
        stop(str(why))
    show(instance, solution, as_json=as_json)


@referrals.command()
@click.option("--pool", required=True, help="Number, address (UUID) or name of the platform.")
@click.option("--dry-run", is_flag=True, help="Print, and write nothing: nothing is ever assigned without a person.")
@click.option("--json", "as_json", is_flag=True, help="Everything, to be counted again.")
def assign(pool: str, dry_run: bool, as_json: bool) -> None:
    """Print what would be proposed for all who wait in a pool now."""
    if not dry_run:
        stop("Nothing is assigned automatically: add --dry-run, and accept on the coordinator's page.")
    with create_app().app_context():
        platform = queries.platform_called(pool)
        if platform is None:
            stop(f"No pool is called {pool}. Known: {', '.join(queries.platform_names())}.")
        instance = queries.instance_of(platform, datetime.now(UTC))
        show(instance, assignment.solve(instance), as_json=as_json)


@referrals.command()
def moves() -> None:
    """Print the table of moves and its diagram, as docs/referrals.md holds them."""
    click.echo(document(), nl=False)


def stop(why: str) -> NoReturn:
    click.echo(why, err=True)
    sys.exit(2)


def show(instance: assignment.Instance, solution: assignment.Solution, *, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(files.as_json(solution), ensure_ascii=False, indent=1))
        return
    names = {place.id: place.name or place.id for place in instance.places}
    width = max((len(proposal.need) for proposal in solution.proposals), default=0)
    for proposal in solution.proposals:
        where = names[proposal.place] if proposal.place else "—"
        said = "; ".join(piece.words for piece in proposal.pieces if piece.words) or proposal.why
        others = ", ".join(f"{names[one.place]} {added(one)}" for one in proposal.runners)
        click.echo(f"{proposal.need:<{width}}  {where}  {proposal.cost}  {said}" + (f"  [{others}]" if others else ""))
    waiting = len(solution.proposals) - solution.placed
    click.echo(f"{solution.placed} placed, {waiting} waiting. Total cost {solution.total}, proven the least.")


def added(runner: assignment.Runner) -> str:
    return f"({runner.difference:+}{', one more left waiting' if runner.leaves_out else ''})"
