"""Social security numbers and national pupil numbers are kept nowhere: not of a column, a cell, a heading or a file."""

import re

import pytest
from sqlalchemy import select

from crm.codes.imports import ImportTarget
from crm.imports.models import ImportFile, ImportRow
from crm.imports.rules import forbidden
from crm.imports.rules.fields import FIELDS
from crm.imports.rules.sheets import read
from crm.pages import typeset
from tests.imports.conftest import send

NUMBERS = (
    *("1090259350123", "109025935012345", "1 09 02 59 350 123 45", "1  09  02 59 350 123", "1.09.02.59.350.123.45"),
    *("1-09-02-59-350-123-45", "1\u00a009\u202f02 59 350 123 45", "1\u200b090259350123", "2 09 02 2a 350 123 45"),
    *("7090259350123", "0123456789A", "0123456789a", "070935672AB", "070935672 AB", "070 935 672 AB", "012 345 678 9A"),
)
WORDS = (
    *("06 39 98 12 34 M. Petit", "0639981234 ou 0639981235", "+33 6 39 98 12 34 ou", "0639981234 A", "39847"),
    *("03/02/2009 59000 L", "0590116F", "130 005 481 00010", "2009-02-03", "12 rue A, 59000 Lille"),
)


def squeezed(text):
    """Without what may stand between figures."""
    return re.sub(r"[\s.\u200b-]|\\\w{3,5}", "", text)


@pytest.mark.parametrize("number", NUMBERS)
def test_a_number_is_erased_from_any_cell_and_its_line_says_so(browser, dina, db, number):
    content = f"NOM;Prénom;Naissance;Commune;Note\nA;B;03/02/2009;Lille ({number});\nC;D;03/02/2008;Lille;\n"
    content += f"E;F;03/02/2007;Lille;\nG;H;03/02/2007;Lille;vu {number}\nI;J;03/02/2006;;vu\nK;L;03/02/2006;;vu\n"
    page = browser.get(send(browser.login(dina), content.encode()).location + "?verdict=invalid").text
    assert typeset("« Commune » contenait un numéro interdit, retiré.") in page
    kept = str([(row.raw, row.values, row.reason) for row in db.scalars(select(ImportRow))])
    kept += str([(file.headings, file.filename) for file in db.scalars(select(ImportFile))])
    assert squeezed(number) not in squeezed(kept + page)


@pytest.mark.parametrize("cell", WORDS)
def test_what_looks_like_one_is_left(cell):
    assert forbidden.erase(cell) == cell


@pytest.mark.parametrize(
    "heading",
    [
        *("NIR", "N.I.R.", "Nir élève", "N° Sécu", "NoSecu", "NUMSS", "NUM_SS", "N° de sécurité sociale", "Sécu"),
        *("INE", "I.N.E.", "INE2", "INE_RNIE", "Code INE", "Identifiant national élève", "N° national", "ID RNIE"),
    ],
)
def test_a_column_is_left_out_by_its_name(heading):
    sheet = read(f"Nom;Prénom;{heading}\nPetit;Ana;x\n".encode(), FIELDS[ImportTarget.DROPOUTS])
    assert sheet.left_out == [heading]
    assert list(sheet.lines[0][1].values()) == ["Petit", "Ana"]


@pytest.mark.parametrize("heading", ["Origine", "Domaine", "Nationalité", "Code INSEE", "Semaine", "Assurance"])
def test_a_column_that_is_only_called_alike_is_kept(heading):
    assert not forbidden.named(heading)


@pytest.mark.parametrize("number", NUMBERS)
def test_a_column_is_left_out_by_what_it_holds(number):
    content = f"Nom;Prénom;Réf.\nPetit;Ana;{number}\nPetit;Léo;\nPetit;Max;{number}\nPetit;Zoé;vu\n"
    sheet = read(content.encode(), FIELDS[ImportTarget.DROPOUTS])
    assert sheet.left_out == ["Réf."]
    assert "Réf." not in sheet.lines[0][1]


def test_a_heading_keeps_none():
    sheet = read(b"Nom;Prenom;Note 1090259350123\nPetit;Ana;x\n", FIELDS[ImportTarget.DROPOUTS])
    assert sheet.headings == ["Nom", "Prenom", "Note [numéro retiré]"]
