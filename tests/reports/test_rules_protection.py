"""Nothing that is hidden can be found again: brute force over all tables is the judge."""

import json

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from crm.reports.rules.audit import audit
from crm.reports.rules.protection import protect
from crm.reports.rules.reading import read
from crm.reports.rules.system import BadSystem
from tests.reports.systems import K, attackers, documents, grid, intervals


def protected(document, **how):
    """The published document; a system that cannot be protected is none of the test's."""
    try:
        return protect(read(document), **how).to_json()
    except BadSystem:
        assume(False)


def by_hand(document):
    """Whether any pattern protects: all that may be hidden is, and brute force looks."""
    hidden = {name: "secondary" for name, c in read(document).cells.items() if not c.fixed}
    system = read(document)
    hidden |= dict.fromkeys(system.primaries(), "primary")
    return leaks(document, system.to_json(hidden, 0.0)) == set()


def leaks(document, published):
    """The primary cells that somebody can find, by brute force."""
    found = set()
    status = {cell["id"]: cell["status"] for cell in published["cells"]}
    for known in attackers(document, published).values():
        for name, (low, high) in intervals(published, known).items():
            if status[name] == "primary" and (high < K or high - low < K - 1):
                found.add(name)
    return found


@settings(max_examples=60, deadline=None)
@given(documents())
def test_brute_force_finds_nothing(document):
    published = protected(document)
    assume(published["hidden"] <= 9)
    assert leaks(document, published) == set()


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.filter_too_much])
@given(documents(fixed=6))
def test_what_is_refused_cannot_be_protected(document):
    assume(sum(not cell.get("fixed") for cell in document["cells"]) <= 8)
    try:
        protect(read(document))
    except BadSystem:
        assert not by_hand(document)


@settings(max_examples=30, deadline=None)
@given(documents())
def test_the_auditor_agrees(document):
    published = protected(document)
    assert audit(published, document).exposed == []
    assert audit(published).exposed == []


@settings(max_examples=20, deadline=None)
@given(documents(), st.randoms())
def test_order_changes_nothing_and_neither_does_a_second_time(document, random):
    first = protected(document)
    hidden = {cell["id"]: cell["status"] for cell in first["cells"]}
    for lines in (document["cells"], document["relations"], *(r["parts"] for r in document["relations"])):
        random.shuffle(lines)
    again = protected(document)
    assert {cell["id"]: cell["status"] for cell in again["cells"]} == hidden
    assert again["hidden_weight"] == first["hidden_weight"]


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(0, 30), min_size=12, max_size=12))
def test_every_small_count_is_hidden_and_zeros_stay(values):
    document = grid(values, 3, 4)
    truth = {cell["id"]: cell["value"] for cell in document["cells"]}
    published = protected(document)
    for cell in published["cells"]:
        assert cell["value"] is None or not 1 <= cell["value"] < K
        assert cell["value"] is None or cell["value"] == truth[cell["id"]]
        assert (cell["status"] == "primary") == (1 <= truth[cell["id"]] < K)


@settings(max_examples=40, deadline=None)
@given(documents(owners=False, fixed=0))
def test_no_secondary_cell_can_be_published_again(document):
    """Least loss, locally: each secondary cell is needed by some primary one."""
    published = protected(document)
    assume(published["hidden"] <= 8)
    truth = {cell["id"]: cell["value"] for cell in document["cells"]}
    for cell in published["cells"]:
        if cell["status"] == "secondary":
            cell |= {"value": truth[cell["id"]], "status": "published"}
            assert leaks(document, published) != set(), cell["id"]
            cell |= {"value": None, "status": "secondary"}


def test_the_least_loss_of_a_known_table_is_found():
    """One small cell in the middle: the cheapest rectangle is known by hand (7 + 8 + 9, not 20 or more)."""
    published = protect(read(grid([1, 7, 30, 8, 9, 40, 50, 60, 70], 3, 3))).to_json()
    assert {c["id"] for c in published["cells"] if c["value"] is None} == {"r0c0", "r0c1", "r1c0", "r1c1"}
    assert published["hidden_weight"] == 1 + 7 + 8 + 9


def test_what_was_hidden_before_stays_so_where_it_costs_nothing():
    document = grid([1, 8, 8, 9, 9, 9, 9, 9, 9], 3, 3)
    first = protect(read(document), before=["r0c1", "r1c0", "r1c1"]).hidden
    second = protect(read(document), before=["r0c2", "r2c0", "r2c2"]).hidden
    assert set(first) == {"r0c0", "r0c1", "r1c0", "r1c1"}
    assert set(second) == {"r0c0", "r0c2", "r2c0", "r2c2"}


def test_an_insider_is_kept_out_too():
    """The structure that knows r1c0 could find r0c0 from the column: its own cell must not be the only cover."""
    document = grid([1, 8, 9, 9, 17, 16], 3, 2, r1c0={"owner": "mine"}, r1c1={"owner": "mine"})
    published = protect(read(document)).to_json()
    status = {cell["id"]: cell["status"] for cell in published["cells"]}
    assert status["r2c0"] == status["r2c1"] == "secondary"
    assert audit(published, document).exposed == []


def test_what_is_fixed_stays_and_may_make_it_impossible():
    document = grid([1, 8, 9, 9], 2, 2)
    for cell in document["cells"]:
        cell["fixed"] = cell["id"] != "r0c0"
    with pytest.raises(BadSystem, match=r"Cell r0c0 cannot be protected while .*r0c1.* must stay published"):
        protect(read(document))


def test_a_sensitive_zero_is_hidden_and_so_is_a_group_wholly_in():
    assert protect(read(grid([0, 8, 9, 9], 2, 2, r0c0={"sensitive": True}))).hidden["r0c0"] == "primary"
    hidden = protect(read(grid([8, 0, 9, 9], 2, 2, r0c0={"sensitive": True}))).hidden
    assert hidden["r0c0"] == hidden["r0c1"] == "primary"


def test_a_structural_zero_stays():
    hidden = protect(read(grid([0, 8, 9, 9], 2, 2, r0c0={"sensitive": True, "fixed": True}))).hidden
    assert hidden == {}


def test_a_cell_has_its_own_threshold():
    assert protect(read(grid([9, 18, 19, 20], 2, 2, r0c0={"threshold": 11}))).hidden["r0c0"] == "primary"


def test_what_readers_know_besides_is_no_cover():
    """The population of r0c1 is known to be 8 or 9: hiding it alone with r0c0 leaves too little doubt."""
    published = protect(read(grid([1, 8, 30, 40, 50, 60], 2, 3, r0c1={"low": 8, "high": 9}))).to_json()
    assert audit(published).exposed == []
    assert published["cells"][1]["value"] == 8


def test_a_clock_that_stops_the_search_leaves_it_safe():
    document = grid(list(range(1, 31)) * 4, 12, 10)
    hurried = protect(read(document), seconds=0.0).to_json()
    assert audit(hurried).exposed == []
    assert protect(read(document)).to_json()["hidden_weight"] <= hurried["hidden_weight"]


def test_the_document_survives_json():
    published = protect(read(grid([1, 2, 30, 4, 50, 6], 2, 3))).to_json()
    assert json.loads(json.dumps(published)) == published
    assert {"hidden", "hidden_weight", "seconds"} <= published.keys()
