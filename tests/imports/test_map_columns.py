"""Columns that are not sure are asked about once, and remembered."""

from sqlalchemy import select

from crm.codes.imports import ImportState
from crm.imports.models import ImportFile, ImportRow
from tests.imports import files
from tests.imports.conftest import send

CONTENT = files.FRANCE_TRAVAIL.encode()
MAPPED = {
    "column_0": "family_name",
    "column_1": "born_on",
    "column_2": "given_name",
    "column_3": "phone",
    "column_4": "commune",
}


def test_an_unsure_column_is_asked_about_and_remembered(browser, dina, db):
    answer = send(browser.login(dina), CONTENT)
    where = answer.location + "/columns"
    assert browser.get(answer.location).location == where
    page = browser.get(where).text
    assert "Haddad" in page
    assert "À vérifier" in page
    assert browser.post(where, data={**MAPPED, "column_0": ""}).status_code == 422
    twice = browser.post(where, data={**MAPPED, "column_3": "commune"})
    assert "Deux colonnes disent la même chose" in twice.text
    assert browser.post(where, data=MAPPED).status_code == 303
    assert browser.get(where).status_code == 303
    again = send(browser, CONTENT.replace(b"Haddad", b"Durand"))
    assert browser.get(again.location).status_code == 200
    kept = db.scalars(select(ImportFile).order_by(ImportFile.id)).all()
    assert [file.state for file in kept] == [ImportState.READY] * 2
    assert not any(one["samples"] for file in kept for one in file.headings)


def test_columns_that_carry_nothing_are_forgotten(browser, dina, db):
    send(browser.login(dina), files.RIO.encode("cp1252"))
    rows = db.scalars(select(ImportRow)).all()
    assert not any("Formation" in row.raw or "INE" in row.raw for row in rows)
    file = db.scalars(select(ImportFile)).one()
    assert file.left_out == ["INE"]
    assert "jamais enregistrées" in browser.get(f"/imports/{file.uid}").text
