"""Every column of every table says what becomes of it when its person is anonymised."""

import pytest
from sqlalchemy import ARRAY, Date, DateTime, Enum, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB

from crm.db import Base
from crm.privacy.rules.anonymisation import COLUMNS, WHOLE, Fate, fates

TABLES = Base.metadata.tables
KINDS = {
    Date: {Fate.MONTH, Fate.YEAR},
    DateTime: {Fate.MONTH},
    Text: {Fate.FORGET},
    JSONB: {Fate.FORGET},
    Uuid: {Fate.REDRAW},
}
"""What a column of this type may become in a table about people: a day is blurred, a text forgotten, a uid redrawn."""

OURS = {
    "referral_transition.move",
    "dropout_transition.move",
    "obligation_change.move",
    "information_notice.version",
}
"""Words that the program writes, never somebody."""


def about_people():
    """Tables that lead to a person by their keys."""
    found = {"person"}
    while more := {
        table.name
        for table in TABLES.values()
        if table.name not in found and any(key.column.table.name in found for key in table.foreign_keys)
    }:
        found |= more
    return found


def keys(column):
    """The tables that a column leads to; an hour shared with an appointment is an hour, not a key."""
    return {key.column.table.name for key in column.foreign_keys if not isinstance(column.type, DateTime)}


def test_every_table_is_classified_once():
    assert set(TABLES) == set(COLUMNS) | set(WHOLE)
    assert not set(COLUMNS) & set(WHOLE)


@pytest.mark.parametrize("table", COLUMNS)
def test_every_column_is_classified_once(table):
    said = [column for columns in COLUMNS[table].values() for column in columns.split()]
    assert sorted(said) == sorted(column.name for column in TABLES[table].columns)


@pytest.mark.parametrize("table", sorted(set(COLUMNS) & about_people()))
def test_no_day_no_text_and_no_address_stays(table):
    for column in TABLES[table].columns:
        if str(column) in OURS or isinstance(column.type, Enum | ARRAY) or keys(column):
            continue
        allowed = next((fates for kind, fates in KINDS.items() if isinstance(column.type, kind)), set(Fate))
        assert fates(table)[column.name] in allowed, column


@pytest.mark.parametrize("table", sorted(set(COLUMNS) & about_people()))
def test_communes_and_accounts_do_not_stay(table):
    kept = {"commune": Fate.PLACE, "user": Fate.ACCOUNT}
    for column in TABLES[table].columns:
        for target in keys(column):
            assert fates(table)[column.name] is kept.get(target, Fate.KEEP), column


def test_a_whole_table_about_people_goes():
    assert {WHOLE[table] for table in set(WHOLE) & about_people()} <= {Fate.ERASE, Fate.EXPIRE}
