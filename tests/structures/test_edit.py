"""Correct a structure."""

from crm.structures.models import Structure
from tests.structures.conftest import FORM


def test_a_manager_edits_ones_own_only(browser, bob, alice, charlie, db):
    browser.login(bob)
    assert browser.post(f"/structures/{alice.structure.uid}/edit", data=FORM).status_code == 303
    assert db.get(Structure, alice.structure_id).verified_on
    assert browser.post(f"/structures/{charlie.structure.uid}/edit", data=FORM).status_code == 404
    assert browser.get(f"/structures/{alice.structure.uid}/edit").status_code == 200
