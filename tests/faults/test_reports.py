"""An edition is counted from one snapshot and never kept in half, whenever its worker is killed: real processes."""

import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from crm.embedded import child
from tests.faults.stage import ROOT, Stage

pytestmark = pytest.mark.faults

BUILD = """
from datetime import UTC, datetime
from worker.reports import build_waiting, flask_app
with flask_app.app_context():
    build_waiting(datetime(2026, 11, 24, tzinfo=UTC))
"""
PEOPLE = """
    WITH author AS (
        INSERT INTO "user" (email, given_name, family_name) VALUES ('alice@example.org', 'Alice', 'Test') RETURNING id
    ), structure AS (
        INSERT INTO structure (name, short_name, commune_code) SELECT 'S' || n, 'S' || n, '59350'
        FROM generate_series(1, 4) n RETURNING id
    ), person AS (
        INSERT INTO person (family_name, given_name, born_on, sex, commune_code)
        SELECT 'Test', 'Sarah', '2004-05-01', 'female', '59350' FROM generate_series(1, 60) n RETURNING id
    )
    INSERT INTO contact_event (person_id, structure_id, author_id, type, happened_at, commune_code)
    SELECT person.id, structure.id, author.id, 'individual_interview', '2026-08-05', '59350'
    FROM person, structure, author"""
AGAIN = "INSERT INTO edition (year, quarter, stage) VALUES (2026, 3, 'En attente')"
CELLS = "SELECT indicator, territory, axis, value, status FROM edition_cell ORDER BY id"
ONE = "SELECT value FROM edition_cell WHERE indicator = %s AND territory = 'region' AND axis = ''"


@pytest.fixture(scope="module")
def servers():
    with tempfile.TemporaryDirectory(prefix="crm-stage-", ignore_cleanup_errors=True) as folder:
        stage = Stage(Path(folder))
        stage.sql(PEOPLE)
        yield stage
        stage.stop()


@pytest.fixture
def stage(servers):
    """An edition waits to be built."""
    servers.sql("DELETE FROM edition")
    servers.sql(AGAIN)
    return servers


def build(stage) -> subprocess.Popen[bytes]:
    env = {**stage.env, "REDIS_URL": stage.redis}
    return child([sys.executable, "-c", BUILD], stage.folder / "build.log", cwd=ROOT, env=env)


def finish(stage) -> list[tuple]:
    assert build(stage).wait(60) == 0, (stage.folder / "build.log").read_text()
    assert stage.sql("SELECT state, audit_passed, stage FROM edition") == [("draft", True, "")]
    return stage.sql(CELLS)


@contextmanager
def barred(stage, table: str):
    """Nobody reads or writes the table meanwhile: whoever needs it stands still there."""
    with psycopg.connect(stage.url.replace("+psycopg", "")) as connection:
        connection.execute(f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE")
        yield
        connection.rollback()


def stands_still(stage, table: str) -> None:
    waits = f"SELECT 1 FROM pg_locks WHERE NOT granted AND relation = '{table}'::regclass"
    deadline = time.monotonic() + 60
    while not stage.sql(waits):
        assert time.monotonic() < deadline, (stage.folder / "build.log").read_text()
        time.sleep(0.05)


def kill(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.wait(20)


def test_killed_while_counting_it_starts_again(stage):
    with barred(stage, "participation"):
        process = build(stage)
        stands_still(stage, "participation")
        ((words,),) = stage.sql("SELECT stage FROM edition")
        assert words.startswith("Comptage : ")
        kill(process)
    assert stage.sql("SELECT state, counted_at FROM edition") == [("building", None)]
    assert stage.sql("SELECT count(*) FROM edition_fact") == [(0,)]
    assert finish(stage)


def test_killed_while_protecting_it_goes_on_from_what_was_counted(stage):
    first = finish(stage)
    stage.sql("DELETE FROM edition")
    stage.sql(AGAIN)
    with barred(stage, "edition_cell"):
        process = build(stage)
        stands_still(stage, "edition_cell")
        kill(process)
    assert stage.sql("SELECT state, counted_at IS NULL FROM edition") == [("building", False)]
    with late(stage):
        assert finish(stage) == first


def test_all_figures_are_of_one_instant(stage):
    with barred(stage, "participation"):
        process = build(stage)
        stands_still(stage, "participation")
        stage.sql(
            "INSERT INTO situation (person_id, category, state, started_on, structure_id, author_id)"
            " SELECT person_id, 'job', 'ongoing', '2026-08-06', structure_id, author_id FROM contact_event"
        )
    assert process.wait(60) == 0, (stage.folder / "build.log").read_text()
    assert stage.sql(ONE, ("F-1",)) == [(0,)]
    stage.sql("UPDATE edition SET state = 'building', counted_at = NULL")
    finish(stage)
    assert stage.sql(ONE, ("F-1",)) == [(240,)]
    stage.sql("DELETE FROM situation")


def test_two_workers_never_build_the_same_edition(stage):
    with barred(stage, "participation"):
        first = build(stage)
        stands_still(stage, "participation")
        assert build(stage).wait(60) == 0
        assert stage.sql("SELECT state FROM edition") == [("building",)]
    assert first.wait(60) == 0
    assert stage.sql("SELECT state FROM edition") == [("draft",)]


@contextmanager
def late(stage):
    """Something of the quarter is typed after it was counted."""
    stage.sql(
        "INSERT INTO contact_event (person_id, structure_id, author_id, type, happened_at, commune_code, summary)"
        " SELECT person_id, structure_id, author_id, 'workshop', '2026-09-05', '02408', 'late' FROM contact_event"
    )
    yield
    stage.sql("DELETE FROM contact_event WHERE summary = 'late'")
