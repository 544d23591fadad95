"""An import is undone as a whole and exactly, but what somebody has worked on since."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select, update

from crm.db import Base
from crm.dropouts.models import DropoutCase
from crm.imports import actions
from crm.imports.models import ImportFile, ImportRow
from crm.journal import AccessEntry
from crm.people.models import Person
from tests import factories
from tests.imports.conftest import LINES, as_csv, send

CHANGING = ("import_file", "import_row", "access_entry")


def everything(db):
    """All rows of all tables, but the lists themselves and the journal."""
    db.expire_all()
    tables = [table for table in Base.metadata.sorted_tables if table.name not in CHANGING]
    return {table.name: sorted(map(str, db.execute(select(table)).all())) for table in tables}


@pytest.fixture
def written(browser, dina, alice, db):
    """A list with a new person, a known one with another number and a minor, written; and all that was there before."""
    factories.make_person(alice, given_name="Noé", family_name="Quenneville", born_on=date(2009, 2, 3))
    before = everything(db)
    lines = [*LINES, ["Mineur", "Tom", "03/02/2010", "M", "", "Lille"]]
    where = send(browser.login(dina), as_csv(lines)).location
    assert browser.post(where + "/write").status_code == 303
    assert everything(db) != before
    return where, before


def test_undoing_leaves_everything_as_it_was(browser, db, written):
    where, before = written
    assert browser.post(where + "/undo").status_code == 303
    assert everything(db) == before
    assert not db.scalars(select(ImportRow)).all()
    assert "rien n’en reste" in browser.get(where).text
    assert "imports.undo" in db.scalars(select(AccessEntry.verb)).all()
    assert send(browser).status_code == 303, "the same file may be handed in again"


def test_what_was_worked_on_since_stays_and_is_named(browser, dina, db, written):
    where, _ = written
    opened = db.scalar(select(DropoutCase).join(Person).where(Person.family_name == "Ostrowska"))
    assert browser.get(f"/dropouts/{opened.uid}").status_code == 200
    data = {"channel": "call", "result": "no_answer", "comment": ""}
    assert browser.post(f"/dropouts/{opened.uid}/attempts", data=data).status_code in (303, 404)
    edited = db.scalar(select(Person).where(Person.family_name == "Mineur"))
    db.execute(update(Person).where(Person.id == edited.id).values(version=Person.version + 1))
    assert browser.post(where + "/undo").status_code == 303
    names = set(db.scalars(select(Person.family_name)))
    assert {"Quenneville", "Mineur"} <= names
    assert "ces dossiers ont été ouverts, modifiés ou suivis depuis" in browser.get(where).text
    assert "Tom Mineur" in browser.get(where).text


def test_nothing_is_undone_after_seven_days_and_rows_are_forgotten(browser, dina, db, written):
    where, _ = written
    db.execute(update(ImportFile).values(written_at=datetime.now(UTC) - timedelta(days=8)))
    assert browser.post(where + "/undo").status_code == 409
    assert actions.purge(now=datetime.now(UTC)) == 1
    assert not db.scalars(select(ImportRow)).all()
    purged = db.scalars(select(AccessEntry).where(AccessEntry.verb == "imports.purge")).all()
    assert purged[-1].user_id is None
    assert purged[-1].reason in where
    assert actions.purge(now=datetime.now(UTC)) == 0
    assert "délai d’annulation" in browser.get(where).text


def test_a_list_that_nobody_reviewed_is_forgotten_after_a_month(browser, dina, db):
    send(browser.login(dina))
    assert actions.purge(now=datetime.now(UTC) + timedelta(days=29)) == 0
    assert actions.purge(now=datetime.now(UTC) + timedelta(days=31)) == 1
    assert not db.scalars(select(ImportRow)).all()
