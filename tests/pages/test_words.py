"""Dates, numbers and spaces as French writes them."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm import pages

NOON = datetime(2026, 11, 24, 11, tzinfo=UTC)


def test_a_day_is_said_in_full():
    assert pages.long_date(date(2026, 11, 24)) == "mardi 24 novembre 2026"
    assert pages.long_date(date(2026, 12, 1)) == "mardi 1er décembre 2026"


def test_a_day_is_said_in_figures():
    assert pages.short_date(date(2026, 1, 2)) == "02/01/2026"
    assert pages.short_date(None) == "—"


def test_hours_are_those_of_paris_in_summer_and_in_winter():
    assert pages.hour(datetime(2026, 7, 1, 12, 30, tzinfo=UTC)) == "14\u202fh\u202f30"
    assert pages.hour(datetime(2026, 12, 1, 12, 5, tzinfo=UTC)) == "13\u202fh\u202f05"


def test_an_instant_has_the_day_that_it_has_in_paris():
    assert pages.instant(datetime(2026, 12, 31, 23, 30, tzinfo=UTC)) == "01/01/2027 à\u00a00\u202fh\u202f30"
    assert pages.instant(None) == "—"


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (0, "aujourd’hui"),
        (1, "demain"),
        (-1, "hier"),
        (2, "dans 2 jours"),
        (-3, "il y a 3 jours"),
        (21, "dans 3 semaines"),
        (-60, "il y a 2 mois"),
    ],
)
def test_how_far_a_day_is(days, said):
    assert pages.since(NOON.date() + timedelta(days), NOON) == said


def test_how_far_is_counted_in_days_of_paris():
    assert pages.since(datetime(2026, 11, 24, 22, 30, tzinfo=UTC), NOON) == "aujourd’hui"
    assert pages.since(datetime(2026, 11, 24, 23, 30, tzinfo=UTC), NOON) == "demain"


def test_numbers_have_narrow_spaces_and_secrets_are_said():
    assert pages.number(12345) == "12\u202f345"
    assert pages.number(2.5) == "2,5"
    assert pages.percent(0.125) == "12,5\u202f%"
    assert pages.percent(1) == "100\u202f%"
    assert pages.number(None) == pages.percent(None) == "s"


def test_telephone_numbers_are_read_by_pairs():
    assert pages.phone("+33639981234") == "06\u00a039\u00a098\u00a012\u00a034"
    assert pages.phone("+32470123456") == "+32\u00a0470\u00a012\u00a034\u00a056"
    assert pages.phone("3949") == "3949"
    assert pages.phone(None) == "—"


def test_french_counts_from_two():
    assert [pages.plural(n, "dossier") for n in (0, 1, 2, 1000)] == [
        "0 dossier",
        "1 dossier",
        "2 dossiers",
        "1\u202f000 dossiers",
    ]
    assert pages.plural(3, "accès ouvert", "accès ouverts") == "3 accès ouverts"


def test_spaces_that_must_not_break_do_not():
    done = pages.typeset("Prêt ? Oui : « bien » ; à 90 %, allons !")
    assert done == "Prêt\u202f? Oui\u00a0: «\u202fbien\u202f»\u202f; à 90\u202f%, allons\u202f!"


@pytest.mark.parametrize("code", ['{"a": 1, "b" : 2}', "a:b", "/people?q=x", "delay:200ms", "14:30", "x :after"])
def test_code_keeps_its_spaces(code):
    assert pages.typeset(code) == code


@given(st.text(alphabet="ab :;?!%«»\u00a0\u202f\"'{}", max_size=40))
def test_only_spaces_change_and_once(text):
    done = pages.typeset(text)
    assert pages.typeset(done) == done
    assert done.replace("\u00a0", " ").replace("\u202f", " ") == text.replace("\u00a0", " ").replace("\u202f", " ")


def test_templates_are_typeset_when_they_are_compiled(app):
    with app.test_request_context():
        template = app.jinja_env.from_string('<p title="a: b">Où ? {{ "Ici : " ~ word }}</p>')
    assert template.render(word="a : b") == '<p title="a: b">Où\u202f? Ici\u00a0: a : b</p>'
