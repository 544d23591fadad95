"""Assignment of a pool: the least cost, proven; ties; limits; what is said. Pure, with a brute force beside it."""

import itertools
import json

import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import given, settings

from crm.codes.assignment import Part
from crm.referrals.rules.assignment import BadInstance, Instance, Need, Place, files, moved, solve, what_if
from crm.referrals.rules.assignment.costs import costs_of

LILLE, ROUBAIX, LAON = (50.63, 3.06), (50.69, 3.18), (49.56, 3.62)
points = st.tuples(st.floats(49.5, 50.9), st.floats(1.6, 4.2))
names = st.sampled_from(["S0", "S1", "S2"])


@st.composite
def instances(draw, needs=5, places=3):
    ages = st.none() | st.tuples(st.integers(14, 18), st.integers(19, 26))
    some = st.frozensets(names, max_size=1)
    structures = [
        Place(
            f"S{j}",
            draw(st.integers(0, 3)),
            draw(points),
            load=draw(st.integers(0, 4)),
            active=draw(st.integers(0, 9)) > 0,
            themes=draw(st.none() | st.frozensets(st.sampled_from("ab"))),
            ages=draw(ages),
            usual_ages=draw(ages),
            answer_days=draw(st.integers(0, 40)),
            duty=draw(st.booleans()),
        )
        for j in range(draw(st.integers(1, places)))
    ]
    waiting = [
        Need(
            f"R{i}",
            draw(st.none() | points),
            mobile=draw(st.booleans()),
            theme=draw(st.sampled_from([None, "a", "b"])),
            age=draw(st.integers(14, 26)),
            urgency=draw(st.integers(0, 2)),
            duty=draw(st.booleans()),
            waited=draw(st.integers(0, 90)),
            known=draw(some),
            declined=draw(some),
        )
        for i in range(draw(st.integers(0, needs)))
    ]
    weights = {part: draw(st.integers(0, 3)) for part in Part}
    return Instance(tuple(structures), tuple(waiting), weights, reach=draw(st.sampled_from([None, 40, 90])))


def allowed(costs, i, j):
    return not any(truth[i, j] for truth in costs.limits.values())


def cost_of(instance, costs, choice):
    """The documented total of a choice (a place's number or None for each need); none when it is not allowed."""
    counts = {j: choice.count(j) for j in range(len(instance.places))}
    if any(count > instance.places[j].capacity for j, count in counts.items()):
        return None
    if any(j is not None and not allowed(costs, i, j) for i, j in enumerate(choice)):
        return None
    pairs = sum(int(costs.waiting[i] if j is None else costs.pair[i, j]) for i, j in enumerate(choice))
    weight = instance.weights[Part.LOAD]
    seats = sum(
        weight
        * (60 * (instance.places[j].load + k) ** 2 // (instance.places[j].load + instance.places[j].capacity) ** 2)
        for j, count in counts.items()
        for k in range(1, count + 1)
    )
    return pairs + seats


def best(instance):
    """By trying everything: how many can be placed, and the least total."""
    costs = costs_of(instance)
    choices = itertools.product([None, *range(len(instance.places))], repeat=len(instance.needs))
    found = ((choice.count(None), cost_of(instance, costs, choice)) for choice in choices)
    return min(one for one in found if one[1] is not None)


def chosen(solution):
    return {proposal.need: proposal.place for proposal in solution.proposals}


@given(instances())
def test_nothing_is_cheaper_however_one_tries(instance):
    solution = solve(instance)
    assert (len(instance.needs) - solution.placed, solution.total) == best(instance.in_order())
    assert solution.bound == solution.total
    parts = sum(proposal.cost for proposal in solution.proposals) + sum(load.cost for load in solution.loads)
    assert parts == solution.total


@given(instances(), st.randoms())
def test_order_and_repetition_change_nothing(instance, random):
    first = solve(instance)
    places, needs = list(instance.places), list(instance.needs)
    random.shuffle(places)
    random.shuffle(needs)
    again = solve(Instance(tuple(places), tuple(needs), instance.weights, instance.reach))
    assert again.proposals == first.proposals
    assert again.loads == first.loads


@given(instances())
def test_limits_hold_and_everything_is_said(instance):
    solution = solve(instance)
    instance = instance.in_order()
    costs = costs_of(instance)
    where = {place.id: j for j, place in enumerate(instance.places)}
    for load in solution.loads:
        assert load.newcomers <= load.capacity
    for i, proposal in enumerate(solution.proposals):
        if proposal.place:
            assert allowed(costs, i, where[proposal.place])
            assert [piece for piece in proposal.pieces if piece.part is Part.TRAVEL and piece.words]
            assert proposal.cost == sum(piece.points for piece in proposal.pieces if piece.part is not Part.LOAD)
        else:
            assert "structure" in proposal.why


@given(instances(), st.data())
def test_a_runner_up_costs_what_is_said(instance, data):
    solution = solve(instance)
    with_runners = [proposal for proposal in solution.proposals if proposal.runners]
    if not with_runners:
        return
    proposal = data.draw(st.sampled_from(with_runners))
    runner = data.draw(st.sampled_from(proposal.runners))
    other = solve(
        Instance(instance.places, instance.needs, instance.weights, instance.reach, {proposal.need: runner.place})
    )
    assert chosen(other)[proposal.need] == runner.place
    assert solution.placed - other.placed == runner.leaves_out
    assert other.total - solution.total == runner.difference
    assert runner.leaves_out or runner.difference >= 0


def large(seed):
    random = np.random.default_rng(seed)
    at = lambda count: zip(49.5 + 1.4 * random.random(count), 1.6 + 2.6 * random.random(count), strict=True)  # noqa: E731
    places = [
        Place(
            f"S{j}",
            int(random.integers(0, 9)),
            p,
            load=int(random.integers(0, 5)),
            answer_days=int(random.integers(1, 20)),
        )
        for j, p in enumerate(at(60))
    ]
    needs = [
        Need(f"R{i}", p, mobile=bool(random.integers(0, 2)), urgency=int(random.integers(0, 3)))
        for i, p in enumerate(at(300))
    ]
    return Instance(tuple(places), tuple(needs))


@pytest.mark.parametrize("seed", [1, 2])
def test_a_large_pool_meets_its_bound_however_prices_are_chosen(seed):
    """Weak duality, counted here from the published prices alone."""
    instance = large(seed).in_order()
    solution, costs = solve(instance), costs_of(instance)
    assert 100 < solution.placed < 300
    prices = np.array([load.price for load in solution.loads])
    free = np.where(np.any(list(costs.limits.values()), axis=0), 1 << 40, costs.pair + prices)
    much = prices.max()
    for price in (prices, prices // 2):
        paid = np.minimum((free - prices + price).min(axis=1), costs.waiting + much)
        seats = sum(int(np.maximum(p - seat, 0).sum()) for p, seat in zip(price, costs.seats, strict=True))
        assert int(paid.sum()) - seats <= solution.total + much * (300 - solution.placed)


def test_the_load_is_shared_by_capacity():
    places = (Place("big", 20, LILLE), Place("small", 10, LILLE))
    solution = solve(Instance(places, tuple(Need(f"R{i}", LILLE) for i in range(15))))
    assert {load.place: load.newcomers for load in solution.loads} == {"big": 10, "small": 5}


def test_those_who_cannot_travel_go_near():
    places = (Place("near", 1, LILLE), Place("far", 1, ROUBAIX))
    needs = (Need("a", LILLE), Need("b", LILLE, mobile=False))
    assert chosen(solve(Instance(places, needs))) == {"a": "far", "b": "near"}


def test_the_urgent_go_first_where_places_lack():
    needs = (Need("calm", LILLE, waited=9), Need("urgent", LILLE, urgency=2))
    solution = solve(Instance((Place("one", 1, LILLE),), needs))
    assert chosen(solution) == {"calm": None, "urgent": "one"}
    assert "d’autres y passent avant" in solution.proposals[0].why


@pytest.mark.parametrize(
    ("place", "said"),
    [
        (Place("S", 0, LILLE), "aucune structure à moins de 40 km n’a de place dans les deux semaines"),
        (Place("S", 1, LAON), "aucune structure à moins de 40 km"),
        (Place("S", 1, LILLE, ages=(18, 25)), "1 ne reçoit pas à cet âge"),
        (Place("S", 1, LILLE, active=False), "1 est fermée"),
        (Place("S", 1, LILLE, areas=frozenset({"x"})), "1 ne couvre pas sa commune"),
    ],
)
def test_why_nobody_in_words(place, said):
    proposal = solve(Instance((place,), (Need("R", LILLE, age=16, area="y"),))).proposals[0]
    assert said in proposal.why


@pytest.mark.parametrize("name", ["declined", "forbidden"])
def test_who_declined_or_has_a_conflict_is_never_proposed(name):
    need = Need("R", LILLE, **{name: frozenset({"S"})})
    assert chosen(solve(Instance((Place("S", 5, LILLE),), (need,)))) == {"R": None}
    assert chosen(solve(Instance((Place("S", 5, LILLE),), (Need("R", LILLE, sender="S"),)))) == {"R": None}


def test_the_rest_is_solved_around_what_was_fixed():
    places = (Place("near", 1, LILLE), Place("far", 1, LAON))
    instance = Instance(places, (Need("a", LILLE), Need("b", LILLE)), fixed={"a": "far"})
    solution = solve(instance)
    assert chosen(solution) == {"a": "far", "b": "near"}
    assert [proposal.fixed for proposal in solution.proposals] == [True, False]


def test_what_was_fixed_never_goes_over_capacity():
    instance = Instance((Place("S", 1, LILLE),), (Need("a"), Need("b")), fixed={"a": "S", "b": "S"})
    with pytest.raises(BadInstance, match="fewer places"):
        solve(instance)
    with pytest.raises(BadInstance, match="declined"):
        solve(Instance((Place("S", 1),), (Need("a", declined=frozenset({"S"})),), fixed={"a": "S"}))


def test_what_if_says_who_would_move():
    places = (Place("near", 9, LILLE), Place("far", 2, ROUBAIX))
    instance = Instance(places, (Need("a", LILLE), Need("b", LILLE)))
    before = solve(instance)
    closed = solve(what_if(instance, capacities={"near": 1}))
    assert [(move.before, move.after) for move in moved(before, closed)] == [("near", "far")]
    assert not moved(before, solve(what_if(instance, weights={Part.LOAD: 0})))


def test_ties_favour_nobody_by_name():
    """Alike in all, for one place each time: the first by name or by rank does not always win."""
    winners = {
        next(n for n, p in chosen(solve(Instance((Place(f"S{k}", 1),), (Need("a"), Need("b"))))).items() if p)
        for k in range(20)
    }
    assert winners == {"a", "b"}


def document(**changes):
    whole = {
        "structures": [{"id": "S", "capacity": 1, "position": list(LILLE)}],
        "referrals": [{"id": "R", "position": list(ROUBAIX), "urgency": "urgent"}],
    }
    return json.dumps(whole | changes)


def test_a_file_is_read_solved_and_written():
    answer = files.as_json(solve(files.loads(document(weights={"travel": 3}))))
    assert (answer["placed"], answer["total"], answer["optimal"]) == (
        1,
        3 * 11 + 2 * 20 + 2 * 10 + 2 * 20 + 2 * 60,
        True,
    )
    assert answer["assignments"][0]["parts"]["travel"] == 33


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("{", "not JSON"),
        ("[]", "must be an object"),
        ("[" * 100_000, "not JSON"),
        (document(more=1), "no use for “more”"),
        (document(structures=[{"id": "S"}]), "structures, line 1: capacity is missing"),
        (document(structures=[{"id": "S", "capacity": -1}]), "line 1: capacity must be a whole number"),
        (document(structures=[{"id": "S", "capacity": True}]), "capacity must be a whole number"),
        (document(structures=[{"id": "S", "capacity": 1, "x": 1}]), "there is no “x”"),
        (document(referrals=[{"id": "R"}, {"id": "R"}]), "line 2: the id R stands twice"),
        (document(referrals=[{"id": "\ud800"}]), "printable"),
        (document(referrals=[{"id": "R", "position": [91, 0]}]), "degrees"),
        (document(referrals=[{"id": "R", "position": [1, "x"]}]), "degrees"),
        (document(referrals=[{"id": "R", "urgency": []}]), "must be one of normal"),
        (document(referrals=[{"id": "R", "weights": {"load": 1}}]), "counted for structures"),
        (document(weights={"color": 1}), "no part called color"),
        (document(weights=3), "must be an object"),
        (document(forbidden=[["R", "T"]]), "nothing is called"),
        (document(forbidden=[["R"]]), "list of [referral, structure]"),
        (document(fixed={"R": 3}), "nothing is called 3"),
        ('{"structures": [], "structures": [], "referrals": []}', "stands twice"),
        ('{"structures": [{"id": "S", "capacity": NaN}], "referrals": []}', "whole number"),
        (document(reach=-1), "reach must be"),
    ],
)
def test_a_bad_file_is_refused_in_one_sentence(content, said):
    with pytest.raises(BadInstance) as why:
        files.loads(content)
    assert said in str(why.value)
    assert "\n" not in str(why.value)


@settings(max_examples=50)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    )
)
def test_whatever_stands_in_a_file_it_is_solved_or_refused(part):
    for name in ("structures", "referrals", "weights", "reach", "forbidden", "fixed"):
        try:
            solve(files.loads(json.dumps({"structures": [], "referrals": []} | {name: part})))
        except BadInstance:
            continue
