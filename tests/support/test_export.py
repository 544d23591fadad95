"""The list as a file: for managers, journaled, without formulas."""

import pytest
from sqlalchemy import select

from crm.files import spreadsheet
from crm.journal import AccessEntry
from tests import factories


@pytest.fixture
def manager(alice):
    return factories.make_manager("mona", alice.structure)


def test_a_manager_exports_what_is_filtered(browser, alice, bob, manager, db):
    factories.make_person(alice, family_name="=cmd()", phone=None)
    factories.make_person(bob, family_name="Autre")
    answer = browser.login(manager).get("/caseload.csv?missing=phone")
    lines = answer.data.decode("utf-8-sig").splitlines()
    assert len(lines) == 2
    assert lines[1].startswith("'=cmd();")
    assert db.scalar(select(AccessEntry.verb).where(AccessEntry.user_id == manager.user_id)) == "support.export"


def test_a_counsellor_does_not(browser, alice):
    assert browser.login(alice).get("/caseload.csv").status_code == 403


@pytest.mark.parametrize("cell", ["=1+1", "+33", "-2", "@x", "\tx", "\rx", "\nx", "＝1", "＋1", "－1", "＠x"])
def test_no_cell_is_a_formula(cell):
    assert spreadsheet([[cell]]).decode("utf-8-sig").strip("\r\n").lstrip('"').startswith("'")
