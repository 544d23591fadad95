"""A whole product in real processes, and a crowd of reminders to send: what the fault tests and the benchmark share."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
from celery import Celery
from flask import Flask
from flask_migrate import upgrade

from config import Config
from crm import create_app
from crm.db import db
from crm.embedded import child, free_port, start_postgres, start_valkey, stop
from tests.factories import make_reference

ROOT = Path(__file__).parents[2]

# Rows of reminders hold nobody's `person_id`: so they leave at any hour, and the test may run at night.
REMINDERS = """
    WITH structure AS (
        INSERT INTO structure (name, short_name, commune_code, phone, email)
        VALUES ('North', 'North', '59350', '+33199001234', 'north@example.org') RETURNING id
    ), counsellor AS (
        INSERT INTO "user" (email, given_name, family_name) VALUES (uuidv7() || '@example.org', 'Alice', 'Test')
        RETURNING id
    ), membership AS (
        INSERT INTO membership (user_id, structure_id, role)
        SELECT counsellor.id, structure.id, 'counsellor' FROM counsellor, structure
    ), person AS (
        INSERT INTO person (family_name, given_name, email, born_on)
        SELECT 'Test', 'Sarah', 'p' || n || '@example.org', '2008-05-01' FROM generate_series(1, %(count)s) n
        RETURNING id
    ), appointment AS (
        INSERT INTO appointment (structure_id, counsellor_id, created_by_id, starts_at, ends_at)
        SELECT structure.id, counsellor.id, counsellor.id, t, t + interval '30 minutes'
        FROM structure, counsellor, generate_series(0, %(count)s - 1) n,
            LATERAL (SELECT date_trunc('minute', now()) + interval '2 days' + n * interval '30 minutes' AS t)
        RETURNING id, starts_at, ends_at, structure_id
    ), pair AS (
        SELECT * FROM (SELECT id AS person_id, row_number() OVER () AS n FROM person)
        JOIN (SELECT *, row_number() OVER () AS n FROM appointment) USING (n)
    ), participation AS (
        INSERT INTO participation (appointment_id, person_id, starts_at, ends_at)
        SELECT id, person_id, starts_at, ends_at FROM pair RETURNING id, person_id, starts_at
    )
    INSERT INTO message (kind, subject, recipient, occasion, channel, not_before, not_after)
    SELECT 'appointment_reminder', 'participation:' || id, 'person:' || person_id,
        to_char(starts_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"+00:00"'), 'email',
        now() - interval '1 hour', starts_at - interval '1 hour'
    FROM participation"""


class Stage:
    """PostgreSQL, Valkey, an SMTP server, workers and beats: each can be killed and started again."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port, self.accepted = folder, free_port(), folder / "accepted"
        self.processes: dict[str, subprocess.Popen[bytes]] = {}
        self.url = self.start_postgres()
        self.redis = self.start_valkey()
        self.env = {
            **os.environ,
            "SECRET_KEY": "tests-tests-tests-tests-tests-tests",
            "DATABASE_URL": self.url,
            "SMTP_URL": f"smtp://127.0.0.1:{self.port}",
            "LOG_LEVEL": "WARNING",
        }
        self.migrate()

    def migrate(self) -> None:
        with self.app().app_context():
            upgrade()
            make_reference()
            db.engine.dispose()

    def app(self) -> Flask:
        return create_app(Config(SECRET_KEY=self.env["SECRET_KEY"], SQLALCHEMY_DATABASE_URI=self.url, TESTING=True))

    def start_postgres(self) -> str:
        process, url = start_postgres(self.folder / "postgres", self.folder / "postgres.log")
        self.processes["postgres"] = process
        return url

    def start_valkey(self, port: int | None = None) -> str:
        self.processes["valkey"], url = start_valkey(
            self.folder / "valkey", self.folder / "valkey.log", port=port or free_port()
        )
        return url

    def restart_valkey_empty(self) -> None:
        self.kill("valkey")
        shutil.rmtree(self.folder / "valkey")
        self.start_valkey(urlsplit(self.redis).port)

    def start_sink(self, mode: str = "take") -> None:
        command = [sys.executable, "-m", "tests.faults.sink", str(self.port), str(self.accepted), mode]
        self.processes["sink"] = child(command, self.folder / "sink.log", cwd=ROOT)
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline:
            try:
                return socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
            except OSError:
                time.sleep(0.05)
        raise AssertionError((self.folder / "sink.log").read_text())

    def start_celery(self, name: str, *arguments: str) -> subprocess.Popen[bytes]:
        """A worker or a beat; killing the process kills its pool, since each dies with its parent."""
        command = [sys.executable, "-m", "celery", "-A", "worker", *arguments, "--loglevel", "WARNING"]
        env = {**self.env, "REDIS_URL": self.redis}
        self.processes[name] = child(command, self.folder / f"{name}.log", cwd=ROOT, env=env)
        return self.processes[name]

    def start_worker(self, name: str = "worker", pool: str = "solo") -> subprocess.Popen[bytes]:
        return self.start_celery(name, "worker", "--pool", pool, "--concurrency", "2", "--hostname", f"{name}@here")

    def wake(self) -> None:
        """What beat does every five seconds."""
        with Celery(broker=self.redis) as client:
            client.send_task("worker.messages.send_due", expires=5)

    def start_beat(self, name: str = "beat") -> subprocess.Popen[bytes]:
        return self.start_celery(name, "beat", "--schedule", str(self.folder / name), "--pidfile", "")

    def kill(self, name: str, how: int = signal.SIGKILL) -> None:
        self.processes[name].send_signal(how)
        self.processes.pop(name).wait(60)

    def stop(self) -> None:
        for name in sorted(self.processes, key=["postgres", "valkey"].__contains__):
            stop(self.processes.pop(name), signal.SIGINT if name == "postgres" else signal.SIGTERM)

    def crm(self, *arguments: str) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "crm", *arguments], cwd=ROOT, env={**self.env, "REDIS_URL": self.redis},
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def sql(self, statement: str, values=None) -> list[tuple]:
        with psycopg.connect(self.url.replace("+psycopg", "")) as connection:
            cursor = connection.execute(statement, values)
            return cursor.fetchall() if cursor.description else []

    def promise(self, count: int) -> None:
        """So many reminders that are due, of appointments two days ahead and later; nothing else is in the outbox."""
        self.sql("TRUNCATE message CASCADE")
        self.sql(REMINDERS, {"count": count})
        self.sql("ANALYZE")
        self.accepted.write_bytes(b"")

    def received(self) -> Counter[str]:
        """How many times the SMTP server had each message."""
        return Counter(line.split()[0] for line in self.accepted.read_text().splitlines())

    def received_at(self) -> dict[str, float]:
        """When the SMTP server had each message for the last time."""
        return {uid: float(at) for uid, at in (line.split() for line in self.accepted.read_text().splitlines())}

    def states(self) -> dict[str, int]:
        return dict(self.sql("SELECT state, count(*) FROM message GROUP BY state"))

    def pending(self) -> int:
        states = self.states()
        return states.get("waiting", 0) + states.get("sending", 0)

    def wait(self, ready, patience: float = 60) -> None:
        deadline = time.monotonic() + patience
        while not ready():
            assert time.monotonic() < deadline, (self.states(), len(self.received()))
            time.sleep(0.05)

    def sweep(self) -> None:
        """What a killed worker had is taken again once its lease is over: so, at once, by a clock that is ahead."""
        self.crm("messages", "send-due", "--now", f"{datetime.now(UTC) + timedelta(minutes=5):%Y-%m-%dT%H:%M}")
