"""`crm people link` runs the linkage model on files, without a database; `crm people duplicates` on the database."""

import csv
import io
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from itertools import chain
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

    Columns: id, last_name, first_name, birth_date, sex, commune, postcode, address, phone, email; any of them may be
    missing or empty; who has no id is named by the line. Commas, semicolons or tabs; UTF-8 or Windows-1252. The
    weights are learned from the files themselves. Writes id_a, id_b, probability, explanation.
    """
    if not out.parent.is_dir():
        raise click.ClickException(f"{out.parent} is not a folder.")
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
    people: dict[str, Identity] = {}
    lines = texts(path)
    first = next(lines, "")
    reader = csv.reader(chain([first], lines), delimiter=max(",;\t|", key=first.count), strict=True)
    try:
        header = [name.strip().lower() for name in next(reader, [])]
        if unknown := wrong(header):
            raise click.ClickException(f"{path}, line 1: {unknown}. Known columns: {', '.join(COLUMNS)}.")
        for cells in reader:
            if any(cell.strip() for cell in cells):
                person = read_line(header, cells, place := f"{path}, line {reader.line_num}")
                if person.key in people:
                    raise click.ClickException(f"{place}: the id {person.key} stands twice.")
                people[person.key] = person
    except csv.Error as error:
        raise click.ClickException(f"{path}, line {reader.line_num}: {error}.") from error
    return list(people.values())


def wrong(header: list[str]) -> str:
    """Why these are not the names of columns; nothing if they are."""
    if not set(header) & set(COLUMNS[1:]):
        return "no column that says who somebody is"
    twice = next((name for name in header if name in COLUMNS and header.count(name) > 1), "")
    return f"the column “{twice}” stands twice" if twice else ""


def read_line(header: list[str], cells: list[str], place: str) -> Identity:
    """One person; where nothing says its id, the number of the line is."""
    if len(cells) != len(header):
        raise click.ClickException(f"{place}: {len(cells)} cells, {len(header)} columns.")
    row = dict(zip(header, cells, strict=True))
    return read_row({**row, "id": row.get("id", "").strip() or f"line {place.rpartition(' ')[2]}"})


def texts(path: Path) -> Iterator[str]:
    """The lines of a file, in UTF-8 or as a French Excel writes them."""
    content = path.read_bytes()
    for number, line in enumerate(io.StringIO(decoded(path, content), newline=""), 1):
        if "\0" in line:
            raise click.ClickException(f"{path}, line {number}: a null character.")
        yield line


def decoded(path: Path, content: bytes) -> str:
    """UTF-8, with or without its mark; UTF-16 with its mark; Windows-1252 if no accent before was in UTF-8."""
    try:
        return content.decode("utf-16" if content.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig")
    except UnicodeDecodeError as error:
        if content[: error.start].isascii():
            with suppress(UnicodeDecodeError):
                return content.decode("cp1252")
        number = content.count(b"\n", 0, error.start) + 1
        raise click.ClickException(f"{path}, line {number}: neither UTF-8 nor Windows-1252.") from error
