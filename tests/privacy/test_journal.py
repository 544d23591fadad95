"""Who reads a file is known, and nobody rewrites it."""

import re
from pathlib import Path

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from crm.journal import AccessEntry
from crm.privacy.rules.journal import deed
from crm.referrals.rules import MOVES

CRM = Path(__file__).parents[2] / "crm"


def test_the_officer_reads_it(browser, alice, dora, person):
    browser.login(alice).get(f"/people/{person.uid}")
    page = browser.login(dora).get("/journal")
    assert "Dossier ouvert" in page.text
    assert person.family_name not in page.text


def test_nobody_else_does(browser, alice, adam, rita):
    for actor in (alice, adam, rita):
        assert browser.login(actor).get("/journal").status_code == 403


@pytest.mark.parametrize("statement", ["UPDATE access_entry SET reason = 'x'", "DELETE FROM access_entry"])
def test_no_line_is_changed(db, browser, alice, person, statement):
    browser.login(alice).get(f"/people/{person.uid}")
    with pytest.raises(DBAPIError, match="can only grow"), db.begin_nested():
        db.execute(text(statement))
    assert db.scalars(select(AccessEntry)).one()


def test_every_deed_has_its_words():
    """Whatever the code writes in the journal is told in French."""
    sources = "\n".join(path.read_text() for path in CRM.rglob("*.py"))
    verbs = set(re.findall(r'journal\.record\([^"]*?"([a-z_]+\.[a-z_]+)"', sources))
    verbs |= {f"referrals.{name}" for name in MOVES}
    assert verbs
    assert [verb for verb in sorted(verbs) if deed(verb) == verb] == []
