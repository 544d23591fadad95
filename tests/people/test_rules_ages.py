"""One way of counting years for the whole product: that of the ages it shows."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.dropouts.rules import priority
from crm.duty.rules import is_concerned
from crm.people.rules import age, birthday, born_by, is_minor

DAY = timedelta(days=1)
LEAP = [date(2004, 2, 29), date(2008, 2, 29), date(2008, 2, 28), date(2008, 3, 1), date(2024, 2, 29), date(2026, 3, 1)]
DAYS = st.one_of(st.dates(date(1950, 1, 1), date(2060, 12, 31)), st.sampled_from(LEAP))
YEARS = st.integers(0, 40)


@given(DAYS, YEARS)
def test_a_birthday_is_the_day_on_which_the_age_changes(born_on, years):
    day = birthday(born_on, years)
    assert age(born_on, day) == years
    assert age(born_on, day - DAY) == years - 1


@given(DAYS, DAYS, YEARS)
def test_who_has_lived_so_many_years_was_born_by_then(born_on, today, years):
    assert (born_on <= born_by(today, years)) == (age(born_on, today) >= years)


@given(DAYS, DAYS)
def test_the_calling_list_and_the_obligation_agree_on_who_is_a_minor(born_on, today):
    first = priority(born_on, rqth=False, requested=False, today=today) == 0
    assert first == is_minor(born_on, today) == (today < birthday(born_on, 18))
    assert is_concerned(born_on, today) == (is_minor(born_on, today) and age(born_on, today) >= 16)


@pytest.mark.parametrize(("year", "day"), [(16, date(2024, 2, 29)), (18, date(2026, 3, 1))])
def test_the_29th_of_february(year, day):
    assert birthday(date(2008, 2, 29), year) == day
