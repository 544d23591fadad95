"""Columns, cells, communes, and who receives a new case."""

import pytest

from crm.codes.imports import ImportTarget, RowCause
from crm.imports.rules import cells
from crm.imports.rules.assigning import Candidate, Place, assign
from crm.imports.rules.columns import SURE, recognise, unsure
from crm.imports.rules.fields import FIELDS
from crm.imports.rules.locating import Gazetteer, Town
from crm.imports.rules.sheets import read
from crm.imports.rules.understanding import understand
from tests.imports import files
from tests.imports.conftest import HEADINGS, LINES

FIELDS_OF = FIELDS[ImportTarget.DROPOUTS]


def mapped(content):
    guesses = recognise(read(content, FIELDS_OF), FIELDS_OF, {"laon", "abbecourt", "lille"})
    return {one.field: (one.name, one.confidence) for one in guesses if one.field}, unsure(guesses, FIELDS_OF)


@pytest.mark.parametrize(
    ("content", "fields"),
    [
        (
            files.RIO.encode("cp1252"),
            {"family_name", "given_name", "born_on", "sex", "school_uai", "school_name", "left_on", "postcode"}
            | {"commune", "phone", "guardian_name", "guardian_phone", "enrolled"},
        ),
        (
            files.workbook(files.CFA),
            {"family_name", "given_name", "born_on", "phone", "left_on", "postcode", "diploma"},
        ),
        (
            files.MISSION_LOCALE.encode(),
            {"family_name", "given_name", "born_on", "sex", "phone", "email", "commune"},
        ),
    ],
    ids=["RIO", "CFA", "mission locale"],
)
def test_the_columns_of_each_source_are_surely_recognised(content, fields):
    found, doubtful = mapped(content)
    assert set(found) == fields
    assert not doubtful
    assert all(confidence >= SURE for _, confidence in found.values())


def test_columns_with_poor_names_are_guessed_from_what_they_hold_and_asked_about():
    found, doubtful = mapped(files.FRANCE_TRAVAIL.encode())
    assert found["phone"][0] == "Contact"
    assert found["commune"][0] == "Résidence"
    assert found["born_on"][0] == "Naissance (JJ/MM/AAAA)"
    assert max(found[name][1] for name in ("phone", "commune", "born_on")) < SURE
    assert "family_name" in doubtful


def test_a_name_that_its_content_denies_is_asked_about():
    found, doubtful = mapped("Nom;Prénom;Date de naissance\nPetit;Ana;Lille\nGrand;Léo;Roubaix\n".encode())
    assert found["born_on"][1] < SURE
    assert "born_on" in doubtful


DATES = (
    *("03/02/2009", "3.2.09", "2009-02-03", "2009-02-03T00:00:00", "03/02/2009 00:00", "39847"),
    *("3 février 2009", "03-02-2009", "03022009", "2009/02/03"),
)


@pytest.mark.parametrize("cell", DATES)
def test_dates_are_read_in_all_usual_forms(cell):
    assert cells.day(cell) == "2009-02-03"


@pytest.mark.parametrize(
    "cell", ["0639981234", "06 39 98 12 34", "06.39.98.12.34", "+33 6 39 98 12 34", "639981234", "06-39-98-12-34 / 07"]
)
def test_telephones_are_read_in_all_usual_forms(cell):
    assert cells.phone(cell) == "+33639981234"


@pytest.mark.parametrize(
    ("kind", "cell"),
    [
        ("birth", "31/02/2009"),
        ("birth", "03/02/1809"),
        ("phone", "12"),
        ("uai", "0590116T"),
        ("name", "12"),
        ("siret", "1"),
    ],
)
def test_what_cannot_be_read_says_so(kind, cell):
    with pytest.raises(cells.Wrong, match=cell):
        cells.READERS[kind](cell)


def test_a_line_says_which_cell_is_wrong():
    columns = {"family_name": "NOM", "given_name": "Prénom", "born_on": "Date de naissance", "phone": "Téléphone"}
    wrong = understand(dict(zip(HEADINGS, LINES[6], strict=True)), columns, FIELDS_OF)
    assert (wrong.field, wrong.cause) == ("phone", RowCause.UNREAD)
    missing = understand(dict(zip(HEADINGS, LINES[5], strict=True)), columns, FIELDS_OF)
    assert (missing.field, missing.cause) == ("born_on", RowCause.MISSING)


@pytest.mark.parametrize(
    ("cell", "yes"),
    [
        ("Oui", True),
        ("Scolarisée en lycée", True),
        ("apprenti", True),
        ("Sans solution", False),
        ("Non scolarisé", False),
    ],
)
def test_who_is_enrolled_again_is_understood_from_words(cell, yes):
    assert cells.enrolled(cell) is yes


LILLE, OMER, OTHER = (
    Town("59350", "Lille", ("59000", "59800"), 230_000),
    Town("62765", "Saint-Omer", ("62500",), 14_000),
    Town("60590", "Saint-Omer-en-Chaussée", ("60860",), 1_000),
)
TOWNS = Gazetteer({town.code: town for town in (LILLE, OMER, OTHER)})


@pytest.mark.parametrize(
    ("commune", "postcode", "town"),
    [
        ("LILLE CEDEX 9", "", LILLE),
        ("59350", "", LILLE),
        ("St-Omer", "62500", OMER),
        ("Saint Omer (62500)", "", OMER),
        ("", "60860", OTHER),
        ("Lille", "13001", None),
        ("Marseille", "", None),
    ],
)
def test_a_commune_is_found_however_it_is_written(commune, postcode, town):
    assert TOWNS.locate(commune, postcode) == town


HERE, THERE = Place("Lille", "595", 50.63, 3.06), Place("Laon", "022", 49.56, 3.62)
NORTH = Candidate(1, "ML Nord", HERE, frozenset({"595"}))
EAST = Candidate(2, "ML Est", Place("Roubaix", "595", 50.69, 3.18), frozenset({"595"}))


def test_a_case_goes_to_the_nearest_structure_of_its_territory_and_says_why():
    assert assign([EAST, NORTH], HERE, THERE) == (1, "ML Nord : réside à Lille, la plus proche des 2 qui le couvrent.")
    number, why = assign([NORTH], None, HERE)
    assert number == 1
    assert "établissement d’origine à Lille, la seule" in why


def test_what_the_rule_cannot_place_is_left_to_the_coordinator():
    assert assign([NORTH], None, None)[0] is None
    number, why = assign([NORTH], THERE, HERE)
    assert number is None
    assert "aucune structure ne couvre" in why
