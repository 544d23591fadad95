"""Add a structure to the directory."""

import pytest
from sqlalchemy import select

from crm.structures.models import Structure
from tests.structures.conftest import FORM


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


def test_a_counsellor_adds_none(browser, alice, rita):
    assert browser.login(alice).get("/structures/new").status_code == 403
    assert browser.login(rita).get("/structures").status_code == 403
