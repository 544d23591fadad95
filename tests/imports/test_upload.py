"""A list is read and judged line by line."""

import html
import io
import re
from datetime import datetime

import pytest
import xlsxwriter
from sqlalchemy import func, select

from crm.codes.imports import RowVerdict
from crm.imports.models import ImportFile, ImportRow
from tests.imports import bad
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


@pytest.mark.parametrize(("content", "said"), bad.REFUSED.values(), ids=bad.REFUSED)
def test_what_is_no_list_is_refused_in_one_sentence_and_nothing_is_kept(browser, dina, db, content, said):
    answer = send(browser.login(dina), content)
    assert answer.status_code == 422
    found = re.findall(r"<li>([^<]+)</li>", answer.text)
    assert len(found) == 1
    assert said in html.unescape(found[0])
    assert html.unescape(found[0]).endswith(".")
    assert not db.scalars(select(ImportFile)).all()


def test_no_file_is_asked_for(browser, dina):
    answer = browser.login(dina).post("/imports/new", data={"source": "siei_rio_list", "target": "dropouts"})
    assert answer.status_code == 422
    assert "Choisissez" in answer.text


def test_a_name_of_a_file_hides_nothing(browser, dina, db):
    send(browser.login(dina), name="liste\0 1 09 02 59 350 123 45\u202e.csv")
    assert db.scalars(select(ImportFile.filename)).all() == ["liste [numéro retiré].csv"]


LONG = "x" * 9000 + "@example.org"


def test_a_cell_without_end_is_one_line_to_correct(browser, dina, db):
    content = f"NOM;Prénom;Naissance;Mail;Adresse\nA;B;03/02/2008;{LONG};{'y' * 200_000}\nC;D;03/02/2008;;\n"
    where = send(browser.login(dina), content.encode()).location
    rows = db.scalars(select(ImportRow).order_by(ImportRow.number)).all()
    assert [row.verdict for row in rows] == [RowVerdict.INVALID, RowVerdict.NEW]
    assert rows[0].reason == "« E-mail » est trop long : 300 caractères au plus."
    assert browser.post(where + "/write").status_code == 303


def test_formulas_stay_text_and_are_no_name(browser, dina, db):
    content = "NOM;Prénom;Naissance;Commune\n=cmd|'/C calc'!A0;Ana;03/02/2009;Lille\nPetit;Léo;03/02/2009;=1+1\n"
    page = browser.get(send(browser.login(dina), content.encode()).location + "?verdict=invalid").text
    assert "n’est pas un nom" in html.unescape(page)


def test_a_column_less_is_no_harm(browser, dina, db):
    """Rows shorter than the headings have empty cells at their end."""
    send(browser.login(dina), b"NOM;Prenom;Naissance;Commune\nA;B;03/02/2009\nC;D;03/02/2008;Lille\n")
    assert verdicts(db) == [RowVerdict.NEW, RowVerdict.NEW]
