"""Two files made one: all that hangs on one is moved to the other, and can be moved back exactly for a month."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Column, Table, bindparam, func, literal_column, select, text, type_coerce, update
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.exc import IntegrityError

from crm import journal
from crm.accounts.models import Membership
from crm.codes.people import PairState
from crm.codes.support import EndReason
from crm.db import Base, db
from crm.errors import Refused
from crm.people.actions.linkage import settle, unsettle
from crm.people.actions.record import REACHES, tell
from crm.people.models import Merge, Person, SuspectedPair
from crm.policy import May, require

UNDOABLE = timedelta(days=30)

STAY = {"person_search", "attribute_past", "suspected_pair", "merge", "access_entry", "person"}
"""Tables that name people but do not hang on a file: kept by the database, about the pair, or append-only."""

ONCE = {
    "circle",
    "person_flag",
    "restricted_access",
    "training_obligation",
    "participation",
    "draft",
    "further_contact",
    "trade_explored",
    "opt_out",
    "set_aside",
}
"""What a person has once: where both files have it, that of the kept file stands."""

CLASHES = {
    "dropout_case": "Les deux dossiers ont un signalement de décrochage ouvert : clôturez-en un, puis fusionnez.",
    "participation": "Deux rendez-vous de ces dossiers se chevauchent : annulez-en un, puis fusionnez.",
}

Key = dict[str, Any]
Row = dict[str, Any]


def merge(actor: Membership, pair: SuspectedPair, chosen: Mapping[str, Any], *, now: datetime) -> Merge:
    """Make one file of a suspected pair: the older one is kept, with the values chosen; the other leads to it."""
    require(actor, May.SETTLE_PAIR, pair)
    if pair.state is not PairState.SUSPECTED:
        raise Refused("Ces deux dossiers ont déjà été examinés.")
    kept, gone = pair.a, pair.b
    tell_who_gains(kept, gone, chosen, now)
    correct("on")
    before = [
        *(
            move(table, column, row, kept.id, now)
            for table, column in hanging()
            for row in rows(table, column, gone.id)
        ),
        write(gone, {"merged_into_id": kept.id}),
        write(kept, chosen),
    ]
    correct("")
    done = Merge(kept_id=kept.id, gone_id=gone.id, merged_at=now, merged_by_id=actor.user_id, before=before)
    db.session.add(done)
    settle(actor, pair, PairState.MERGED, now=now)
    for file in (kept, gone):
        journal.record(actor, "people.merge", file)
    db.session.flush()
    db.session.expire_all()
    return done


def correct(on: str) -> None:
    """What is written meanwhile says what was always so: the database keeps no past of it (migration 0032)."""
    db.session.flush()
    db.session.execute(select(func.set_config("crm.correcting", on, True)))


def tell_who_gains(kept: Person, gone: Person, chosen: Mapping[str, Any], now: datetime) -> None:
    """Each file by which the person could not be reached in some way that the other one knows."""
    own = {chosen.get(name, getattr(kept, name)) for name in REACHES}
    others = {way for file in (kept, gone) for g in file.guardians for way in (g.phone, g.email)}
    for file in (kept, gone):
        known = {file.phone, file.email, *(way for g in file.guardians for way in (g.phone, g.email))}
        if any(way and way not in known for way in own | others):
            tell(file, now)


def hanging() -> Iterator[tuple[Table, Column[Any]]]:
    """Every column that points to a file, of the tables that follow it."""
    for table in Base.metadata.sorted_tables:
        for key in sorted(table.foreign_keys, key=lambda k: k.parent.name):
            if key.column.table.name == "person" and table.name not in STAY:
                yield table, key.parent


def as_json(table: Table) -> Any:
    return type_coerce(func.to_jsonb(literal_column(quoted(table))), JSONB)


def rows(table: Table, column: Column[Any], number: int) -> list[Row]:
    query = select(as_json(table)).select_from(table).where(column == number).order_by(*table.primary_key)
    return list(db.session.scalars(query))


def write(person: Person, values: Mapping[str, Any]) -> Row:
    """Change a file itself: whoever has it open in a form will be told."""
    table = Base.metadata.tables["person"]
    (row,) = rows(table, table.c.id, person.id)
    return change(table, row, {**values, "version": person.version + 1})


def key_of(table: Table, row: Row) -> list[Any]:
    return [column == row[column.name] for column in table.primary_key]


def change(table: Table, row: Row, values: Mapping[str, Any]) -> Row:
    """Write some columns of a row, and say how they were."""
    db.session.execute(update(table).where(*key_of(table, row)).values(**values))
    return {"table": table.name, "row": row, "changed": sorted(values)}


def move(table: Table, column: Column[Any], row: Row, kept_id: int, now: datetime) -> Row:
    """One row from the file that goes to the one that is kept."""
    values: dict[str, Any] = {column.name: kept_id}
    try:
        with db.session.begin_nested():
            return change(table, row, values)
    except IntegrityError as clash:
        return give_way(table, row, values, now, clash)


def give_way(table: Table, row: Row, values: dict[str, Any], now: datetime, clash: IntegrityError) -> Row:
    """What the kept file has already: an episode is closed, what is had only once goes, the rest is refused."""
    if table.name == "support_episode":
        closed = {"closed_on": now.date(), "end_reason": EndReason.SUPPORT_CHANGED.value, "next_step_on": None}
        return change(table, row, {**values, **closed})
    if table.name in ONCE and "ExclusionViolation" not in repr(clash.orig):
        db.session.execute(table.delete().where(*key_of(table, row)))
        return {"table": table.name, "row": row, "changed": None}
    raise Refused(CLASHES.get(table.name, "Ces deux dossiers se contredisent : demandez à la coordination.")) from clash


def undo_merge(actor: Membership, done: Merge, *, now: datetime) -> None:
    """Give every row back as it was. What was written since the merge stays with the file that was kept."""
    require(actor, May.UNDO_MERGE, done)
    if done.undone_at or now > done.merged_at + UNDOABLE:
        raise Refused("Cette fusion ne peut plus être annulée : elle l’a déjà été, ou date de plus de 30 jours.")
    correct("on")
    for line in reversed(done.before):
        restore(Base.metadata.tables[line["table"]], line["row"], line["changed"])
    correct("")
    done.undone_at, done.undone_by_id = now, actor.user_id
    unsettle(done.kept_id, done.gone_id)
    for file in (done.kept, done.gone):
        journal.record(actor, "people.undo_merge", file)
    db.session.flush()
    db.session.expire_all()


def restore(table: Table, row: Row, changed: list[str] | None) -> None:
    """Write back the columns that were changed, or the whole row if it was removed."""
    name, columns = quoted(table), changed or [c.name for c in table.columns if c.computed is None]
    listed = ", ".join(f'"{column}"' for column in columns)
    was = f"SELECT {listed} FROM jsonb_populate_record(NULL::public.{name}, :row)"  # noqa: S608 - names of our own tables
    if changed:
        found = " AND ".join(f"\"{c.name}\" = (:row ->> '{c.name}')::bigint" for c in table.primary_key)
        statement = f"UPDATE {name} SET ({listed}) = ({was}) WHERE {found}"  # noqa: S608
    else:
        statement = f"INSERT INTO {name} ({listed}) OVERRIDING SYSTEM VALUE {was}"
    db.session.execute(text(statement).bindparams(bindparam("row", row, JSONB)))


def quoted(table: Table) -> str:
    return f'"{table.name}"'
