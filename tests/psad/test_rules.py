"""Bands without a gap, and names that only those may read who all may."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from crm.psad.rules import BANDS, SMALL, Commune, band_of, label

SAID = {"name": "Lina Exemple", "initials": "L. E.", "age": 17}


@given(st.integers(-3, 4000))
def test_every_age_has_its_band(days):
    band = band_of(days)
    assert band.last is None or days <= band.last
    assert days >= band.first or band is BANDS[0]


def test_bands_follow_one_another():
    assert all(later.first == earlier.last + 1 for earlier, later in pairwise(BANDS))


def test_a_name_is_for_those_who_all_follow():
    lille = Commune("Lille", 230_000, "Lille")
    assert label(**SAID, commune=lille, known_by_all=True) == "Lina Exemple, 17 ans"
    assert label(**SAID, commune=lille, known_by_all=False) == "L. E., 17 ans, Lille"
    assert label(**SAID, commune=None, known_by_all=False) == "L. E., 17 ans, commune inconnue"


@given(st.integers(0, 5000))
def test_a_small_commune_is_not_said(population):
    said = label(**SAID, commune=Commune("Abbécourt", population, "Laon"), known_by_all=False)
    assert ("Abbécourt" in said) == (population >= SMALL)
    assert "Exemple" not in said
