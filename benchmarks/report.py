"""The report of the last quarter of `DATABASE_URL`: counted (the SQL and the tallying), protected, audited."""

import json
import os
import resource
import subprocess
import sys
import time
from datetime import UTC, datetime
from typing import Any


def measure(env: dict[str, str]) -> dict[str, Any]:
    """In a process of its own, so that its memory is known."""
    command = [sys.executable, "-m", "benchmarks.report"]
    done = subprocess.run(command, env={**os.environ, **env}, stdout=subprocess.PIPE, text=True, check=True)
    return dict(json.loads(done.stdout.splitlines()[-1]))


def run() -> dict[str, Any]:
    from crm import create_app
    from crm.reports.queries import counting
    from crm.reports.rules.audit import audit
    from crm.reports.rules.protection import protect
    from crm.reports.rules.tables import before, build, quarter_of

    year, quarter = before(*quarter_of(datetime.now(UTC).date()))
    with create_app().app_context():
        began = time.perf_counter()
        counted, departements = counting.count(year, quarter).counted, counting.departements()
        seconds = time.perf_counter() - began
    protected = protect(build(counted, departements, 5))
    proof = audit(protected.to_json())
    return {
        "action": f"report of {year}-{quarter}",
        "count_s": seconds,
        "protect_s": protected.seconds,
        "audit_s": proof.seconds,
        "cells": len(protected.system.cells),
        "hidden": len(protected.hidden),
        "exposed": len(proof.exposed),
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


if __name__ == "__main__":
    print(json.dumps(run()))
