"""A list that is being written by a process that is killed is finished by the worker: everybody once, nobody twice."""

import os
import signal
import subprocess
import sys
import time
from datetime import date, timedelta
from hashlib import sha256

import psycopg

from tests.cli.test_commands import ROOT, crm, database

LINES = 3000
FINISH = """
from datetime import UTC, datetime
from worker import flask_app
from worker.imports import carry_on_all
with flask_app.app_context():
    carry_on_all(datetime.now(UTC))
"""
PLATFORM = """
    WITH structure AS (
        INSERT INTO structure (name, short_name, commune_code) VALUES ('Nord', 'Nord', '59350') RETURNING id
    ), platform AS (
        INSERT INTO platform (name, lead_structure_id) SELECT 'PSAD', id FROM structure RETURNING id
    ), "user" AS (
        INSERT INTO "user" (email, given_name, family_name) VALUES ('c@example.org', 'Dina', 'Test') RETURNING id
    )
    INSERT INTO membership (user_id, platform_id, role)
    SELECT "user".id, platform.id, 'psad_coordinator' FROM "user", platform
"""


def name(n):
    """Like no other."""
    return sha256(str(n).encode()).hexdigest()[:12].translate(str.maketrans("0123456789", "ghijklmnop"))


def connect(env):
    return psycopg.connect(env["DATABASE_URL"].replace("+psycopg", ""), autocommit=True)


def test_a_killed_import_goes_on_where_it_stopped(tmp_path):
    path = tmp_path / "liste.csv"
    born = (date(2007, 1, 1) + timedelta(days=n % 1000) for n in range(LINES))
    lines = (f"{name(n)};{name(-n - 1)};{day:%d/%m/%Y};Lille" for n, day in enumerate(born))
    path.write_text("Nom;Prénom;Date de naissance;Commune\n" + "\n".join(lines) + "\n")
    with database(f"crm_killed_{os.getpid()}") as env, connect(env) as connection:
        connection.execute(PLATFORM)
        command = [sys.executable, "-m", "crm", "dropouts", "import", path, "--as", "c@example.org", "--write"]
        process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.DEVNULL)
        count = "SELECT count(*) FROM import_row WHERE written IS NOT NULL"
        while not connection.execute(count).fetchone()[0] and process.poll() is None:
            time.sleep(0.02)
        process.send_signal(signal.SIGKILL)
        assert process.wait() == -signal.SIGKILL
        assert 0 < connection.execute(count).fetchone()[0] < LINES
        subprocess.run([sys.executable, "-c", FINISH], cwd=ROOT, env=env, check=True, timeout=300)
        for table in ("person", "dropout_case", "dropout_report"):
            assert connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0] == LINES
        assert connection.execute("SELECT state FROM import_file").fetchone()[0] == "written"
        again = crm(env, "dropouts", "import", path, "--as", "c@example.org", code=1)
        assert "déjà été déposé" in again
        path.write_text(path.read_text() + "\n")
        assert "3000 known" in crm(env, "dropouts", "import", path, "--as", "c@example.org", "--write")
        assert connection.execute("SELECT count(*) FROM dropout_report").fetchone()[0] == LINES
