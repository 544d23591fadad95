"""PDF, Excel and CSV of an edition."""

import csv
import io

import openpyxl
import pytest
from pypdf import PdfReader


@pytest.mark.parametrize("kind", ["csv", "xlsx", "pdf"])
def test_the_files_hold_no_hidden_count(browser, edition, dora, kind):
    answer = browser.login(dora).get(f"/reports/{edition.uid}/download.{kind}")
    assert answer.status_code == 200
    if kind == "csv":
        values = {row["valeur"] for row in csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig")), delimiter=";")}
        assert "s" in values
        assert not values & {"1", "2", "3", "4"}
    elif kind == "xlsx":
        sheet = openpyxl.load_workbook(io.BytesIO(answer.data))["A-3"]
        assert "s" in {cell.value for row in sheet.iter_rows() for cell in row}
    else:
        assert "Jeunes accompagnés" in PdfReader(io.BytesIO(answer.data)).pages[0].extract_text()


def test_an_unknown_file_is_not_found(browser, edition, dora):
    assert browser.login(dora).get(f"/reports/{edition.uid}/download.exe").status_code == 404
