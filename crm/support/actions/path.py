"""The way a person goes: what they ask for, what they are offered, the steps agreed, the trades they discover."""

import csv
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import exists, select
from sqlalchemy.dialects.postgresql import insert

from crm import journal
from crm.accounts.models import Membership
from crm.codes.support import Discovery, Interest, PathKind, PathState, Theme
from crm.db import db
from crm.errors import Refused
from crm.people.models import Person
from crm.people.rules import forbidden_number
from crm.policy import May, require
from crm.reading import fold
from crm.support.models import Barrier, PathItem, Trade, TradeExplored
from crm.support.rules import ANSWERS

SAMPLE = Path(__file__).parents[1] / "trades.csv"
COLUMNS = ("code_rome", "code_appellation", "libelle")


def add_path(
    actor: Membership,
    person: Person,
    kind: PathKind,
    text: str,
    *,
    theme: Theme | None,
    due_on: date | None,
    now: datetime,
) -> PathItem:
    """Write down a request, a proposal or a step."""
    require(actor, May.WRITE_SUPPORT, person)
    if why := forbidden_number(text):
        raise Refused(why)
    item = PathItem(
        person_id=person.id,
        kind=kind,
        text=text,
        theme=theme,
        due_on=due_on,
        dated_on=now.date(),
        structure_id=actor.structure_id,
        author_id=actor.user_id,
    )
    db.session.add(item)
    journal.record(actor, "support.add_path", person)
    db.session.flush()
    return item


def settle_path(actor: Membership, item: PathItem, state: PathState, *, now: datetime) -> None:
    """Say what became of it."""
    require(actor, May.WRITE_SUPPORT, item.person)
    if state not in ANSWERS[item.kind]:
        raise Refused("Cette réponse ne va pas avec cette ligne : rechargez la page.")
    item.state, item.settled_on = state, now.date()
    journal.record(actor, "support.settle_path", item.person)
    db.session.flush()


def explore(
    actor: Membership, person: Person, trade: Trade, how: Discovery, interest: Interest, *, now: datetime
) -> None:
    """A trade was discovered; the same trade again brings the answer up to date."""
    require(actor, May.WRITE_SUPPORT, person)
    values = {"how": how, "interest": interest, "explored_on": now.date(), "author_id": actor.user_id}
    statement = insert(TradeExplored).values(person_id=person.id, trade_id=trade.id, **values)
    db.session.execute(statement.on_conflict_do_update(index_elements=["person_id", "trade_id"], set_=values))
    journal.record(actor, "support.explore", person)
    db.session.flush()


def recheck(actor: Membership, barrier: Barrier, person: Person, *, now: datetime) -> None:
    """The theme still stands in the way as much: checked today."""
    require(actor, May.WRITE_SUPPORT, person)
    db.session.add(
        Barrier(
            person_id=person.id,
            theme=barrier.theme,
            severity=barrier.severity,
            checked_at=now,
            structure_id=actor.structure_id,
            author_id=actor.user_id,
        )
    )
    journal.record(actor, "support.recheck", person)
    db.session.flush()


def load_trades(rows: Iterable[Mapping[str, str]]) -> int:
    """Insert, or bring up to date by code. Returns how many. Raises ValueError, with the line, on the first bad one."""
    lines = [trade_of(number, row) for number, row in enumerate(rows, 2)]
    if lines:
        statement = insert(Trade)
        new = {"label": statement.excluded.label, "folded": statement.excluded.folded}
        db.session.execute(
            statement.on_conflict_do_update(index_elements=["code_rome", "code_appellation"], set_=new), lines
        )
    return len(lines)


def trade_of(number: int, row: Mapping[str, str]) -> dict[str, Any]:
    values = [(row.get(name) or "").strip() for name in COLUMNS]
    if not values[0] or not values[2]:
        raise ValueError(f"line {number}: code_rome and libelle are needed")
    return {"code_rome": values[0], "code_appellation": values[1], "label": values[2], "folded": f" {fold(values[2])} "}


def load_sample_trades() -> None:
    """A few trades, until the reference file is imported."""
    if not db.session.scalar(select(exists().select_from(Trade))):
        with SAMPLE.open(newline="", encoding="utf-8") as file:
            load_trades(csv.DictReader(file))
