"""The report of the last quarter at sizes that no seed writes in reasonable time.

`python -m benchmarks.sizes` grows the seeded database of `DATABASE_URL`, then counts, protects and audits its last
quarter. That database is good for nothing else afterwards: the copies overlap, so what forbids overlaps goes first.
"""

import os
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import psycopg

from benchmarks import columnar, report
from crm.db import Base
from crm.reports.queries.counting import ROLE
from crm.reports.rules.tables import after, before, first_day, quarter_of

APART = 1_000_000_000
"""Between the numbers of a row and of its copy."""

EVENTS, TIMES = 2_000_000, 15
"""Facts more in the quarter, and copies of the région."""

UNIQUE = {"uid": "gen_random_uuid()", "email": "NULL"}
"""What a copy does not take over."""


def copied(connection: psycopg.Connection) -> list[str]:
    """The tables that the report reads and that belong to people, with those of people before those of their facts."""
    read = "SELECT DISTINCT table_name FROM information_schema.column_privileges WHERE grantee = %s"
    readable = {name for (name,) in connection.execute(read, [ROLE])}
    found: list[str] = []
    for table in Base.metadata.sorted_tables:
        parents = {key.column.table.name for key in table.foreign_keys}
        if table.name in readable and (table.name == "person" or parents & {"person", *found}):
            found.append(table.name)
    return found


def unguard(connection: psycopg.Connection, tables: list[str]) -> list[str]:
    """Drop what would refuse copies, and the indexes; returns how to make these again, to find by."""
    finders = "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = ANY(%s) AND indexname NOT LIKE 'pk_%%'"
    found = connection.execute(finders, [tables]).fetchall()
    guards = "SELECT conrelid::regclass, conname FROM pg_constraint WHERE contype IN ('x', 'u', 'f')"
    for table, name in connection.execute(f"{guards} AND conrelid::regclass::text = ANY(%s)", [tables]).fetchall():
        connection.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name} CASCADE")
    for name, _ in found:
        connection.execute(f'DROP INDEX IF EXISTS "{name}"')
    return [definition.replace("UNIQUE ", "") for _, definition in found if "gist" not in definition]


def columns(name: str, tables: list[str]) -> Iterator[tuple[str, str]]:
    """Each column of a table that is stored, and what the copy number `n` has in it."""
    for column in Base.metadata.tables[name].columns:
        if column.computed is not None:
            continue
        ours = column.primary_key or any(key.column.table.name in tables for key in column.foreign_keys)
        number = ours and str(column.type) in ("BIGINT", "INTEGER")
        yield (
            f'"{column.name}"',
            f'"{column.name}" + n::bigint * {APART}' if number else UNIQUE.get(column.name, f'"{column.name}"'),
        )


def multiply(connection: psycopg.Connection, tables: list[str], times: int) -> None:
    """Every person and every fact of theirs, so many times."""
    for name in tables:
        names, values = zip(*columns(name, tables), strict=True)
        copies = f"SELECT {', '.join(values)} FROM {name}, generate_series(1, {times - 1}) n"
        connection.execute(f"INSERT INTO {name} ({', '.join(names)}) OVERRIDING SYSTEM VALUE {copies}")


def meet_again(connection: psycopg.Connection, events: int) -> None:
    """So many facts in the last quarter: its contacts are repeated, hours apart."""
    year, quarter = before(*quarter_of(datetime.now(UTC).date()))
    dates = first_day(year, quarter), first_day(*after(year, quarter))
    within = "FROM contact_event WHERE happened_at >= %s AND happened_at < %s"
    (there,) = connection.execute(f"SELECT count(*) {within}", dates).fetchone() or (0,)
    names, values = zip(*columns("contact_event", ["contact_event"]), strict=True)
    moved = {'"happened_at"': "happened_at - n * interval '1 minute'"}
    copies = f"SELECT {', '.join(moved.get(n, v) for n, v in zip(names, values, strict=True))} {within}"
    copies = copies.replace("FROM contact_event", f"FROM contact_event, generate_series(1, {events // there}) n")
    connection.execute(f"INSERT INTO contact_event ({', '.join(names)}) OVERRIDING SYSTEM VALUE {copies}", dates)


def forget_copies(connection: psycopg.Connection) -> None:
    connection.execute("DELETE FROM contact_event WHERE id >= %s", [APART])


def measure(env: dict[str, str]) -> list[dict[str, Any]]:
    """The quarter with two million facts more, then fifteen times the région, there by a columnar engine too."""
    with psycopg.connect(env["DATABASE_URL"].replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute("SET session_replication_role = replica")
        connection.execute("SET maintenance_work_mem = '1GB'")
        tables = copied(connection)
        definitions = unguard(connection, tables)
        many = grown(env, connection, definitions, lambda: meet_again(connection, EVENTS))
        unguard(connection, tables)
        forget_copies(connection)
        big = grown(env, connection, definitions, lambda: multiply(connection, tables, TIMES))
    return [many, big, columnar.measure(env)]


def grown(
    env: dict[str, str], connection: psycopg.Connection, definitions: list[str], grow: Callable[[], None]
) -> dict[str, Any]:
    """The report of the larger database, with what it holds."""
    began = time.perf_counter()
    grow()
    for definition in definitions:
        connection.execute(definition)
    connection.execute("VACUUM ANALYZE")
    seconds = time.perf_counter() - began
    held = {name: connection.execute(f"SELECT count(*) FROM {name}").fetchone() for name in ("person", "contact_event")}
    return report.measure(env) | {name: row[0] for name, row in held.items() if row} | {"grown_s": seconds}


if __name__ == "__main__":
    for row in measure(dict(os.environ)):
        print(row)
