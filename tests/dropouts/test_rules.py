"""Clocks, states and the legal test."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.codes.dropouts import DropoutState as State
from crm.codes.people import EducationLevel, LastClass
from crm.dropouts import rules
from crm.dropouts.forms import uai


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_three_months_end_on_the_same_day_or_the_months_last(day):
    due = rules.interview_due(day)
    assert (due.year * 12 + due.month) - (day.year * 12 + day.month) == 3
    assert due.day == day.day or (due + timedelta(days=1)).day == 1


@pytest.mark.parametrize(
    ("level", "last_class", "born_on", "expected"),
    [
        (EducationLevel.BELOW_3_NO_DIPLOMA, LastClass.CAP1, date(2008, 1, 1), True),
        (EducationLevel.LEVEL_3, LastClass.CAP2, date(2008, 1, 1), False),
        (EducationLevel.BELOW_3_BREVET_CFG, LastClass.C_4E_3E, date(2008, 1, 1), False),
        (EducationLevel.BELOW_3_NO_DIPLOMA, LastClass.CAP1, date(2012, 1, 1), False),
        (EducationLevel.UNKNOWN, LastClass.CAP1, date(2008, 1, 1), None),
        (EducationLevel.BELOW_3_NO_DIPLOMA, None, date(2008, 1, 1), None),
    ],
)
def test_the_legal_test(level, last_class, born_on, expected):
    answer, reasons = rules.is_legal_dropout(level, last_class, born_on, date(2026, 1, 1))
    assert answer is expected
    assert reasons


def test_school_numbers_have_their_letter():
    assert uai(" 059 0001 f ") == "0590001F"
    assert uai("") is None


def test_every_state_is_reached():
    assert {m.target for m in rules.MOVES.values()} >= set(State) - {State.REPORTED, State.TRANSFERRED}
