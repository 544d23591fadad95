"""A cell is corrected where it stands, and its line judged again."""

from sqlalchemy import select

from crm.imports.models import ImportRow
from tests.imports.conftest import send


def row(db, number):
    db.expire_all()
    return db.scalar(select(ImportRow).where(ImportRow.number == number))


def test_a_corrected_cell_makes_a_line_new(browser, dina, db):
    where = send(browser.login(dina)).location
    assert row(db, 8).verdict == "invalid"
    assert 'value="12"' in browser.get(where + "?verdict=invalid").text
    answer = browser.post(where + "/rows/8/cell", data={"field": "phone", "text": "06 39 98 00 12"})
    assert answer.status_code == 303
    found = row(db, 8)
    assert (found.verdict, found.values["phone"]) == ("new", "+33639980012")


def test_a_correction_may_make_a_line_repeat_another(browser, dina, db):
    where = send(browser.login(dina)).location
    browser.post(where + "/rows/7/cell", data={"field": "born_on", "text": "03/02/2009"})
    assert row(db, 7).verdict == "new"
    browser.post(where + "/rows/6/cell", data={"field": "commune", "text": "Lille"})
    assert row(db, 6).verdict == "new"
    browser.post(where + "/rows/7/cell", data={"field": "born_on", "text": "rien"})
    assert "n’est pas une date" in row(db, 7).reason


def test_a_social_security_number_is_not_kept(browser, dina, db):
    where = send(browser.login(dina)).location
    browser.post(where + "/rows/8/cell", data={"field": "phone", "text": "1090259350123"})
    assert "1090259350123" not in str(row(db, 8).raw)
    assert row(db, 8).cause == "forbidden"


def test_unknown_fields_and_written_lists_are_refused(browser, dina, db):
    where = send(browser.login(dina)).location
    assert browser.post(where + "/rows/8/cell", data={"field": "eyes", "text": "x"}).status_code == 409
    assert browser.post(where + "/rows/99/cell", data={"field": "phone", "text": "x"}).status_code == 404
    browser.post(where + "/write")
    assert browser.post(where + "/rows/2/cell", data={"field": "phone", "text": "x"}).status_code in (404, 409)
