"""Files of every kind are read alike, or refused in one sentence."""

import subprocess
import sys

import pytest

from crm.codes.imports import ImportTarget
from crm.imports.rules.fields import FIELDS
from crm.imports.rules.sheets import read
from tests.imports import files
from tests.imports.conftest import HEADINGS, LINES, as_csv

FIELDS_OF = FIELDS[ImportTarget.DROPOUTS]
TABLE = [HEADINGS, *LINES[:2]]


def lines_of(content):
    return [list(cells.values()) for _, cells in read(content, FIELDS_OF).lines]


@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "iso8859-15", "mac_roman"]
)
def test_text_is_read_in_any_usual_encoding_and_separator(encoding, separator):
    assert lines_of(as_csv(LINES, encoding, separator))[0][:2] == ["Quenneville", "Noé"]


def test_encodings_may_be_mixed_line_by_line():
    content = as_csv(LINES[:1]) + b"\n" + "Lefèvre;Zoé;03/02/2009;F;;Lille".encode("cp1252")
    assert [line[1] for line in lines_of(content)] == ["Noé", "Zoé"]


def test_quotes_hold_separators_and_line_ends():
    content = 'NOM;Prénom;Date de naissance;Adresse\nPetit;"Ana";03/02/2009;"3, rue A;\nBât. B"\n'.encode()
    assert lines_of(content) == [["Petit", "Ana", "03/02/2009", "3, rue A;\nBât. B"]]


def test_workbooks_are_read_alike():
    expected = [[cell for cell in line if cell] for line in LINES[:2]]
    assert lines_of(files.workbook(TABLE)) == lines_of(files.ods(TABLE)) == expected


def test_formulas_count_for_their_values():
    rows = [*TABLE, ["=UPPER(A2)", "Zoé", "03/02/2009"]]
    assert lines_of(files.workbook(rows))[2][1] == "Zoé"


def test_invisible_characters_hide_nothing():
    """Marks of order, of direction, of no width; and controls, which a workbook may write as `_x0000_`."""
    csv = "\ufeff\ufeffNOM\u200b;\u200ePrénom;Naissance\nPe\u200btit\x01;\u202eAna\u2069;03/02/2009\n"
    sheet = read(csv.encode(), FIELDS_OF)
    assert sheet.headings == ["NOM", "Prénom", "Naissance"]
    assert lines_of(csv.encode()) == [["Petit", "Ana", "03/02/2009"]]
    book = files.rewritten(files.workbook([HEADINGS, ["Petit", "Ana"]]), b"Petit", b"Pe_x0000_tit")
    assert lines_of(book) == [["Petit", "Ana"]]


def test_two_encodings_may_share_a_line_under_a_mark():
    mixed = "\ufeffNOM;Prénom\nLefèvre;".encode() + "Zoé\n".encode("cp1252")
    assert lines_of(mixed) == [["Lefèvre", "Zoé"]]


def test_columns_called_alike_are_kept_apart():
    sheet = read(b"NOM;Prenom;NOM;NOM (2)\nA;B;C;D\n", FIELDS_OF)
    assert sheet.headings == ["NOM", "Prenom", "NOM (2)", "NOM (2) (2)"]
    assert list(sheet.lines[0][1].values()) == ["A", "B", "C", "D"]


def test_days_are_dates_whatever_they_are_counted_from():
    for epoch in (False, True):
        assert lines_of(files.dated([HEADINGS, ["Petit", "Ana", ""]], (1, 2), since_1904=epoch))[0][2] == "2009-02-03"


def test_a_cover_sheet_is_passed_over():
    book = files.sheets({"Notice": [["Liste du RIO"], ["octobre"]], "Liste": TABLE, "Codes": [["M", "Masculin"]]})
    assert lines_of(book)[0][:2] == ["Quenneville", "Noé"]


def test_cells_merged_in_a_title_do_no_harm():
    assert len(lines_of(files.workbook([["", ""], *TABLE], ["A1:F1"]))) == 2
    assert len(lines_of(files.ods([["Liste", "2026"], *TABLE], spanned=(0,)))) == 2


def test_a_title_may_stand_above_the_headings_and_lines_keep_their_number():
    sheet = read(files.workbook(files.CFA), FIELDS_OF)
    assert sheet.lines[0][0] == 3
    assert sheet.headings[0] == "Nom apprenti"


MEASURE = """
import resource, sys
from crm.codes.imports import ImportTarget
from crm.imports.rules import Unreadable
from crm.imports.rules.fields import FIELDS
from crm.imports.rules.sheets import read
try:
    found = len(read(sys.stdin.buffer.read(), FIELDS[ImportTarget.DROPOUTS]).lines)
except Unreadable:
    found = 0
own = next(int(line.split()[1]) for line in open("/proc/self/status") if line.startswith("VmHWM"))
print(found, max(own, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss))
"""


@pytest.mark.parametrize(
    ("content", "lines"),
    [
        (files.corners(), 0),
        (files.workbook([HEADINGS * 2, *([f"Nom{n}", *LINES[0][1:]] * 2 for n in range(50_000))]), 50_000),
        (b"Nom;Prenom;Naissance\n\xe9;a;b\n" + b"\r" * 20_000_000, 0),
    ],
    ids=["corners", "fifty thousand lines", "blank lines"],
)
def test_memory_stays_under_its_bound(content, lines):
    """In a process of its own: what the tests themselves hold does not count."""
    told = subprocess.run([sys.executable, "-c", MEASURE], input=content, capture_output=True, check=True).stdout
    found, kilobytes = map(int, told.split())
    assert found == lines
    assert kilobytes < 500 * 1024
