"""Measure a seeded product over HTTP on loopback, print a table, write `benchmarks/last.json`.

One client, one request at a time, after a warm-up; the bare SQL of an action is what the action itself sent, run again
with the same parameters on a plain connection. Hold the ratio between the two columns, not the milliseconds.
"""

import argparse
import json
import os
import random
import re
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import psycopg
from sqlalchemy import event
from sqlalchemy.engine import Engine

from benchmarks import assignment, contact, disclosure, imports, linkage, messages, report, sizes, slots
from crm.demo.structures import PASSWORD

ROOT = Path(__file__).parents[1]
REPEAT = 40


class Product:
    """A `crm up` with a story of the size asked for."""

    def __init__(self, var: Path, people: int, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}"
        command = [sys.executable, "-m", "crm", "up", "--var", str(var), "--port", str(port), "--people", str(people)]
        started = time.perf_counter()
        self.process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
        for line in self.process.stdout or ():
            print("   ", line.rstrip())
            if "Ctrl-C" in line:
                break
        self.started = time.perf_counter() - started
        self.env = self.environment()

    def environment(self) -> dict[str, str]:
        """The settings that the web process runs with."""
        found = subprocess.run(["pgrep", "-f", f"gunicorn.*{self.url[7:]}"], capture_output=True, text=True, check=True)
        lines = Path(f"/proc/{found.stdout.split()[0]}/environ").read_bytes().split(b"\0")
        return dict(line.decode().split("=", 1) for line in lines if b"=" in line)

    def wait_for_report(self) -> None:
        """A new story asks for a report: nothing is measured while a worker builds it."""
        with psycopg.connect(self.env["DATABASE_URL"].replace("+psycopg", ""), autocommit=True) as connection:
            while connection.execute("SELECT 1 FROM edition WHERE state = 'building'").fetchone():
                time.sleep(1)

    def stop(self) -> None:
        self.process.send_signal(signal.SIGINT)
        self.process.wait(60)


class Bare:
    """Remembers the SQL that a page sends, and runs it again without the page."""

    def __init__(self, env: dict[str, str]) -> None:
        os.environ.update(env)
        from crm import create_app

        self.app = create_app()
        self.app.config["WTF_CSRF_ENABLED"] = False
        self.client = self.app.test_client()
        self.connection = psycopg.connect(env["DATABASE_URL"].replace("+psycopg", ""), autocommit=False)
        self.sent: list[tuple[str, Any]] = []
        event.listen(Engine, "before_cursor_execute", self.note)

    def note(self, _c: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        if statement.startswith(("SELECT", "INSERT", "UPDATE")):
            self.sent.append((statement, parameters))

    def sign_in(self, email: str) -> None:
        self.client.post("/sign-in", data={"email": email, "password": PASSWORD})

    def milliseconds(self, path: str) -> tuple[float, int]:
        """Median of running again the reads of a page, and how many there are."""
        self.sent.clear()
        self.client.get(path)
        reads = [(s, p) for s, p in self.sent if s.startswith("SELECT")]
        times = []
        for _ in range(7):
            began = time.perf_counter()
            for statement, parameters in reads:
                self.connection.execute(statement, parameters).fetchall()
            times.append(1000 * (time.perf_counter() - began))
            self.connection.rollback()
        return statistics.median(times), len(reads)


def timed(action: Callable[[], Any], repeat: int = REPEAT) -> tuple[float, float]:
    """Median and 95th percentile, in milliseconds."""
    for _ in range(3):
        action()
    times = []
    for _ in range(repeat):
        began = time.perf_counter()
        action()
        times.append(1000 * (time.perf_counter() - began))
    return statistics.median(times), sorted(times)[int(0.95 * len(times))]


def token(page: str) -> str:
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    assert found, page[:300]
    return found.group(1)


def sign_in(client: httpx.Client, email: str) -> None:
    page = client.get("/sign-in").text
    answer = client.post("/sign-in", data={"csrf_token": token(page), "email": email, "password": PASSWORD})
    assert answer.status_code == 303, answer.status_code


def get(client: httpx.Client, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 200, (path, answer.status_code)


def pages(client: httpx.Client, bare: Bare) -> list[dict[str, Any]]:
    listing = client.get("/people?q=martin").text
    people = re.findall(r'href="(/people/[0-9a-f-]{36})', listing)
    calls = re.findall(r'href="(/dropouts/[0-9a-f-]{36}[^"]*)"', client.get("/dropouts").text)
    today = datetime.now(UTC).date()
    paths = {
        "search a name": [
            "/people?q=martin",
            "/people?q=sarah+b",
            "/people?q=sarah",
            "/people?q=van+da",
            "/people?q=mickael+2006+lille",
            "/people?q=2006",
            "/people?q=lille",
        ],
        "search with a typo": ["/people?q=benalli", "/people?q=carpantier"],
        "open a person": people[:20],
        "my day": ["/today"],
        "caseload, filtered": ["/caseload", "/caseload?referent=", "/caseload?referent=&missing=phone&sort=name"],
        "agenda, a week": ["/agenda"],
        "agenda, a month of all": [f"/agenda/events?start={today}&end={today + timedelta(days=42)}&who=structure"],
        "find a slot": [f"{people[0]}/slots?within=30"],
        "referral inbox": ["/referrals", "/referrals?box=sent"],
        "to whom to refer": [f"{person}/referrals/to" for person in people[:5]],
        "dropout list": ["/dropouts", "/dropouts?box=to_recall"],
        "a case to call": [call.replace("&amp;", "&") for call in calls[:20]],
    }
    return rows_of(client, bare, paths)


def territory(product: Product, bare: Bare) -> list[dict[str, Any]]:
    """The coordinator's pages, and their pool solved anew."""
    bare.sign_in("coordination@example.org")
    with httpx.Client(base_url=product.url, timeout=60) as client:
        sign_in(client, "coordination@example.org")
        known = {"csrf_token": token(client.get("/referrals/pool").text)}

        def solve() -> None:
            answer = client.post("/referrals/pool/propose", data=known)
            assert answer.status_code == 303, answer.status_code

        meeting = re.findall(r'href="(/meetings/[0-9a-f-]{36})"', client.get("/meetings").text)[-1]
        paths = {
            "the pool": ["/referrals/pool"],
            "the territory’s board": ["/referrals/board", "/referrals/board?soon=1"],
            "loads and silences": ["/referrals/watch"],
            "PSAD meeting": [meeting, f"{meeting}?state=to_contact", f"{meeting}?band=older"],
            "obligations": ["/obligations", "/obligations?state=satisfied", "/obligations?state=to_check"],
        }
        return [row("solve the pool", *timed(solve), None, None), *rows_of(client, bare, paths)]


def rows_of(client: httpx.Client, bare: Bare, paths: dict[str, list[str]]) -> list[dict[str, Any]]:
    rows = []
    for name, choices in paths.items():
        turn = iter(choices * (REPEAT + 4))
        p50, p95 = timed(lambda turn=turn: get(client, next(turn)))  # type: ignore[misc]
        sql = [bare.milliseconds(path.split("?from")[0]) for path in choices[:7]]
        rows.append(row(name, p50, p95, statistics.median(ms for ms, _ in sql), max(n for _, n in sql)))
    return rows


def row(name: str, p50: float, p95: float, sql: float | None, queries: int | None) -> dict[str, Any]:
    return {"action": name, "p50_ms": p50, "p95_ms": p95, "bare_sql_ms": sql, "queries": queries}


def writes(client: httpx.Client) -> list[dict[str, Any]]:
    person = re.findall(r'href="(/people/[0-9a-f-]{36})', client.get("/people?q=martin").text)[0]
    hours = iter(range(10_000))
    form = client.get(f"{person}/appointments/new").text
    counsellor = re.findall(r'<option selected value="(\d+)"', form.split('name="counsellor"')[1])[0]
    known = {"csrf_token": token(form)}

    def book() -> None:
        at = datetime(2040, 1, 1, tzinfo=UTC) + timedelta(hours=next(hours))
        data = {"starts_at": f"{at:%Y-%m-%dT%H:%M}", "minutes": "30", "location": "office", "slot_origin": "agreed"}
        answer = client.post(f"{person}/appointments/new", data={**known, **data, "counsellor": counsellor})
        assert answer.status_code == 303, answer.status_code

    def note() -> None:
        at = datetime.now(UTC) - timedelta(hours=2)
        data = {"type": "phone_interview", "happened_at": f"{at:%Y-%m-%dT%H:%M}", "summary": "Mesure."}
        answer = client.post(f"{person}/contacts/new", data={**known, **data})
        assert answer.status_code == 303, answer.status_code

    case = re.findall(r'href="(/dropouts/[0-9a-f-]{36})', client.get("/dropouts").text)[0]

    def call() -> None:
        data = {"channel": "call", "result": "no_answer", "next": "1"}
        answer = client.post(f"{case}/attempts?box=to_call", data={**known, **data})
        assert answer.status_code == 303, answer.status_code

    each = {"book an appointment": book, "note a contact": note, "note a call, go on to the next": call}
    return [row(name, *timed(action), None, None) for name, action in each.items()]


def show(rows: list[dict[str, Any]]) -> None:
    print(f"\n{'action':<24}{'p50 ms':>9}{'p95 ms':>9}{'SQL ms':>9}{'share':>8}{'queries':>9}")
    for r in rows:
        if "p50_ms" not in r:
            print("  ".join(f"{k}={v:.3g}" if isinstance(v, float) else f"{k}={v}" for k, v in r.items()))
            continue
        sql = r["bare_sql_ms"]
        share = f"{sql / r['p50_ms']:.0%}" if sql is not None else ""
        shown = f"{sql:.1f}" if sql is not None else ""
        print(f"{r['action']:<24}{r['p50_ms']:>9.1f}{r['p95_ms']:>9.1f}{shown:>9}{share:>8}{r['queries'] or '':>9}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=200_000)
    parser.add_argument("--var", type=Path, help="keep and use this folder: what would spoil it is left out")
    arguments = parser.parse_args()
    random.seed(1)
    with tempfile.TemporaryDirectory(prefix="crm-bench-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)
        product = Product(arguments.var or Path(folder) / "var", arguments.people, 8765)
        try:
            rows = measure(product)
            if not arguments.var:
                rows += sizes.measure(product.env)
        finally:
            product.stop()
    result = {"people": arguments.people, "started_s": round(product.started, 1), "rows": rows}
    (ROOT / "benchmarks/last.json").write_text(json.dumps(result, indent=1))
    show(rows)


def measure(product: Product) -> list[dict[str, Any]]:
    product.wait_for_report()
    bare = Bare(product.env)
    bare.sign_in("conseillere@example.org")
    with httpx.Client(base_url=product.url, timeout=60) as client:
        sign_in(client, "conseillere@example.org")
        rows = pages(client, bare) + writes(client)
    rows += territory(product, bare) + contact.measure(product.url)
    others = (assignment, messages, disclosure, linkage, slots)
    rows += imports.measure(product.env)
    return [*rows, report.measure(product.env), *(row for one in others for row in one.measure())]


if __name__ == "__main__":
    main()
