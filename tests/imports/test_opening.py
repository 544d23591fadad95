"""Files of every kind are read alike, or refused in one sentence."""

import subprocess
import sys

import pytest

from crm.codes.imports import ImportTarget
from crm.imports.rules import Unreadable
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


def test_a_title_may_stand_above_the_headings_and_lines_keep_their_number():
    sheet = read(files.workbook(files.CFA), FIELDS_OF)
    assert sheet.lines[0][0] == 3
    assert sheet.headings[0] == "Nom apprenti"


def test_columns_of_forbidden_numbers_are_left_out_by_name_and_by_content():
    content = (
        "Nom;Prénom;Date de naissance;INE;Réf.;Note\n"
        "Petit;Ana;03/02/2009;;1 09 02 59 350 123 45;1090259350123\nPetit;Léo;03/02/2008;;2 08 02 59 350 123 45;vu\n"
        "Petit;Max;03/02/2007;;;vu deux fois\n"
    )
    sheet = read(content.encode(), FIELDS_OF)
    assert sheet.left_out == ["INE", "Réf."]
    kept = str(sheet.lines) + str(sheet.headings)
    assert "59 350 123" not in kept
    assert "1090259350123" not in kept


REFUSED = {
    "empty": (b"", "vide"),
    "blank": (b"\n\n;;\n", "vide"),
    "no line": (b"NOM;Prenom;Naissance\n", "aucune ligne"),
    "binary": (bytes(range(256)) * 9, "ni un classeur"),
    "no headings": (b"Petit;Ana;03/02/2009\nPetit;Leo;03/02/2008\n", "pas de noms de colonnes"),
    "two heading lines": (b"Nom;Prenom;Naissance\nNom;Prenom;Naissance\nA;B;03/02/2009\n", "plusieurs lignes (1 et 2)"),
    "open quote": (b'Nom;Prenom;Naissance\nA;"B;03/02/2009\nC;D;03/02/2008\n', "au milieu de la ligne 2"),
    "cut line": (b"Nom;Prenom;Naissance\nA;B;03/02/2009\nC;D;03/02/2009\nE;F", "au milieu de la ligne 4"),
    "identical": (
        b"Nom;Prenom;Naissance\n" + b"A;B;03/02/2009\n" * 10_000,
        "10000 lignes de ce fichier sont identiques",
    ),
    "too many": (
        b"Nom;Prenom;Naissance\n" + b"".join(b"A%d;B;03/02/2009\n" % n for n in range(50_001)),
        "plus de 50000 lignes",
    ),
    "too heavy": (b"x" * (20 * 1024 * 1024 + 1), "20 Mo"),
    "locked": (b"\xd0\xcf\x11\xe0" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"), "mot de passe"),
    "old": (b"\xd0\xcf\x11\xe0" + b"\0" * 600 + "Workbook".encode("utf-16-le"), "trop ancien"),
    "rubbish": (b"PK\x03\x04rubbish", "ne s’ouvre pas"),
    "no sheet": (files.packed({"a.txt": "Bonjour"}), "ne s’ouvre pas"),
    "truncated": (files.workbook(TABLE)[:-400], "ne s’ouvre pas"),
    "macros": (files.packed({"xl/vbaProject.bin": b"x"}, files.workbook(TABLE)), "macros"),
    "merged": (files.workbook([*TABLE, ["", "x"]], ["A4:A6"]), "fusionnées à la ligne 4"),
    "bomb": (files.bomb(), "anormalement gros"),
    "corners": (files.corners(), "anormalement gros"),
}


@pytest.mark.parametrize(("content", "said"), REFUSED.values(), ids=REFUSED)
def test_what_is_no_list_is_refused_in_one_sentence(content, said):
    with pytest.raises(Unreadable, match=said.replace("(", r"\(").replace(")", r"\)")) as refused:
        read(content, FIELDS_OF)
    assert str(refused.value).endswith(".")


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
    ],
    ids=["corners", "fifty thousand lines"],
)
def test_memory_stays_under_its_bound(content, lines):
    """In a process of its own: what the tests themselves hold does not count."""
    told = subprocess.run([sys.executable, "-c", MEASURE], input=content, capture_output=True, check=True).stdout
    found, kilobytes = map(int, told.split())
    assert found == lines
    assert kilobytes < 500 * 1024
