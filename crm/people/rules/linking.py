"""Which files of one list, or of two, are of one person."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from random import Random
from typing import Any

from crm.people.rules.comparing import Levels, compare
from crm.people.rules.explaining import explain
from crm.people.rules.identity import Identity, keys
from crm.people.rules.model import Frequencies, Model, Weights, learn, probability

CROWD = 120
"""A key that more files share than this brings nobody together: another of their keys will."""

DRAWN = 200_000
SAMPLE = 400_000
"""So many pairs drawn at random, and so many that share a key, are enough to learn from."""


@dataclass(frozen=True)
class Link:
    """Two files that are probably of one person."""

    a: Any
    b: Any
    probability: float
    explanation: str


class Index:
    """Files by the keys under which they can be met; only by those keys that are asked for, if they are given."""

    def __init__(self, people: Sequence[Identity], asked: set[str] | None = None) -> None:
        self.people = people
        self.places: dict[str, list[int]] = defaultdict(list)
        for place, person in enumerate(people):
            for key in set(keys(person)) if asked is None else asked.intersection(keys(person)):
                self.places[key].append(place)

    def near(self, person: Identity, before: int | None = None) -> set[int]:
        """Places of the files worth comparing with this one; only those that come before a place, if it is given."""
        found: set[int] = set()
        for key in set(keys(person)):
            met = self.places.get(key, ())
            if len(met) <= CROWD:
                found.update(met)
        return {place for place in found if place < before} if before is not None else found


def pairs(people: Sequence[Identity], others: Sequence[Identity] | None = None) -> Iterator[tuple[Identity, Identity]]:
    """The pairs worth comparing: between two lists, or inside one, each pair once."""
    index = Index(people) if others is None else Index(others, {key for person in people for key in keys(person)})
    for place, person in enumerate(people):
        for other in index.near(person, before=place if others is None else None):
            yield person, index.people[other]


def train(people: Sequence[Identity], others: Sequence[Identity] | None = None, *, seed: int = 1) -> Model:
    """The model learned from the pairs of one list, or of two. The same lists give the same model."""
    met = Counter(compare(a, b) for a, b in islice(pairs(people, others), SAMPLE))
    second = people if others is None else others
    drawn = Counter(compare(a, b) for a, b in draw(people, second, Random(seed)))  # noqa: S311 - drawn again the same
    possible = len(people) * (len(people) - 1) // 2 if others is None else len(people) * len(second)
    return learn(met, drawn, files=max(min(len(people), len(second)), 1), possible=max(possible, 1))


def draw(people: Sequence[Identity], others: Sequence[Identity], random: Random) -> Iterator[tuple[Identity, Identity]]:
    """Pairs at random, as many as say how strangers compare."""
    for _ in range(min(DRAWN, len(people) * len(others))):
        one, other = random.choice(people), random.choice(others)
        if one is not other:
            yield one, other


def link(
    people: Sequence[Identity],
    others: Sequence[Identity] | None = None,
    *,
    threshold: float,
    model: Model | None = None,
    frequencies: Frequencies | None = None,
) -> Iterator[Link]:
    """Pairs at least as likely as the threshold (0 to 1). Without a model, it is learned from these very pairs."""
    model = model or train(people, others)
    frequencies = frequencies or Frequencies.count([*people, *(others or ())])
    known: dict[Levels, tuple[Weights, bool]] = {}
    for a, b in pairs(people, others):
        pattern = compare(a, b)
        if pattern not in known:
            weights = model.weights(pattern)
            known[pattern] = weights, probability(weights, MOST) >= threshold
        weights, promising = known[pattern]
        if promising:
            likely = probability(weights, frequencies.rarity(a, b))
            if likely >= threshold:
                yield Link(a.key, b.key, likely, explain(a, b, pattern))


MOST = (-4.0, -8.0)
"""The rarest there can be: a pattern that fails even so is not looked at again."""
