"""Random histories counted twice: by the queries, and by the loops of `tests/reports/twice`.

`HISTORIES=100` tells more of them than the four of each run, one for each quarter of the year.
"""

import os

import pytest

from crm.reports.queries.indicators import COUNTS, MEASURES
from crm.reports.rules.tables import INDICATORS
from tests.reports.twice import (
    LOOPS,
    World,
    appointments,
    by_hand,
    by_queries,
    dropouts,
    duty,
    quality,
    reception,
    referrals,
)

RUN = 4
"""Histories of each run: something happens in each of them that each indicator counts."""

THEMES = {"A": reception, "B": appointments, "C": referrals, "D": dropouts, "E": duty, "F": quality}


@pytest.mark.parametrize("seed", range(int(os.environ.get("HISTORIES", RUN))))
@pytest.mark.parametrize("theme", THEMES)
def test_a_quarter_is_counted_twice(db, theme, seed):
    world = World(seed)
    THEMES[theme].tell(world)
    for indicator in (name for name in LOOPS if name[0] == theme):
        expected = by_hand(world, indicator)
        assert expected or seed >= RUN, f"nothing happens that {indicator} counts"
        assert set(by_queries(world, indicator)) ^ set(expected) == set()


def test_every_indicator_is_counted_twice():
    assert LOOPS.keys() == {**COUNTS, **MEASURES}.keys() == {indicator.numerator for indicator in INDICATORS.values()}
