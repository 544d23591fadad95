"""What is no system of tables is said in one sentence that names the cells."""

import pytest

from crm.reports.rules.reading import read
from crm.reports.rules.system import BadSystem


def of(*cells, **more):
    return {"threshold": 5, "cells": list(cells), "relations": [], **more}


A, B, C = ({"id": name, "value": value} for name, value in (("a", 6), ("b", 6), ("c", 12)))


@pytest.mark.parametrize(
    ("document", "said"),
    [
        ([], "a JSON object"),
        (None, "a JSON object"),
        ({"cells": [], "relations": []}, "lacks threshold"),
        ({"threshold": 5, "relations": []}, "lacks cells"),
        ({"threshold": 5}, "lacks cells, relations"),
        (of(threshold=2), "threshold must be a whole number of at least 3, not 2"),
        (of(threshold="5"), "threshold must be a whole number"),
        (of(threshold=True), "threshold must be a whole number"),
        (of(cells={}), "“cells” is not a list"),
        (of(relations="all"), "“relations” is not a list"),
        (of("a"), "needs an id"),
        (of({"value": 3}), "needs an id"),
        (of({"id": 3, "value": 3}), "needs an id"),
        (of({"id": "a"}), "Cell a has no value"),
        (of({"id": "a", "value": -1}), "Cell a is not a count .*: -1"),
        (of({"id": "a", "value": 1.5}), "Cell a is not a count .*: 1.5"),
        (of({"id": "a", "value": "6"}), "Cell a is not a count .*: '6'"),
        (of({"id": "a", "value": None}), "Cell a is not a count .*: None"),
        (of({"id": "a", "value": True}), "Cell a is not a count .*: True"),
        (of({"id": "a", "value": 10**12}), "Cell a is not a count"),
        (of(A, A), "Two cells are called a"),
        (of({**A, "weight": "heavy"}), "weight of cell a"),
        (of({**A, "weight": -1}), "weight of cell a"),
        (of({**A, "weight": float("nan")}), "weight of cell a"),
        (of({**A, "weight": float("inf")}), "weight of cell a"),
        (of({**A, "sensitive": 1}), "“sensitive” of cell a must be true or false"),
        (of({**A, "fixed": "no"}), "“fixed” of cell a must be true or false"),
        (of({**A, "owner": 7}), "owner of cell a must be a text or null"),
        (of({**A, "threshold": 1}), "threshold of cell a must be"),
        (of({**A, "status": "gone"}), "status of cell a"),
        (of({**A, "low": 7}), "Cell a is 6, outside what is known of it: 7"),
        (
            of({"id": "a", "value": 3, "fixed": True}),
            "Cell a must stay published, but it is 3, under the threshold of 5",
        ),
        (of({**A, "fixed": True, "status": "secondary"}), "Cell a cannot be both"),
        (of(A, relations=[{"total": "a", "parts": ["b", "x"]}]), "No cell is called b, x"),
        (of(A, relations=[{"total": "a", "parts": []}]), "a is said to be a total, but has no parts"),
        (of(A, relations=[{"total": "a"}]), "A relation needs a total and a list of parts"),
        (of(A, relations=["a"]), "A relation needs a total and a list of parts"),
        (of(A, B, relations=[{"total": "a", "parts": ["b", "b"]}]), "a counts b more than once"),
        (of(A, C, relations=[{"total": "c", "parts": ["a"]}]), "c is 12, but its parts add up to 6"),
        (of(A, C, unions=[{"total": "c", "parts": ["a"]}]), "c is 12, but people counted once over a are from 6 to 6"),
        (
            of(A, B, relations=[{"total": "a", "parts": ["b"]}, {"total": "b", "parts": ["a"]}]),
            "a > b > a: a cell cannot be part of itself",
        ),
        (of(A, relations=[{"total": "a", "parts": ["a"]}]), "a > a: a cell cannot be part of itself"),
    ],
)
def test_what_is_wrong_is_said(document, said):
    with pytest.raises(BadSystem, match=said):
        read(document)


def test_what_is_left_out_is_as_usual():
    system = read(of(A, B, C, relations=[{"total": "c", "parts": ["a", "b"]}]))
    cell = system.cells["a"]
    assert (cell.weight, cell.threshold, cell.sensitive, cell.fixed, cell.owner) == (6.0, 5, False, False, None)
    assert list(system.cells) == ["a", "b", "c"]
