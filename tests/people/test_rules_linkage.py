"""Whether two files are of one person: families and twins are not, slips are."""

from datetime import date
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.people.rules.comparing import FIELDS, UNKNOWN, compare
from crm.people.rules.explaining import WORDS, explain
from crm.people.rules.identity import digits, read
from crm.people.rules.linking import link, pairs, train
from crm.people.rules.model import DEFAULTS, Frequencies, Model, score, shares
from crm.people.rules.names import sound, sounds

GIVEN = ["Léa", "Manon", "Hugo", "Enzo", "Inès", "Yanis", "Sarah", "Noah", "Chloé", "Mehdi", "Jade", "Tom", "Aïcha"]
FAMILY = ["Delobel", "Martin", "Benali", "Kowalski", "Lefebvre", "Diallo", "Dos Santos", "Nguyen", "Wallaert", "Petit"]
HOME = {"commune": "59350", "address": "12 rue du Moulin", "phones": ["06 39 98 12 34"]}


def somebody(key, first="Kévin", last="Delobel", born=date(2008, 3, 2), **more):
    return read(key, first, [last], born, **more)


@pytest.fixture(scope="module")
def crowd():
    """260 people who have nothing in common but names, and one person of each family twice, elsewhere."""
    people = [
        read(f"{g}{f}{n}", g, [f], date(2000 + (7 * i + n) % 9, 1 + (5 * i + n) % 12, 1 + (11 * i + 3 * n) % 28))
        for i, (g, f) in enumerate(product(GIVEN, FAMILY))
        for n in (0, 1)
    ]
    return people, Frequencies.count(people)


def likelihood(crowd, a, b) -> float:
    people, frequencies = crowd
    model = train([*people, a, b])
    return score(model, compare(a, b), frequencies.rarity(a, b))


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("Kévin", "Kevin"),
        ("Rayan", "Ryan"),
        ("Mickaël", "Michaël"),
        ("Leïla", "Leila"),
        ("Inès", "Ines"),
        ("Thibault", "Thibaut"),
        ("Mohamed", "Mohammed"),
        ("Lefèvre", "Lefebvre"),
        ("Œuvrard", "Oeuvrard"),
        ("D’Hondt", "D'Hondt"),
    ],
)
def test_what_sounds_alike_has_one_key(ours, theirs):
    assert sounds(ours) == sounds(theirs)


@pytest.mark.parametrize(("ours", "theirs"), [("Léa", "Léo"), ("Louis", "Louise"), ("Enzo", "Inès"), ("Noa", "Nora")])
def test_what_sounds_different_has_two(ours, theirs):
    assert sounds(ours) != sounds(theirs)


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=30))
def test_a_key_is_never_longer_and_never_empty_but_for_mute_letters(word):
    assert len(sound(word)) <= len(word) + word.count("x")
    assert sound(word) or set(word) <= {"h"}


@pytest.mark.parametrize(
    "slip",
    [
        {"first": "Kevin"},
        {"last": "Delobelle"},
        {"born": date(2008, 2, 3)},
        {"born": date(2008, 3, 3)},
        {"first": "Delobel", "last": "Kévin"},
        {"address": "12 r. du moulin", "commune": "59350"},
    ],
)
def test_a_slip_does_not_make_somebody_else(crowd, slip):
    a, b = somebody("a", **HOME), somebody("b", **{**HOME, **slip})
    assert likelihood(crowd, a, b) > 0.9


def test_the_same_person_is_found_with_a_new_phone_and_a_new_town(crowd):
    a = somebody("a", commune="59350", phones=["0639981234"], sex="male")
    b = somebody("b", commune="80021", phones=["0639985678"], sex="male")
    assert likelihood(crowd, a, b) > 0.5


@pytest.mark.parametrize("first", ["Enzo", "Léa", "Kenza", "Jordan"])
def test_twins_are_two(crowd, first):
    assert likelihood(crowd, somebody("a", **HOME), somebody("b", first=first, **HOME)) < 0.1


@pytest.mark.parametrize("born", [date(2005, 11, 20), date(2010, 3, 2)])
def test_brothers_who_share_a_phone_are_two(crowd, born):
    assert likelihood(crowd, somebody("a", **HOME), somebody("b", first="Enzo", born=born, **HOME)) < 0.05


def test_namesakes_born_on_other_days_are_two(crowd):
    a, b = somebody("a", "Léa", "Martin"), somebody("b", "Léa", "Martin", born=date(2004, 9, 17))
    assert likelihood(crowd, a, b) < 0.5


def test_a_rare_name_says_more_than_a_common_one(crowd):
    model = train(crowd[0])
    frequencies = Frequencies.of({"lea": 900, "wiktoria": 1}, {"martin": 900, "wallaert": 1}, {})
    common = somebody("a", "Léa", "Martin", None), somebody("b", "Léa", "Martin", None)
    rare = somebody("a", "Wiktoria", "Wallaert", None), somebody("b", "Wiktoria", "Wallaert", None)
    scores = [score(model, compare(*pair), frequencies.rarity(*pair)) for pair in (common, rare)]
    assert scores[0] < scores[1]


def test_a_birth_date_that_many_bear_says_less(crowd):
    days = {f"2008{month:02}{day:02}": 3 for month in range(1, 13) for day in range(1, 29)}
    frequencies = Frequencies.of({}, {}, days | {"20080101": 300})
    model = train(crowd[0])
    first, other = ([somebody(key, "Léa", "Martin", date(2008, *day)) for key in "ab"] for day in ((1, 1), (3, 2)))
    assert score(model, compare(*first), frequencies.rarity(*first)) < score(
        model, compare(*other), frequencies.rarity(*other)
    )


def test_what_is_unknown_says_nothing():
    a, b = somebody("a", phones=["0639981234"]), somebody("b")
    assert compare(a, b)[list(FIELDS).index("phone")] == UNKNOWN
    assert set(compare(read("a", "", [], None), b)) == {UNKNOWN}


@given(st.lists(st.sampled_from(range(len(GIVEN) * len(FAMILY))), min_size=2, max_size=2))
def test_comparing_does_not_depend_on_the_order(places):
    a, b = (
        somebody(n, GIVEN[n % len(GIVEN)], FAMILY[n % len(FAMILY)], date(2004, 1 + n % 12, 1 + n % 28), **HOME)
        for n in places
    )
    assert compare(a, b) == compare(b, a)


def test_every_level_has_a_probability_and_a_phrase():
    for field, levels in FIELDS.items():
        assert len(WORDS[field]) == len(levels)
        for row in DEFAULTS[field]:
            assert len(row) == len(levels)
            assert sum(row) == pytest.approx(1)


def test_one_list_is_compared_with_itself_each_pair_once(crowd):
    people = crowd[0][:60]
    met = [frozenset((a.key, b.key)) for a, b in pairs(people)]
    assert len(met) == len(set(met))
    assert all(len(pair) == 2 for pair in met)


def test_two_lists_are_linked_and_explained(crowd):
    ours = [somebody("a", born=date(2008, 3, 2), commune="59350"), *crowd[0][:50]]
    theirs = [somebody("b", first="Kevin", born=date(2008, 2, 3), commune="59350"), *crowd[0][60:110]]
    (found,) = link(ours, theirs, threshold=0.9)
    assert (found.a, found.b) == ("a", "b")
    assert found.explanation == "même prénom, même nom, jour et mois de naissance inversés, même commune"


@pytest.mark.parametrize(
    ("theirs", "words"),
    [
        (somebody("b", first="Delobel", last="Kévin"), "nom et prénom inversés"),
        (somebody("b", first="Kevyn"), "prénoms qui se prononcent pareil"),
        (somebody("b", first="Enzo"), "prénoms différents"),
        (somebody("b", born=date(2008, 3, 12)), "date de naissance à un chiffre près"),
    ],
)
def test_the_explanation_says_what_differs(theirs, words):
    ours = somebody("a")
    assert words in explain(ours, theirs, compare(ours, theirs))


@pytest.mark.parametrize("people", [[], [somebody("a")], [read("a", "", [], None), read("b", "", [], None)]])
def test_nearly_nothing_gives_nothing(people):
    assert list(link(people, threshold=0.5)) == []


@pytest.mark.parametrize(
    ("typed", "read_as"),
    [("02/03/2008", "20080302"), ("2008-03-02", "20080302"), ("20081340", "20081340"), ("", ""), ("hier", "")],
)
def test_birth_dates_are_read_in_every_form(typed, read_as):
    assert digits(typed) == read_as


def test_the_same_lists_give_the_same_model(crowd):
    one, other = train(crowd[0]), train(crowd[0])
    assert isinstance(one, Model)
    assert all((one.levels[field] == other.levels[field]).all() for field in FIELDS)
    assert shares(100, 4950).sum() == pytest.approx(1)
