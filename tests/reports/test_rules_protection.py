"""Nothing that is hidden can be found again: brute force over all tables is the judge."""

import itertools
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crm.reports.rules.audit import audit
from crm.reports.rules.protection import protect
from crm.reports.rules.system import BadSystem, read

K = 3


def grid(values, rows, columns, **more):
    """A table of two dimensions with its totals."""
    cells = {f"r{i}c{j}": values[i * columns + j] for i in range(rows) for j in range(columns)}
    relations = [{"total": f"r{i}", "parts": [f"r{i}c{j}" for j in range(columns)]} for i in range(rows)]
    relations += [{"total": f"c{j}", "parts": [f"r{i}c{j}" for i in range(rows)]} for j in range(columns)]
    relations += [{"total": "all", "parts": [f"r{i}" for i in range(rows)]}]
    for relation in relations:
        cells[relation["total"]] = sum(cells[part] for part in relation["parts"])
    lines = [{"id": name, "value": value, **more.get(name, {})} for name, value in cells.items()]
    return {"threshold": K, "cells": lines, "relations": relations, "unions": []}


def intervals(published, most, known=frozenset()):
    """What brute force knows of each hidden cell: its least and greatest value over all tables up to `most`."""
    hidden = [c["id"] for c in published["cells"] if c["value"] is None]
    values = {c["id"]: c["value"] for c in published["cells"]}
    found = {name: [] for name in hidden}
    free = [name for name in hidden if name not in known]
    for guess in itertools.product(range(most + 1), repeat=len(free)):
        table = values | dict(known) | dict(zip(free, guess, strict=True))
        if all(table[r["total"]] == sum(table[p] for p in r["parts"]) for r in published["relations"]):
            for name in hidden:
                found[name].append(table[name])
    return {name: (min(seen), max(seen)) for name, seen in found.items()}


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(0, 6), min_size=4, max_size=4))
def test_brute_force_finds_nothing_in_two_by_two(values):
    system = read(grid(values, 2, 2))
    try:
        published = protect(system).to_json()
    except BadSystem:
        return
    assert audit(published).exposed == []
    hidden = [c["id"] for c in published["cells"] if c["value"] is None]
    if len(hidden) <= 4:
        for name, (low, high) in intervals(published, 14).items():
            cell = next(c for c in published["cells"] if c["id"] == name)
            if cell["status"] == "primary":
                assert high >= K
                assert high - low >= K - 1


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(0, 9), min_size=12, max_size=12), st.randoms())
def test_the_order_of_cells_does_not_matter_and_twice_is_the_same(values, random):
    document = grid(values, 3, 4)
    first = protect(read(document)).hidden
    assert protect(read(document)).hidden == first
    primary = {name for name, why in first.items() if why == "primary"}
    random.shuffle(document["cells"])
    again = protect(read(document))
    assert {name for name, why in again.hidden.items() if why == "primary"} == primary
    assert audit(again.to_json()).exposed == []


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(0, 30), min_size=12, max_size=12))
def test_every_small_count_is_hidden_and_no_zero(values):
    published = protect(read(grid(values, 3, 4))).to_json()
    for cell in published["cells"]:
        if cell["value"] is not None:
            assert not 1 <= cell["value"] < K


@pytest.mark.parametrize(
    ("hidden", "leak"),
    [({"r0c0"}, "r0c0"), ({"r0c0", "r0c1"}, "r0c0"), ({"r0c0", "c0"}, "r0c0")],
)
def test_the_auditor_finds_a_planted_leak(hidden, leak):
    """A cell hidden alone, with one neighbour only, or with the wrong one, is found by subtraction."""
    document = grid([1, 8, 9, 9], 2, 2)
    for cell in document["cells"]:
        cell["status"] = "primary" if cell["id"] in hidden else "published"
        if cell["id"] in hidden:
            cell["value"] = None
    assert leak in {interval.cell for interval in audit(document).exposed}


def test_an_insider_sees_more_and_is_kept_out_too():
    """The structure that knows r1c0 could find r0c0 from the column: its own cell must not be the only cover."""
    owners = {"r1c0": {"owner": "mine"}, "r1c1": {"owner": "mine"}}
    document = grid([1, 8, 9, 9, 7, 6], 3, 2, **owners)
    published = protect(read(document)).to_json()
    values = {c["id"]: c["value"] for c in document["cells"]}
    mine = {c["id"]: values[c["id"]] for c in published["cells"] if c["owner"] == "mine" and c["value"] is None}
    assert audit(published, {"mine": mine}).exposed == []
    naive = {**document, "cells": [dict(c) for c in document["cells"]]}
    for cell in naive["cells"]:
        if cell["id"] in ("r0c0", "r0c1", "r1c0", "r1c1"):
            cell |= {"value": None, "status": "primary" if cell["id"] == "r0c0" else "secondary"}
    assert audit(naive).exposed == []
    assert {i.cell for i in audit(naive, {"mine": {"r1c0": 9, "r1c1": 9}}).exposed} == {"r0c0"}


def test_distinct_people_give_bounds_away():
    """A distinct total of 9 over parts 8 and ? leaves little room: the auditor uses it, the protector closes it."""
    cells = [{"id": "all", "value": 9}, {"id": "a", "value": 9}, {"id": "b", "value": 2}]
    document = {"threshold": K, "cells": cells, "relations": [], "unions": [{"total": "all", "parts": ["a", "b"]}]}
    published = protect(read(document)).to_json()
    assert audit(published).exposed == []
    tight = {"threshold": K, "relations": [], "unions": [{"total": "all", "parts": ["a", "b"]}]}
    tight["cells"] = [
        {"id": "all", "value": 2, "status": "published"},
        {"id": "a", "value": 0, "status": "published"},
        {"id": "b", "value": None, "status": "primary"},
    ]
    assert [(i.low, i.high) for i in audit(tight).exposed] == [(2, 2)]


def test_what_is_fixed_stays_and_may_make_it_impossible():
    document = grid([1, 8, 9, 9], 2, 2)
    for cell in document["cells"]:
        cell["fixed"] = cell["id"] != "r0c0"
    with pytest.raises(BadSystem, match="r0c0"):
        protect(read(document))


def test_a_sensitive_zero_is_hidden():
    document = grid([0, 8, 9, 9], 2, 2, r0c0={"sensitive": True})
    assert protect(read(document)).hidden["r0c0"] == "primary"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"cells": [{"id": "a", "value": -1}]}, "a is not a count"),
        ({"cells": [{"id": "a", "value": 1.5}]}, "a is not a count"),
        ({"cells": [{"id": "a", "value": 1}, {"id": "a", "value": 1}]}, "Two cells"),
        ({"cells": [{"id": "a", "value": 1}], "relations": [{"total": "a", "parts": ["b"]}]}, "No cell is called b"),
        (
            {
                "cells": [{"id": "a", "value": 1}, {"id": "b", "value": 2}],
                "relations": [{"total": "a", "parts": ["b"]}],
            },
            "add up to 2",
        ),
    ],
)
def test_what_is_no_system_is_said(change, said):
    with pytest.raises(BadSystem, match=said):
        read(change)


def test_the_document_survives_json():
    published = protect(read(grid([1, 2, 30, 4, 50, 6], 2, 3))).to_json()
    assert json.loads(json.dumps(published)) == published
