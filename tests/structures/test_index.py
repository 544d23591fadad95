"""The directory: `index`, `show`, `create`, `edit`."""

import pytest
from sqlalchemy import select

from crm.structures.models import Structure

FORM = {
    "name": "École de la deuxième chance du Littoral",
    "short_name": "E2C Littoral",
    "phone": "01 99 00 12 99",
    "commune": "Roubaix",
    "tier": "labellise",
    "network_codes": ["e2c"],
    "territory": ["595", "596"],
}


def test_it_is_searched_by_name_network_and_territory(browser, alice, charlie):
    browser.login(alice)
    assert "South" in browser.get("/structures").text
    for query, found in (("q=sou", True), ("q=xyz", False), ("network=cfa", False), ("arrondissement=595", True)):
        assert ("South</a>" in browser.get(f"/structures?{query}").text) is found


def test_an_entry_shows_whom_to_call(browser, alice, charlie):
    page = browser.login(alice).get(f"/structures/{charlie.structure.uid}")
    assert "01 99 00 12 34" in page.text.replace("\u00a0", " ")
    assert "Modifier" not in page.text


def test_the_administrator_adds_one(browser, adam, db):
    assert browser.login(adam).post("/structures/new", data=FORM).status_code == 303
    added = db.scalars(select(Structure)).one()
    assert (added.phone, added.commune_code) == ("+33199001299", "59512")
    assert [line.arrondissement_code for line in added.coverage] == ["595", "596"]


@pytest.mark.parametrize(
    ("change", "said"), [({"siret": "123"}, "SIRET"), ({"phone": "12"}, "incomplet"), ({"name": ""}, "nécessaire")]
)
def test_what_is_wrong_is_said(browser, adam, db, change, said):
    answer = browser.login(adam).post("/structures/new", data=FORM | change)
    assert answer.status_code == 422
    assert said in answer.text
    assert not db.scalars(select(Structure)).all()


def test_a_manager_edits_ones_own_only(browser, bob, alice, charlie, db):
    browser.login(bob)
    assert browser.post(f"/structures/{alice.structure.uid}/edit", data=FORM).status_code == 303
    assert db.get(Structure, alice.structure_id).verified_on
    assert browser.post(f"/structures/{charlie.structure.uid}/edit", data=FORM).status_code == 404
    assert browser.get(f"/structures/{alice.structure.uid}/edit").status_code == 200


def test_a_counsellor_adds_none(browser, alice, rita):
    assert browser.login(alice).get("/structures/new").status_code == 403
    assert browser.login(rita).get("/structures").status_code == 403
