"""The role that counts reads events and attributes, and no name, contact or note."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from crm.reports.queries import counting
from crm.reports.queries.indicators import COUNTS, MEASURES, Period
from crm.reports.rules.tables import INDICATORS

HIDDEN = [
    "given_name FROM person",
    "family_name FROM person",
    "phone FROM person",
    "email FROM person",
    "address FROM person",
    "folded FROM person",
    "uid FROM person",
    "summary FROM contact_event",
    "text FROM note",
    "name FROM guardian",
    "message FROM referral",
    "recipient FROM message",
    "comment FROM contact_attempt",
    'email FROM "user"',
    "verb FROM access_entry",
]


@pytest.mark.parametrize("what", HIDDEN)
def test_names_contacts_and_notes_are_refused(db, what):
    with pytest.raises(ProgrammingError, match="permission denied"), counting.without_names():
        db.execute(text(f"SELECT {what}"))


def test_nothing_can_be_written(db):
    with pytest.raises(ProgrammingError, match="permission denied"), counting.without_names():
        db.execute(text("UPDATE person SET commune_code = NULL"))


def test_rights_are_given_back(db):
    with counting.without_names():
        db.execute(text("SELECT count(sex) FROM person"))
    db.execute(text("SELECT count(given_name) FROM person"))


@pytest.mark.parametrize("indicator", [*COUNTS, *MEASURES])
def test_it_reads_all_that_an_indicator_needs(db, indicator):
    with counting.without_names():
        one = counting.measure_one if indicator in MEASURES else counting.count_one
        assert list(one(indicator, Period.quarter(2026, 3))) == []


def test_each_indicator_is_counted_once():
    assert {i.id for i in INDICATORS.values()} == {*COUNTS, *MEASURES} | {i.id for i in INDICATORS.values() if i.part}
    assert not COUNTS.keys() & MEASURES.keys()
