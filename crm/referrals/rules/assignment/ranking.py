"""One person before many structures: the nearest and fittest first, by the costs of the assignment."""

from dataclasses import dataclass

from crm.codes.assignment import Part
from crm.referrals.rules.assignment.costs import costs_of
from crm.referrals.rules.assignment.instance import Instance
from crm.referrals.rules.assignment.words import refusal, told

SAID = (Part.TRAVEL, Part.THEME, Part.PUBLIC, Part.LANGUAGE, Part.LOAD, Part.ANSWER)


@dataclass(frozen=True)
class Ranked:
    """A structure for somebody: its name in the instance, what it costs in points, in words, and what forbids it."""

    id: str
    cost: int
    words: tuple[str, ...]
    forbidden: str


def ranked(instance: Instance) -> list[Ranked]:
    """The places of an instance of one need, cheapest first; those that a limit forbids come last, and say why."""
    costs, (need,) = costs_of(instance), instance.needs
    found = []
    for j, place in enumerate(instance.places):
        load = int(costs.seats[j][0]) if len(costs.seats[j]) else 0
        said = [told(part, need, place, int(costs.km[0, j]), 0) for part in SAID]
        found.append(Ranked(place.id, int(costs.pair[0, j]) + load, tuple(filter(None, said)), refusal(costs, 0, j)))
    return sorted(found, key=lambda one: (bool(one.forbidden), one.cost, one.id))
