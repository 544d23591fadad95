"""Communes as one types them, and the calendar."""

from datetime import date

import pytest

from crm.territory import queries
from crm.territory.actions import load_reference
from crm.territory.models import Commune
from crm.territory.rules import distance_km, public_holiday, school_holiday


def test_names_and_postcodes_are_suggested(browser, alice):
    browser.login(alice)
    assert "Lille (59000)" in browser.get("/communes?commune=lil").text
    assert "Roubaix (59100)" in browser.get("/communes?commune=591").text
    assert browser.get("/communes?commune=").text.strip() == ""


@pytest.mark.parametrize("typed", ["Lille", "lille (59000)", "59000 Lille", "59350", "LILLE"])
def test_a_line_designates_a_commune(db, typed):
    assert [commune.code for commune in queries.named(typed)] == ["59350"]


def test_an_unknown_name_designates_none(db):
    assert queries.named("Marseille") == []


def test_the_whole_region_is_loaded_twice_like_once(db):
    load_reference()
    load_reference()
    assert db.query(Commune).count() == 3782
    assert {c.departement_code for c in db.query(Commune)} == {"02", "59", "60", "62", "80"}
    assert queries.named("Saint-Quentin 02100")[0].code == "02691"


def test_distances_and_holidays():
    assert distance_km((50.63, 3.06), (49.89, 2.30)) == pytest.approx(98.4, abs=1)
    assert distance_km((50, 3), (50, 3)) == 0
    assert public_holiday(date(2026, 11, 11)) == "Armistice"
    assert public_holiday(date(2026, 11, 12)) is None
    assert "Toussaint" in (school_holiday(date(2026, 10, 20)) or "")
    assert school_holiday(date(2026, 11, 24)) is None
