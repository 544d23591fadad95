"""A list of 10 000 dropouts against all the people of the story: how long until it is ready for review, in a worker,
whose memory is measured, beside its bare linking; then how long to write it and to undo it."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

LINES = 10_000
ROOT = Path(__file__).parents[1]


def measure(env: dict[str, str]) -> Iterator[dict[str, Any]]:
    command = [sys.executable, "-m", "benchmarks.imports"]
    done = subprocess.run(command, cwd=ROOT, env={**os.environ, **env}, capture_output=True, text=True, check=True)
    yield json.loads(done.stdout.splitlines()[-1])


def run() -> dict[str, Any]:
    """Half of the lines are people of the database, written with slips; the other half are new.

    The product's own workers do the work: `peak_mb` is the most that one of them ever held, reports included."""
    import time
    from datetime import UTC, datetime

    from sqlalchemy import func, select

    from crm import create_app
    from crm.accounts.models import Membership
    from crm.codes.dropouts import DropoutSource
    from crm.codes.imports import ImportState, ImportTarget, RowCause, RowDecision, RowVerdict
    from crm.codes.structures import Role
    from crm.db import db, transaction
    from crm.imports import actions, queries
    from crm.people.models import Person
    from worker.imports import carry_on

    app = create_app()
    workers = [
        Path(f"/proc/{pid}")
        for pid in subprocess.check_output(["pgrep", "-f", "celery -A worker worker"], text=True).split()
    ]

    def actor() -> Membership:
        return db.session.scalars(select(Membership).where(Membership.role == Role.PSAD_COORDINATOR).limit(1)).one()

    def go_on(uid: Any, until: ImportState) -> float:
        began = time.perf_counter()
        carry_on.delay()
        while queries.get(actor(), uid).state is not until:
            db.session.rollback()
            time.sleep(0.1)
        return time.perf_counter() - began

    with app.app_context():
        total = db.session.scalar(select(func.count(Person.id))) or 0
        content = listing()
        cpu, began = seconds(workers), time.perf_counter()
        with transaction():
            source = DropoutSource.SIEI_RIO_LIST
            file = actions.upload(actor(), ImportTarget.DROPOUTS, source=source, filename="banc.csv", content=content)
            uid = file.uid
        opened = time.perf_counter() - began
        reading = go_on(uid, ImportState.READY)
        cpu = seconds(workers) - cpu
        found = queries.get(actor(), uid)
        counted = {verdict.value: sum(causes.values()) for verdict, causes in queries.counts(found).items()}
        bare = linking(found)
        with transaction():
            found = queries.get(actor(), uid)
            for cause in (*queries.counts(found)[RowVerdict.KNOWN], RowCause.RESEMBLING):
                actions.choose_all(actor(), found, cause, RowDecision.IMPORT)
            actions.write(actor(), found)
        writing = go_on(uid, ImportState.WRITTEN)
        with transaction():
            actions.undo(actor(), queries.get(actor(), uid), now=datetime.now(UTC))
        undoing = go_on(uid, ImportState.UNDONE)
    times = {"open_s": opened, "ready_s": opened + reading, "cpu_s": cpu, "bare_linking_s": bare}
    times |= {"write_s": writing, "undo_s": undoing}
    return {"action": f"{LINES} lines against {total} people", **times, "peak_mb": max(map(peak, workers)), **counted}


def seconds(processes: list[Path]) -> float:
    """The processor time that they used."""
    ticks = [process.joinpath("stat").read_text().rsplit(")", 1)[1].split()[11:13] for process in processes]
    return sum(int(one) for pair in ticks for one in pair) / os.sysconf("SC_CLK_TCK")


def peak(process: Path) -> float:
    """The most memory that it ever held, in MB."""
    return int(process.joinpath("status").read_text().split("VmHWM:")[1].split()[0]) / 1024


def linking(file: Any) -> float:
    """The floor: the same list linked to the same people, all of them in memory already."""
    import time

    from sqlalchemy import select

    from crm.db import db
    from crm.imports.models import ImportRow
    from crm.imports.rules.understanding import identity
    from crm.people.actions.linkage import SUSPICIOUS
    from crm.people.queries.matching import everybody, frequencies, in_use
    from crm.people.rules.linking import link

    lines = select(ImportRow.number, ImportRow.values).where(ImportRow.file_id == file.id, ImportRow.key != "")
    asked, people = [identity(*line) for line in db.session.execute(lines)], list(everybody())
    model, latest = in_use()
    common = frequencies(latest, asked)
    began = time.perf_counter()
    for _ in link(asked, people, threshold=SUSPICIOUS, model=model, frequencies=common):
        pass
    return time.perf_counter() - began


def listing() -> bytes:
    """A list as RIO exports it."""
    from random import Random

    from sqlalchemy import select
    from sqlalchemy.orm import joinedload

    from crm.db import db
    from crm.demo.names import BOYS, FAMILIES, GIRLS
    from crm.people.models import Person

    random = Random(7)
    query = select(Person).where(Person.id % 40 == 0).options(joinedload(Person.commune))
    lines = [["Nom de famille", "Prénom 1", "Date de naissance", "Téléphone", "Code postal", "Commune", "Adresse"]]
    for person in db.session.scalars(query.order_by(Person.id).limit(LINES // 2)):
        family = person.family_name if random.random() < 0.7 else person.family_name[:-1]
        town = person.commune
        place = [town.postcodes[0], town.name] if town else ["", ""]
        lines.append([family, person.given_name, f"{person.born_on:%d/%m/%Y}", person.phone or "", *place, ""])
    towns = [line[4:6] for line in lines[1:] if line[4]]
    while len(lines) <= LINES:
        born = f"{random.randint(1, 28):02}/{random.randint(1, 12):02}/{random.randint(2001, 2009)}"
        name = random.choice(FAMILIES) + random.choice(FAMILIES).lower()
        phone = f"06399{random.randrange(80000, 90000)}"
        lines.append([name, random.choice(GIRLS + BOYS), born, phone, *random.choice(towns), ""])
    return "\n".join(";".join(line) for line in lines).encode()


if __name__ == "__main__":
    print(json.dumps(run()))
