"""Editions read side by side tell no more than each alone."""

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from crm.reports.rules.audit import audit
from crm.reports.rules.editions import joined, revised, shown, standing
from crm.reports.rules.protection import protect
from crm.reports.rules.reading import read
from crm.reports.rules.system import BadSystem, Sum
from tests.reports.systems import K, grid


def first_and_second(first, second):
    """What readers see of a first edition and of its revision."""
    system = read(grid(first, 3, 3))
    hidden = protect(system).hidden
    before = {name: None if name in hidden else cell.value for name, cell in system.cells.items()}
    revision = revised(read(grid(second, 3, 3)), before)
    protected = protect(revision)
    return before, shown(revision, protected.hidden, before), protected


def test_a_small_change_keeps_the_first_value_and_says_so():
    before, after, _ = first_and_second([20, 30, 40, 50, 60, 70, 80, 90, 99], [21, 30, 40, 50, 60, 70, 80, 90, 99])
    assert after["r0c0"] == (20, "kept")
    assert after["r0"] == (before["r0"], "kept")
    assert after["r1c1"] == (60, "published")


def test_a_large_change_moves():
    _, after, _ = first_and_second([20, 30, 40, 50, 60, 70, 80, 90, 99], [29, 30, 40, 50, 60, 70, 80, 90, 99])
    assert after["r0c0"] == (29, "published")
    assert after["all"] == (548, "published")


def test_what_was_hidden_stays_hidden():
    before, after, _ = first_and_second([1, 30, 40, 50, 60, 70, 80, 90, 99], [9, 30, 40, 50, 60, 70, 80, 90, 99])
    assert before["r0c0"] is None
    assert all(value is None for name, (value, _) in after.items() if before[name] is None)


def test_a_value_that_falls_under_the_threshold_by_much_is_not_kept():
    _, after, _ = first_and_second([20, 30, 40, 50, 60, 70, 80, 90, 99], [2, 30, 40, 50, 60, 70, 80, 90, 99])
    assert after["r0c0"] == (None, "primary")


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(0, 20), min_size=9, max_size=9), st.lists(st.integers(-3, 6), min_size=9, max_size=9))
def test_no_change_of_one_or_two_is_ever_shown(first, by):
    second = [max(0, value + change) for value, change in zip(first, by, strict=True)]
    try:
        before, after, protected = first_and_second(first, second)
    except BadSystem:
        assume(False)
    for name, (value, _) in after.items():
        if value is not None and before[name] is not None:
            assert value == before[name] or abs(value - before[name]) >= K
    assert audit(protected.to_json()).exposed == []


def quarters(values):
    """Two quarters, one already online, and the year that adds them up."""
    first, second = read(grid(values[:4], 2, 2)), read(grid(values[4:], 2, 2))
    online = protect(first).hidden
    years = {name: {"id": name, "value": c.value + second.cells[name].value} for name, c in first.cells.items()}
    year = read({"threshold": K, "cells": list(years.values()), "relations": []})
    sums = [Sum(f"year/{name}", (f"q1/{name}", f"q2/{name}")) for name in first.cells]
    return online, joined({"q1": standing(first, online), "q2": second, "year": year}, sums)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(0, 12), min_size=8, max_size=8))
def test_quarters_and_their_year_are_protected_together(values):
    online, system = quarters(values)
    try:
        protected = protect(system)
    except BadSystem:
        assume(False)
    assert audit(protected.to_json()).exposed == []
    assert {name for name in protected.hidden if name.startswith("q1/")} == {f"q1/{name}" for name in online}


def test_a_year_published_without_care_gives_the_quarter_away():
    online, system = quarters([1, 8, 9, 19, 30, 40, 50, 60])
    naive = system.to_json({f"q1/{name}": why for name, why in online.items()}, 0.0)
    assert "q1/r0c0" in {interval.cell for interval in audit(naive).exposed}
