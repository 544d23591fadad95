"""The next free slots of 3 000 counsellors: opening hours, a month of bookings, absences and journeys.

`cpu_ms` is the time of both processes, ours and PostgreSQL's, whatever else the machine does meanwhile.
Nearly everything of the first week is taken (97 %), then 70 %: who looks for a slot looks through many that are not.
"""

import os
import statistics
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psutil
from flask_migrate import upgrade
from sqlalchemy import event, select, text
from sqlalchemy.engine import Engine

from crm.embedded import postgres

REPEAT = 60

COUNSELLORS = """
SELECT setseed(0.32);
INSERT INTO structure (name, short_name, commune_code, phone)
SELECT 'Structure ' || n, 'Structure ' || n, code, '+33199000000' FROM (
    SELECT code, row_number() OVER (ORDER BY population DESC, code) AS n FROM commune ORDER BY n LIMIT 100) AS seats;
INSERT INTO site (structure_id, name, commune_code)
SELECT s.id, 'Site ' || k, (
    SELECT c.code FROM commune c JOIN commune seat ON seat.code = s.commune_code
    WHERE c.arrondissement_code = seat.arrondissement_code
    ORDER BY k > 1 AND c.code = seat.code, k = 1 AND c.code <> seat.code, md5(c.code || s.id || k) LIMIT 1)
FROM structure s, generate_series(1, 3) AS k;
INSERT INTO travel (structure_id, site_id, other_site_id, minutes)
SELECT a.structure_id, a.id, b.id, 20 FROM site a JOIN site b ON b.structure_id = a.structure_id AND a.id < b.id;
INSERT INTO "user" (email, given_name, family_name)
SELECT 'c' || n || '@example.org', 'Prénom', 'Nom' FROM generate_series(1, 3000) AS n;
INSERT INTO membership (user_id, role, structure_id) SELECT id, 'counsellor', 1 + id % 100 FROM "user";
INSERT INTO opening (structure_id, counsellor_id, site_id, weekday, starts, ends, slot_minutes, valid_from, partners)
SELECT m.structure_id, m.user_id, site.id, day, hours.starts, hours.ends, 45, current_date - 90, true
FROM membership m
CROSS JOIN generate_series(1, 5) AS day
CROSS JOIN (VALUES (time '09:00', time '12:00'), (time '14:00', time '17:00')) AS hours (starts, ends)
JOIN site ON site.structure_id = m.structure_id AND site.name = 'Site ' || 1 + (m.user_id + day) % 3;
INSERT INTO absence (structure_id, counsellor_id, starts_at, ends_at)
SELECT structure_id, user_id, now() + n * interval '1 day', now() + (n + 5) * interval '1 day'
FROM (SELECT *, floor(random() * 60) AS n, random() AS drawn FROM membership) AS m WHERE drawn < 0.3;
INSERT INTO appointment (structure_id, counsellor_id, site_id, starts_at, ends_at, created_by_id)
SELECT structure_id, counsellor_id, site_id, at, at + interval '45 minutes', counsellor_id FROM (
    SELECT o.*, day, random() AS drawn,
        timezone('Europe/Paris', day::date + o.starts) + n * interval '45 minutes' AS at
    FROM generate_series(current_date, current_date + 31, interval '1 day') AS day
    JOIN opening o ON o.weekday = extract(isodow FROM day)
    CROSS JOIN generate_series(0, 3) AS n) AS slot
WHERE drawn < CASE WHEN day < current_date + 7 THEN 0.97 ELSE 0.7 END;
"""


def measure() -> Iterator[dict[str, Any]]:
    from crm import create_app

    with tempfile.TemporaryDirectory(prefix="crm-slots-", ignore_cleanup_errors=True) as name:
        Path(name).chmod(0o755)
        with postgres(Path(name) / "postgres") as url:
            os.environ.update(DATABASE_URL=url, SECRET_KEY="b" * 32)
            app = create_app()
            with app.app_context():
                seed()
                yield from found()


def seed() -> None:
    from crm.db import db, transaction
    from crm.territory.actions import load_reference

    upgrade()
    with transaction():
        load_reference()
        for statement in COUNSELLORS.split(";\n"):
            if statement.strip():
                db.session.execute(text(statement))
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE"))


def found() -> Iterator[dict[str, Any]]:
    from crm.accounts.models import Membership
    from crm.appointments.queries import Wanted, free_slots
    from crm.db import db

    actor, now = db.session.scalars(select(Membership).limit(1)).one(), datetime.now(UTC)
    wishes = {
        "free slots, 30 km": Wanted(commune_code="59350", within_km=30),
        "free slots, the région": Wanted(commune_code="59350"),
        "free slots, a counsellor": Wanted(counsellor_id=actor.user_id, structure_id=actor.structure_id),
    }
    for name, wanted in wishes.items():
        backend = psutil.Process(db.session.scalars(text("SELECT pg_backend_pid()")).one())
        times, sent = [], watched(lambda wanted=wanted: free_slots(actor, wanted, now=now))  # type: ignore[misc]
        cpu = time.process_time() + sum(backend.cpu_times()[:2])
        for _ in range(REPEAT):
            began = time.perf_counter()
            slots = free_slots(actor, wanted, now=now)
            times.append(1000 * (time.perf_counter() - began))
        cpu = time.process_time() + sum(backend.cpu_times()[:2]) - cpu
        yield {
            "action": name,
            "p50_ms": statistics.median(times),
            "p95_ms": sorted(times)[int(0.95 * REPEAT)],
            "bare_sql_ms": bare(sent),
            "queries": len(sent),
            "found": len(slots),
            "cpu_ms": 1000 * cpu / REPEAT,
        }


def watched(action: Any) -> list[tuple[str, Any]]:
    """The statements that an action sends, once it is warm."""
    action()
    sent: list[tuple[str, Any]] = []

    def note(_c: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        sent.append((statement, parameters))

    event.listen(Engine, "before_cursor_execute", note)
    action()
    event.remove(Engine, "before_cursor_execute", note)
    return sent


def bare(sent: list[tuple[str, Any]]) -> float:
    """Median of the same statements on the driver alone."""
    from crm.db import db

    times = []
    driver = db.engine.raw_connection()
    for _ in range(REPEAT):
        began = time.perf_counter()
        for statement, parameters in sent:
            driver.driver_connection.execute(statement, parameters).fetchall()  # type: ignore[union-attr]
        times.append(1000 * (time.perf_counter() - began))
    driver.close()
    return statistics.median(times)


if __name__ == "__main__":
    for row in measure():
        print({key: round(value, 1) if isinstance(value, float) else value for key, value in row.items()})
