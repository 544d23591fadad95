"""The auditor finds what can be found: brute force over all tables is the judge, and leaks are planted."""

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from crm.reports.rules.audit import BadDocument, audit
from tests.reports.systems import K, attackers, documents, grid, intervals


def hide(document, **status):
    """Publish a document by hand: what `status` names is hidden, whatever that lets be found."""
    cells = [{**cell, "status": status.get(cell["id"], "published")} for cell in document["cells"]]
    return {**document, "cells": [{**c, "value": None} if c["id"] in status else c for c in cells]}


def exposed(published, known=None):
    return {interval.cell: (interval.low, interval.high) for interval in audit(published, known).exposed}


@st.composite
def published_anyhow(draw):
    document = draw(documents())
    names = [cell["id"] for cell in document["cells"]]
    chosen = draw(st.lists(st.sampled_from(names), min_size=1, max_size=8, unique=True))
    return document, hide(document, **{name: draw(st.sampled_from(["primary", "secondary"])) for name in chosen})


@settings(max_examples=80, deadline=None)
@given(published_anyhow())
def test_intervals_are_those_of_brute_force(both):
    document, published = both
    found = {
        (i.attacker, i.cell): (i.low, i.high) for i in audit(published, document).intervals if i.how != "published"
    }
    for attacker, known in attackers(document, published).items():
        for name, interval in intervals(published, known).items():
            if (attacker, name) in found or attacker == "public":
                assert found[attacker, name] == interval


@settings(max_examples=50, deadline=None)
@given(published_anyhow())
def test_what_a_structure_surely_finds_is_found_without_its_knowledge(both):
    document, published = both
    certain = {(i.attacker, i.cell) for i in audit(published).intervals if i.exposed}
    given_all = {(i.attacker, i.cell) for i in audit(published, document).intervals if i.exposed}
    public = {cell for attacker, cell in given_all if attacker == "public"}
    assert {(a, c) for a, c in certain if c not in public} <= given_all


@settings(max_examples=60, deadline=None)
@given(published_anyhow(), st.data())
def test_hiding_more_never_exposes(both, data):
    document, published = both
    shown = [cell["id"] for cell in published["cells"] if cell["value"] is not None]
    assume(shown)
    status = {cell["id"]: cell["status"] for cell in published["cells"] if cell["value"] is None}
    more = hide(document, **status, **{data.draw(st.sampled_from(shown)): "secondary"})
    assert exposed(more, document).keys() <= exposed(published, document).keys()


PLANTED = [
    (("r0c0",), "hidden alone"),
    (("r0c0", "r0c1"), "with one neighbour of its row, none of its column"),
    (("r0c0", "c0"), "with a total only"),
]


@pytest.mark.parametrize(("names", "why"), PLANTED)
def test_an_unsuppressed_complement_is_found_by_hand(names, why):
    document = grid([1, 8, 9, 19], 2, 2)
    found = audit(hide(document, **dict.fromkeys(names, "secondary") | {"r0c0": "primary"}))
    assert [(i.cell, i.low, i.high, i.how) for i in found.exposed] == [("r0c0", 1, 1, "elimination")], why


def test_a_leak_that_needs_the_solver_is_found():
    """A pencil leaves r0c0 between 0 and 12; but its row and column say it is r1c1 less 13, and both are 25."""
    document = grid([6, 8, 30, 9, 19, 40, 50, 60, 70], 3, 3, r0c0={"threshold": 7})
    document["relations"].append({"total": "pair", "parts": ["r0c0", "r1c1"]})
    document["cells"].append({"id": "pair", "value": 25})
    found = audit(hide(document, r0c0="primary", **dict.fromkeys(("r0c1", "r1c0", "r1c1"), "secondary"))).exposed
    assert [(i.cell, i.low, i.high, i.how) for i in found] == [("r0c0", 6, 6, "solver")]


def test_a_linked_table_is_found():
    """Safe in each of two tables that share their row totals, found in both together."""
    document = grid([1, 8, 9, 19], 2, 2)
    four = dict.fromkeys(("r0c1", "r1c0", "r1c1"), "secondary")
    assert exposed(hide(document, r0c0="primary", **four)) == {}
    document["cells"] += [{"id": "r0x", "value": 1}, {"id": "r0y", "value": 8}]
    document["relations"] += [
        {"total": "r0", "parts": ["r0x", "r0y"]},
        {"total": "r0c0", "parts": ["r0x"]},
    ]
    assert exposed(hide(document, r0c0="primary", r0x="primary", **four)) == {"r0c0": (1, 1), "r0x": (1, 1)}


def test_a_revised_edition_is_found():
    """A total of two quarters, revised and published again, gives away the quarter that was hidden."""
    cells = [("q1", None, "primary"), ("q2", 20, "published"), ("year", 22, "published")]
    document = {
        "threshold": K,
        "cells": [{"id": name, "value": value, "status": status} for name, value, status in cells],
        "relations": [{"total": "year", "parts": ["q1", "q2"]}],
    }
    assert exposed(document) == {"q1": (2, 2)}


def test_an_insider_is_found_with_and_without_what_it_knows():
    owners = {"r1c0": {"owner": "mine"}, "r1c1": {"owner": "mine"}}
    document = grid([1, 8, 9, 19, 7, 6], 3, 2, **owners)
    four = hide(document, r0c0="primary", r0c1="secondary", r1c0="secondary", r1c1="secondary")
    for known in (None, document):
        found = audit(four, known).exposed
        assert [(i.cell, i.attacker) for i in found] == [("r0c0", "mine")]
    assert "known to mine" in str(found[0])


def test_a_bound_on_distinct_people_is_found():
    document = {"threshold": K, "relations": [], "unions": [{"total": "all", "parts": ["a", "b"]}]}
    document["cells"] = [
        {"id": "all", "value": 12, "status": "published"},
        {"id": "a", "value": 10, "status": "published"},
        {"id": "b", "value": None, "status": "primary", "high": 3},
    ]
    assert exposed(document) == {"b": (2, 3)}
    document["cells"] = [
        {"id": "all", "value": None, "status": "primary"},
        {"id": "a", "value": 0, "status": "published"},
        {"id": "b", "value": 4, "status": "published"},
    ]
    assert exposed(document) == {"all": (4, 4)}


def test_a_small_count_in_the_open_is_exposed():
    found = audit(hide(grid([1, 8, 9, 19], 2, 2))).exposed
    assert [(i.cell, i.low, i.how) for i in found] == [("r0c0", 1, "published")]


def test_a_value_that_stands_there_is_published_whatever_its_status():
    document = hide(grid([1, 8, 9, 19], 2, 2), r0c0="primary")
    document["cells"][0]["value"] = 1
    assert exposed(document) == {"r0c0": (1, 1)}


def test_a_secondary_cell_may_be_found():
    assert exposed(hide(grid([11, 8, 9, 19], 2, 2), r0c0="secondary")) == {}


def test_nothing_bounds_a_cell_without_relations():
    found = audit({"threshold": 5, "relations": [], "cells": [{"id": "a", "value": None, "status": "primary"}]})
    assert [(i.low, i.high) for i in found.intervals] == [(0, None)]
    assert found.exposed == []


@pytest.mark.parametrize(
    ("document", "said"),
    [
        ([], "a JSON object"),
        ({"cells": [], "relations": []}, "lacks threshold"),
        ({"threshold": 5, "relations": []}, "lacks cells"),
        ({"threshold": 2, "cells": [], "relations": []}, "threshold is not a whole number of at least 3"),
        ({"threshold": 5, "cells": {}, "relations": []}, "“cells” is not a list"),
        ({"threshold": 5, "cells": [{"value": 1}], "relations": []}, "needs an id"),
        ({"threshold": 5, "cells": [{"id": "a", "value": None}], "relations": []}, "a lacks a status"),
        ({"threshold": 5, "cells": [{"id": "a", "status": "primary"}], "relations": []}, "a lacks a value"),
        ({"threshold": 5, "cells": [{"id": "a", "value": None, "status": "published"}], "relations": []}, "neither"),
        (
            {"threshold": 5, "cells": [{"id": "a", "value": -1, "status": "published"}], "relations": []},
            "Cell a is not",
        ),
        ({"threshold": 5, "cells": [], "relations": [{"total": "a", "parts": []}]}, "No cell is called a"),
        ({"threshold": 5, "cells": [], "relations": [{"total": "a"}]}, "a total and a list of parts"),
    ],
)
def test_what_is_no_published_system_is_said(document, said):
    with pytest.raises(BadDocument, match=said):
        audit(document)


@pytest.mark.parametrize("hidden", [(), ("r0c0", "r1c0")])
def test_figures_that_contradict_each_other_are_said(hidden):
    document = grid([10, 8, 9, 19], 2, 2)
    document["cells"][-1]["value"] += 1
    with pytest.raises(BadDocument, match=r"all|agrees"):
        audit(hide(document, **dict.fromkeys(hidden, "secondary")))
