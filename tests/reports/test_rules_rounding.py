"""Rounding keeps the totals, moves nothing by the base or more, and leaves every count in doubt."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from crm.reports.rules.audit import BadDocument, audit
from crm.reports.rules.protection import protect
from crm.reports.rules.reading import read
from crm.reports.rules.system import BadSystem
from tests.reports.systems import grid

BASE = 5


def rounded(document):
    return protect(read(document), method="rounding").to_json()


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(0, 40), min_size=12, max_size=12))
def test_totals_are_sums_of_multiples_next_to_the_truth(values):
    document = grid(values, 3, 4)
    published = rounded(document)
    shown = {cell["id"]: cell["value"] for cell in published["cells"]}
    for cell in document["cells"]:
        assert shown[cell["id"]] % BASE == 0
        assert abs(shown[cell["id"]] - cell["value"]) < BASE
    for relation in document["relations"]:
        assert shown[relation["total"]] == sum(shown[part] for part in relation["parts"])
    assert (published["method"], published["base"], published["hidden"]) == ("rounding", BASE, 0)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(0, 12), min_size=6, max_size=6), st.booleans())
@example([1, 0, 0, 0, 0, 1], True)  # one choice alone protects it
def test_every_count_stays_in_doubt(values, owned):
    document = grid(values, 2, 3, r0c0={"owner": "mine"} if owned else {})
    document["cells"].append({"id": "distinct", "value": max(values[0], values[4])})
    document["unions"] = [{"total": "distinct", "parts": ["r0c0", "r1c1"]}]
    published = rounded(document)
    found = audit(published, document if owned else None)
    assert found.exposed == []
    truth = {cell["id"]: cell["value"] for cell in document["cells"]}
    for interval in found.intervals:
        assert interval.low <= truth[interval.cell] <= interval.high
        assert interval.high - interval.low >= BASE - 1


def test_it_is_deterministic():
    document = grid([1, 2, 3, 4, 6, 7, 8, 9, 11, 12, 13, 14], 3, 4)
    assert rounded(document)["cells"] == rounded(document)["cells"]


def test_the_auditor_finds_a_rounding_that_tells_too_much():
    """Two parts shown as 0 under a total shown as 10: somebody did not round the total with its parts."""
    cells = [("total", 10), ("a", 0), ("b", 0)]
    document = {
        "method": "rounding",
        "base": BASE,
        "threshold": 5,
        "cells": [{"id": name, "value": value, "status": "published"} for name, value in cells],
        "relations": [{"total": "total", "parts": ["a", "b"]}],
    }
    found = {i.cell: (i.low, i.high) for i in audit(document).exposed}
    assert found == {"total": (6, 8), "a": (2, 4), "b": (2, 4)}


def test_what_is_no_rounding_is_said():
    document = rounded(grid([1, 8, 9, 19], 2, 2))
    document["cells"][0]["value"] = 3
    with pytest.raises(BadDocument, match="r0c0 is 3, not a multiple of 5"):
        audit(document)


def test_a_cell_that_must_stay_may_make_it_impossible():
    document = grid([1, 8, 9, 19], 2, 2, all={"fixed": True})
    with pytest.raises(BadSystem, match="all leave no choice"):
        rounded(document)
