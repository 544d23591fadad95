"""What a typed line asks for."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.people.rules.searching import Search, read_search, reasons

MARCH = date(2008, 3, 2)


@pytest.mark.parametrize(
    "typed",
    ["2008-03-02", "02/03/2008", "2/3/08", "2.3.2008", "02-03-2008", "02032008", "020308", "2 mars 2008", "2 MARS 08"],
)
def test_a_birth_date_is_read_in_every_form(typed):
    assert read_search(f"dupont {typed}") == Search(words=("dupont",), born_on=MARCH)


@pytest.mark.parametrize("typed", ["le 2 mars 2008", "née le 02/03/2008", "lina né 2/3/08", "lina née en 2008"])
def test_what_is_said_before_a_birth_date_is_no_name(typed):
    asked = read_search(typed)
    assert asked.words in ((), ("lina",))
    assert asked.born_on == MARCH or asked.born_in == 2008


@pytest.mark.parametrize(
    "typed", ["06 39 98 12 34", "0639981234", "06.39.98.12.34", "+33 6 39 98 12 34", "0033639981234", "+33639981234"]
)
def test_a_phone_is_read_in_every_form(typed):
    assert read_search(f"{typed} léa") == Search(words=("lea",), phone="+33639981234")


def test_several_things_are_read_together():
    asked = read_search("Sarah b. lille 2008 sarah@example.org")
    assert asked == Search(words=("sarah", "b", "lille"), born_in=2008, email="sarah@example.org")


@pytest.mark.parametrize("typed", ["30/02/2008", "99 99 99 99 99", "@", "😀", "'; DROP TABLE person;--"])
def test_nonsense_is_only_words(typed):
    asked = read_search(typed)
    assert (asked.born_on, asked.phone, asked.email) == (None, None, None)


@given(st.text(max_size=80))
def test_anything_can_be_typed(typed):
    asked = read_search(typed)
    assert all(word.isascii() and word.isalnum() for word in asked.words)


def test_what_the_name_does_not_show_is_said():
    told = reasons(Search(words=("kevin", "mart", "lille")), " kevyn martin ", "Lille", None)
    assert told == ["se prononce comme « kevin »", "habite Lille"]
    assert reasons(Search(phone="+33639981234"), " kevyn ", "", "+33639980000") == ["téléphone d’un proche"]


def test_each_reason_is_said_once():
    assert reasons(Search(words=("marcq", "en")), " alexis ", "Marcq-en-Barœul", None) == ["habite Marcq-en-Barœul"]
    assert reasons(Search(words=("st", "andre")), " alexis ", "Saint-André", None) == ["habite Saint-André"]
    assert reasons(Search(words=("benali",)), " lina ben ali ", "", None) == []
    assert reasons(Search(email="lina@example.org"), " lina ", "", None) == ["même e-mail"]
