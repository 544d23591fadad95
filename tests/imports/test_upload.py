"""A list is read and judged line by line."""

import io
from datetime import datetime

import pytest
import xlsxwriter
from sqlalchemy import func, select

from crm.codes.imports import RowVerdict
from crm.imports.models import ImportFile, ImportRow
from tests.imports.conftest import HEADINGS, LINES, as_csv, send


def verdicts(db):
    return [row.verdict for row in db.scalars(select(ImportRow).order_by(ImportRow.number))]


EXPECTED = [
    RowVerdict.NEW,
    RowVerdict.NEW,
    RowVerdict.REPEATED,
    RowVerdict.NOT_CONCERNED,
    RowVerdict.NOT_CONCERNED,
    RowVerdict.INVALID,
    RowVerdict.INVALID,
]


@pytest.mark.parametrize(
    ("encoding", "separator"), [("utf-8", ";"), ("utf-8-sig", ","), ("cp1252", ";"), ("utf-16", "\t"), ("cp1252", "|")]
)
def test_every_usual_file_is_read_alike(browser, dina, db, encoding, separator):
    answer = send(browser.login(dina), as_csv(encoding=encoding, separator=separator))
    assert answer.status_code == 303
    assert verdicts(db) == EXPECTED
    assert db.scalars(select(ImportRow).order_by(ImportRow.number)).first().values["phone"] == "+33639981234"


def test_a_workbook_is_read_alike(browser, dina, db):
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream)
    sheet = book.add_worksheet()
    for number, line in enumerate([HEADINGS, *LINES]):
        sheet.write_row(number, 0, line)
    sheet.write_datetime(1, 2, datetime(2009, 2, 3), book.add_format({"num_format": "dd/mm/yyyy"}))
    book.close()
    send(browser.login(dina), stream.getvalue(), "liste.xlsx")
    assert verdicts(db) == EXPECTED


def test_the_same_file_twice_changes_nothing(browser, dina, db):
    send(browser.login(dina))
    again = send(browser)
    assert again.status_code == 422
    assert "déjà été déposé" in again.text
    assert db.scalar(select(func.count(ImportFile.id))) == 1
    assert "liste.csv" in browser.get("/imports").text


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "Choisissez"),
        (b"\x00\x01\x02" * 50, "ni un classeur"),
        (b"PK\x03\x04rubbish", "ne s’ouvre pas"),
        (b"NOM;PRENOM;NAISSANCE\n", "aucune ligne"),
    ],
)
def test_what_is_no_list_is_said_and_nothing_is_kept(browser, dina, db, content, said):
    data = {"source": "siei_rio_list", "target": "dropouts"}
    data |= {"file": (io.BytesIO(content), "liste.csv")} if content else {}
    answer = browser.login(dina).post("/imports/new", data=data, content_type="multipart/form-data")
    assert answer.status_code == 422
    assert said in answer.text
    assert not db.scalars(select(ImportFile)).all()
