"""Segments as the network counts them, and the numbers that text messages reach."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.messages.rules import is_mobile, plain, size
from crm.messages.rules.texting import BASIC, ESCAPED, says_stop


def test_the_alphabet_is_the_standards():
    assert len(BASIC) == 127  # 128 places, one of which is the escape
    assert len(ESCAPED) == 10


@pytest.mark.parametrize(
    ("text", "characters", "segments", "unicode"),
    [
        ("", 0, 0, False),
        ("a" * 160, 160, 1, False),
        ("a" * 161, 161, 2, False),
        ("a" * 306, 306, 2, False),
        ("a" * 307, 307, 3, False),
        ("é" * 160, 160, 1, False),
        ("€" * 80, 160, 1, False),
        ("€" * 81, 162, 2, False),
        ("a" * 152 + "€" + "a" * 153, 307, 3, False),
        ("ê" * 70, 70, 1, True),
        ("ê" * 71, 71, 2, True),
        ("ê" * 134, 134, 2, True),
        ("ê" * 135, 135, 3, True),
        ("😀" * 35, 70, 1, True),
        ("ê" * 66 + "😀" + "ê" * 66, 134, 3, True),
        ("موعد", 4, 1, True),
    ],
)
def test_sizes(text, characters, segments, unicode):
    assert size(text) == (characters, segments, unicode)


@given(st.text(max_size=700))
def test_never_more_than_fits_and_never_one_segment_too_many(text):
    found = size(text)
    whole, part = (70, 67) if found.unicode else (160, 153)
    if found.segments <= 1:
        assert found.characters <= whole
    else:
        assert found.characters > whole
        assert (found.segments - 1) * (part - 1) < found.characters <= found.segments * part


@given(st.text(alphabet=st.characters(codec="latin-1"), max_size=300))
def test_typography_costs_nothing_and_letters_stay(text):
    assert [sign for sign in plain(text) if sign.isalpha()] == [sign for sign in text if sign.isalpha()]
    assert size(plain("l’heure : « 9 h » …")).unicode is False


@pytest.mark.parametrize(
    ("number", "reached"),
    [
        ("+33639981234", True),
        ("+33712345678", True),
        ("+33199001234", False),
        ("+33812345678", False),
        ("+336399812", False),
        ("+262692123456", True),
        ("+590690123456", True),
        ("+594694201234", True),
        ("+596696201234", True),
        ("+508551234", True),
        ("+687751234", True),
        ("+262262123456", False),
        ("+32470123456", False),
        ("+447911123456", False),
    ],
)
def test_french_and_overseas_mobiles_only(number, reached):
    assert is_mobile(number) is reached


def test_other_countries_where_the_structure_says_so():
    assert is_mobile("+32470123456", foreign=True)
    assert not is_mobile("+3222345678", foreign=True)


@pytest.mark.parametrize("text", ["STOP", "stop", " Stop. ", "STOP 36111", "arrêt", "« stop »"])
def test_a_stop_is_heard(text):
    assert says_stop(text)


@pytest.mark.parametrize("text", ["", "ok", "je ne peux pas, non-stop au travail", "stop je viens quand même demain"])
def test_an_answer_is_not_a_stop(text):
    assert not says_stop(text)
