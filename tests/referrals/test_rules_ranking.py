"""One person before the directory: the order is that of the assignment. Pure."""

from dataclasses import replace

from hypothesis import given

from crm.referrals.rules.assignment import Need, Place, ranked, solve
from crm.referrals.rules.assignment.instance import Instance
from tests.referrals.test_rules_assignment import LAON, LILLE, ROUBAIX, instances


@given(instances(needs=1))
def test_the_first_is_whom_the_assignment_would_choose(instance):
    if not instance.needs:
        return
    found = ranked(instance)
    assert {one.id for one in found} == {place.id for place in instance.places}
    assert found == sorted(found, key=lambda one: (bool(one.forbidden), one.cost, one.id))
    cheapest = {one.id for one in found if not one.forbidden and one.cost == found[0].cost} or {None}
    assert solve(instance).proposals[0].place in cheapest


def test_distance_fit_and_refusals_are_said():
    need = Need("one", LILLE, theme="train", area="595", declined=frozenset({"C"}))
    near, far = Place("A", 4, ROUBAIX, themes=frozenset({"housing"})), Place("B", 4, LILLE, themes=frozenset({"train"}))
    places = (near, far, Place("C", 4, LILLE), replace(far, id="D", position=LAON, areas=frozenset({"022"})))
    first, second, *last = ranked(Instance(places, (need,)))
    assert (first.id, second.id) == ("B", "A")
    assert first.words[:2] == ("à 0 km", "c’est leur domaine")
    assert "ce n’est pas leur domaine" in second.words
    assert {one.id: one.forbidden for one in last} == {"C": "a déjà refusé", "D": "ne couvre pas sa commune"}
