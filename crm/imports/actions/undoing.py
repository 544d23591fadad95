"""Take back what a list wrote, exactly: row by row, table by table, but what somebody has worked on since."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Table, delete, select

from crm.codes.people import PairState
from crm.db import Base, among, db
from crm.duty.models import ObligationChange, TrainingObligation
from crm.imports.models import ImportRow
from crm.people.models import RestrictedAccess, SuspectedPair
from crm.referrals.models import Proposal
from crm.support.models import Draft

TOUCHED = "Ce dossier a été ouvert, modifié ou suivi depuis l’import : il reste."
UNDO_ORDER = ("dropout_report", "dropout_case", "guardian", "further_contact", "circle", "person", "structure")
"""Children before parents."""

WATCHED = {"person": "version", "dropout_case": "version"}
"""The column whose change since then says that somebody has worked on the row."""


def written_by_table(rows: Sequence[ImportRow]) -> dict[str, dict[int, Any]]:
    """By table, the rows that these lines wrote, and what their watched column was."""
    found: dict[str, dict[int, Any]] = defaultdict(dict)
    for row in rows:
        for one in row.written or []:
            found[one["table"]][one["id"]] = one.get(WATCHED.get(one["table"], ""))
    return found


def table(name: str) -> Table:
    return Base.metadata.tables[name]


def keep_touched(rows: Sequence[ImportRow]) -> list[ImportRow]:
    """Mark the lines whose rows were changed since; returns the others. What hangs on a row, the database knows."""
    written = written_by_table(rows)
    touched = {("person", number) for number in busy(list(written["person"]))}
    for name, column in WATCHED.items():
        was = written[name]
        query = select(table(name).c.id, table(name).c[column]).where(among(table(name).c.id, was))
        touched |= {(name, number) for number, value in db.session.execute(query) if value != was[number]}
    for row in rows:
        if any((one["table"], one["id"]) in touched for one in row.written or []):
            row.kept = TOUCHED
    return [row for row in rows if not row.kept]


def busy(people: Sequence[int]) -> set[int]:
    """Files with a draft, a named reader, or an obligation that somebody checked: these would go without a word."""
    checked = select(TrainingObligation.person_id).join(TrainingObligation.changes)
    lines = [select(kind.person_id).where(among(kind.person_id, people)) for kind in (Draft, RestrictedAccess)]
    lines.append(checked.where(among(TrainingObligation.person_id, people), ObligationChange.actor_id.is_not(None)))
    return {number for query in lines for number in db.session.scalars(query)}


def take_back(rows: Sequence[ImportRow]) -> None:
    """Delete what these lines wrote. What was only computed of these people since goes with them."""
    written = written_by_table(rows)
    people = list(written["person"])
    for row in rows:
        created = {one["table"] for one in row.written or []}
        row.person_id = None if "person" in created else row.person_id
        row.structure_id = None if "structure" in created else row.structure_id
    db.session.flush()
    pair = SuspectedPair
    suspected = (among(pair.a_id, people) | among(pair.b_id, people)) & (pair.state == PairState.SUSPECTED)
    db.session.execute(delete(pair).where(suspected))
    db.session.execute(delete(Proposal).where(among(Proposal.person_id, people)))
    db.session.execute(delete(TrainingObligation).where(among(TrainingObligation.person_id, people)))
    for name in UNDO_ORDER:
        db.session.execute(delete(table(name)).where(among(table(name).c.id, written[name])))
    for row in rows:
        row.written = None
    db.session.flush()
