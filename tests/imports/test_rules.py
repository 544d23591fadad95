"""Columns and cells."""

import pytest

from crm.imports.rules import Unreadable, read_rows, recognise, understand
from tests.imports.conftest import HEADINGS, LINES


def test_columns_are_recognised_by_their_usual_names():
    assert recognise(["Nom de naissance", "PRÉNOM", "Né(e) le", "Ville", "Tél. portable"]) == {
        "family_name": "Nom de naissance",
        "given_name": "PRÉNOM",
        "commune": "Ville",
        "phone": "Tél. portable",
    }


def test_a_line_says_which_cell_is_wrong():
    columns = recognise(HEADINGS)
    assert "12" in understand(dict(zip(HEADINGS, LINES[6], strict=True)), columns).problem
    assert understand(dict(zip(HEADINGS, LINES[0], strict=True)), columns).values["born_on"] == "2009-02-03"


def test_an_empty_file_is_unreadable():
    with pytest.raises(Unreadable):
        read_rows("x.csv", b"\n\n")
