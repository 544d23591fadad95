"""What people type."""

from datetime import date

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from crm.reading import FRENCH, fold, read_date, read_phone


@pytest.mark.parametrize(
    "text", ["Zélie-Anne D’Hœdt", "ÆRØ ŁUKASZ", "  Saint--Pol  ", "N'Diaye", "Straße", "İnci Yılmaz"]
)
def test_python_and_postgresql_fold_alike(db, text):
    assert db.scalar(select(func.btrim(func.crm_fold(text)))) == fold(text)


@given(st.text())
def test_folding_twice_is_folding_once(text):
    assert fold(fold(text)) == fold(text)


@given(st.dates(date(1950, 1, 1), date(2049, 12, 31)))
def test_every_usual_date_is_read(day):
    for form in ("%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y", "%d%m%Y"):
        assert read_date(day.strftime(form)) == day


@pytest.mark.parametrize("text", ["31/02/2010", "2010", "hier", "", "99/99/9999"])
def test_what_is_no_date_is_none(text):
    assert read_date(text) is None


@pytest.mark.parametrize(
    "text", ["06 39 98 12 34", "06.39.98.12.34", "+33 6 39 98 12 34", "0033639981234", "0639981234"]
)
def test_every_usual_number_is_read(text):
    assert read_phone(text) == "+33639981234"


@pytest.mark.parametrize("text", ["12", "abc", "", "06 39 98"])
def test_what_is_no_number_is_none(text):
    assert read_phone(text) is None


@given(st.from_regex(FRENCH, fullmatch=True))
def test_a_number_as_it_is_kept_reads_as_itself(text):
    number = phonenumbers.parse(text, "FR")
    assert phonenumbers.is_possible_number(number)
    assert phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164) == text == read_phone(text)
