"""`crm people link` runs the linkage model on files, without a database; `crm people duplicates` on the database."""

import csv
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import click

from crm import create_app
from crm.cli.files import people_group
from crm.db import transaction
from crm.people import actions
from crm.people.rules.identity import Identity, read_row
from crm.people.rules.linking import link

__all__ = ["people_group"]

COLUMNS = ("id", "last_name", "first_name", "birth_date", "sex", "commune", "postcode", "address", "phone", "email")
IN = click.Path(exists=True, dir_okay=False, path_type=Path)


@people_group.command(name="link")
@click.argument("a", type=IN)
@click.argument("b", type=IN, required=False)
@click.option("--out", type=click.Path(dir_okay=False, writable=True, path_type=Path), required=True)
@click.option("--threshold", type=click.FloatRange(0, 1), default=0.9, show_default=True, help="Least probability.")
def link_files(a: Path, b: Path | None, out: Path, threshold: float) -> None:
    """Find who stands in both of two CSV files, or twice in one.

    Columns: id, last_name, first_name, birth_date, sex, commune, postcode, address, phone, email; only id must be
    there. The weights are learned from the files themselves. Writes id_a, id_b, probability, explanation.
    """
    people, others = read_people(a), read_people(b) if b else None
    found = sorted(link(people, others, threshold=threshold), key=lambda line: (-line.probability, line.a, line.b))
    with out.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(("id_a", "id_b", "probability", "explanation"))
        writer.writerows((line.a, line.b, f"{line.probability:.4f}", line.explanation) for line in found)
    click.echo(f"{len(found)} pairs in {out}.")


@people_group.command(name="duplicates")
def find() -> None:
    """Compare all files with one another now, as every night, and list the suspected pairs."""
    started = time.perf_counter()
    with create_app().app_context(), transaction():
        count = actions.find_duplicates(now=datetime.now(UTC))
    click.echo(f"{count} suspected pairs in {time.perf_counter() - started:.0f} s.")


def read_people(path: Path) -> list[Identity]:
    """Every line of a file, or one sentence on the first that cannot be read."""
    rows: dict[str, Identity] = {}
    with path.open("rb") as file:
        reader = csv.reader(texts(path, file), strict=True)
        try:
            header = next(reader, [])
            if "id" not in header:
                raise click.ClickException(f"{path}, line 1: no column “id”. Known columns: {', '.join(COLUMNS)}.")
            for cells in reader:
                if not cells:
                    continue
                if len(cells) > len(header):
                    raise click.ClickException(f"{path}, line {reader.line_num}: more cells than columns.")
                row = dict(zip(header, cells, strict=False))
                if not row["id"] or row["id"] in rows:
                    what = f"the id {row['id']} stands twice" if row["id"] else "no id"
                    raise click.ClickException(f"{path}, line {reader.line_num}: {what}.")
                rows[row["id"]] = read_row(row)
        except csv.Error as error:
            raise click.ClickException(f"{path}, line {reader.line_num}: {error}.") from error
    return list(rows.values())


def texts(path: Path, lines: Iterator[bytes]) -> Iterator[str]:
    for number, line in enumerate(lines, 1):
        try:
            text = line.decode("utf-8-sig" if number == 1 else "utf-8")
        except UnicodeDecodeError as error:
            raise click.ClickException(f"{path}, line {number}: not UTF-8 at byte {error.start + 1}.") from error
        if "\0" in text:
            raise click.ClickException(f"{path}, line {number}: a null character.")
        yield text
