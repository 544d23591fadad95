"""The report's counts by PostgreSQL and by DuckDB, a columnar engine, from the same statements on the same rows.

What a columnar copy costs is counted with it: it has to be made anew for each report, since people's attributes change.
"""

import os
import tempfile
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import psycopg

from crm.db import db
from crm.reports.queries.counting import ROLE, tally
from crm.reports.queries.indicators import COUNTS, Period
from crm.reports.rules.tables import before, quarter_of

READABLE = """
SELECT table_name, array_agg(column_name::text ORDER BY column_name),
    array_agg(CASE WHEN data_type = 'ARRAY' THEN 'text[]' ELSE data_type END ORDER BY column_name)
FROM information_schema.column_privileges JOIN information_schema.columns USING (table_schema, table_name, column_name)
WHERE grantee = %s GROUP BY table_name
"""
AS_CSV = "FORMAT csv, DELIMITER ',', QUOTE '\"', ESCAPE '\"', HEADER false, AUTO_DETECT false"


def copied(engine: duckdb.DuckDBPyConnection, connection: psycopg.Connection, folder: Path) -> None:
    """Every table and column that the report may read."""
    for name, columns, types in connection.execute(READABLE, [ROLE]).fetchall():
        listed = ", ".join(f'"{column}"' for column in columns)
        path = folder / f"{name}.csv"
        with (
            path.open("wb") as file,
            connection.cursor().copy(f"COPY {name} ({listed}) TO STDOUT (FORMAT csv)") as rows,
        ):
            for block in rows:
                file.write(block)
        declared = ", ".join(f'"{column}" {kind}' for column, kind in zip(columns, types, strict=True))
        engine.execute(f'CREATE TABLE "{name}" ({declared})')
        engine.execute(f"COPY \"{name}\" FROM '{path}' ({AS_CSV})")
        path.unlink()


def statement(indicator: str, p: Period) -> str:
    """As PostgreSQL would be sent it, its parameters within."""
    compiled = tally(indicator, p).compile(db.engine, compile_kwargs={"render_postcompile": True})
    with db.engine.connect() as connection:
        driver = connection.connection.driver_connection
        return psycopg.ClientCursor(driver).mogrify(str(compiled), compiled.params)


def lines(rows: Sequence[Any]) -> list[str]:
    """The same text for the same count, whoever counted."""
    return sorted(str((place, int(number or 0), *rest)) for place, number, *rest in rows)


def counted(engine: duckdb.DuckDBPyConnection, indicators: list[str], p: Period) -> tuple[float, dict[str, Any]]:
    """Seconds, and what was found, of those that this engine understands."""
    began, found = time.perf_counter(), {}
    for indicator in indicators:
        try:
            found[indicator] = lines(engine.execute(statement(indicator, p)).fetchall())
        except duckdb.Error as error:
            print(f"{indicator}: {str(error).splitlines()[0]}")
    return time.perf_counter() - began, found


def measure(env: dict[str, str]) -> dict[str, Any]:
    """Both engines read one snapshot: the product's own clocks write on."""
    os.environ.update(env)
    from crm import create_app

    p = Period.quarter(*before(*quarter_of(datetime.now(UTC).date())))
    with tempfile.TemporaryDirectory() as folder, create_app().app_context():
        engine = duckdb.connect(str(Path(folder) / "copy.duckdb"))
        engine.execute("SET threads = 2; SET memory_limit = '2GB'; SET TimeZone = 'UTC'")
        snapshot = db.session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
        began = time.perf_counter()
        copied(engine, snapshot.connection.driver_connection, Path(folder))
        copy_s = time.perf_counter() - began
        duck_s, theirs = counted(engine, list(COUNTS), p)
        began = time.perf_counter()
        ours = {name: lines(snapshot.exec_driver_sql(statement(name, p)).all()) for name in theirs}
        postgres_s = time.perf_counter() - began
        differ = [name for name in theirs if theirs[name] != ours[name]]
    return {
        "action": "counts, columnar",
        "copy_s": copy_s,
        "duckdb_s": duck_s,
        "postgresql_s": postgres_s,
        "indicators": len(theirs),
        "differ": " ".join(differ),
    }
