"""Reminders from the outbox to a local SMTP server, beside bare `smtplib` and as many Celery tasks that do nothing.

`python -m benchmarks.messages [--reminders 5000] [--old 10000000]`: real PostgreSQL with its usual durability, Valkey,
a Celery worker with two processes, an SMTP server in a process of its own.
"""

import argparse
import json
import os
import smtplib
import statistics
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

from tests.faults.stage import Stage

MAIL = "Subject: x\r\nMessage-ID: <{}@example.org>\r\n\r\n" + ("x" * 76 + "\r\n") * 18
"""As long as a reminder with its calendar entry."""

OLD = """
    INSERT INTO message (kind, subject, recipient, occasion, channel, state, not_before, not_after, sent_at, person_id)
    SELECT 'appointment_reminder', 'participation:' || -n, 'person:' || -n, n::text, 'email', 'sent',
        now() - interval '2 years' + n * interval '5 seconds', now() - interval '1 year' + n * interval '5 seconds',
        now() - interval '2 years' + n * interval '5 seconds', NULL
    FROM generate_series(%(first)s::bigint, %(last)s::bigint) n"""


def bare(port: int, count: int) -> None:
    server = smtplib.SMTP("127.0.0.1", port)
    for _ in range(count):
        server.sendmail("a@example.org", ["b@example.org"], MAIL.format(uuid4()))
    server.quit()


def bare_rate(stage: Stage, count: int, clients: int) -> float:
    """Messages per second that `smtplib` alone hands to the same server."""
    with ProcessPoolExecutor(clients) as pool:
        list(pool.map(abs, range(clients)))
        began = time.perf_counter()
        list(pool.map(bare, [stage.port] * clients, [count // clients] * clients))
        return count / (time.perf_counter() - began)


def outbox_rate(stage: Stage, count: int) -> float:
    """Reminders per second from the outbox, first to last, with two worker processes woken as by beat."""
    stage.promise(count)
    for _ in range(2):
        stage.wake()
    stage.wait(stage.received)
    first, began = len(stage.received()), time.perf_counter()
    while stage.pending():
        time.sleep(0.2)  # a look costs a connection
    seconds = time.perf_counter() - began
    received = stage.received()
    assert len(received) == count, len(received)
    assert max(received.values()) == 1
    return (count - first) / seconds


def floor_rate(count: int) -> float:
    """Celery tasks per second that do nothing, through the same broker and the same two processes."""
    from redis import Redis

    from worker import app

    queue = Redis.from_url(app.conf.broker_url)
    began = time.perf_counter()
    with app.producer_pool.acquire(block=True) as producer:
        for _ in range(count):
            app.send_task("celery.accumulate", args=(1,), producer=producer)
    while queue.llen("celery") or queue.hlen("unacked"):
        time.sleep(0.01)
    return count / (time.perf_counter() - began)


def idle_pass(stage: Stage, old: int) -> dict[str, Any]:
    """Milliseconds of a pass that finds nothing, over so many old messages; and how it reads the table."""
    from worker import flask_app
    from worker.messages import send_all_due

    stage.sql("TRUNCATE message CASCADE")
    began = time.perf_counter()
    for first in range(1, old, 1_000_000):
        stage.sql(OLD, {"first": first, "last": min(first + 999_999, old)})
    stage.sql("ANALYZE message")
    filled = time.perf_counter() - began
    times = []
    with flask_app.app_context():
        for _ in range(60):
            began = time.perf_counter()
            assert send_all_due(datetime.now(UTC)) == 0
            times.append(1000 * (time.perf_counter() - began))
    return {
        "action": "outbox pass with nothing to do",
        "old_messages": old,
        "p50_ms": statistics.median(times[10:]),
        "p95_ms": sorted(times[10:])[int(0.95 * len(times[10:]))],
        "bare_sql_ms": None,
        "queries": 2,
        "filled_s": filled,
    }


def measure(reminders: int = 5000, old: int = 10_000_000) -> list[dict[str, Any]]:
    with tempfile.TemporaryDirectory(prefix="crm-bench-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)
        stage = Stage(Path(folder))
        try:
            os.environ.update(stage.env | {"REDIS_URL": stage.redis})
            stage.start_sink()
            stage.start_worker(pool="prefork")
            floor_rate(100)
            before = bare_rate(stage, reminders, 1)
            ours = outbox_rate(stage, reminders)
            after = bare_rate(stage, reminders, 1)
            rate = {
                "action": "reminders per second",
                "sent": reminders,
                "per_second": ours,
                "bare_smtp_per_second": (before + after) / 2,
                "share": 2 * ours / (before + after),
                "bare_smtp_two_clients_per_second": bare_rate(stage, reminders, 2),
                "celery_noop_per_second": floor_rate(reminders),
            }
            return [rate, idle_pass(stage, old)]
        finally:
            stage.stop()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reminders", type=int, default=5000)
    parser.add_argument("--old", type=int, default=10_000_000)
    arguments = parser.parse_args()
    print(json.dumps(measure(arguments.reminders, arguments.old), indent=1))
