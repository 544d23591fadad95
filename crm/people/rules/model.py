"""How likely two files are of one person: a Fellegi-Sunter model with a class of its own for families.

I. P. Fellegi and A. B. Sunter, “A theory for record linkage” (1969), weigh each field by how often it agrees for one
person and for two strangers. Brothers, sisters and twins are neither: they share name, home and telephone, which would
add up to certainty. So a pair is of one of three classes, and only what a family does not share tells its
members apart. Strangers are counted on pairs drawn at random; the two other classes are learned by
expectation-maximisation from pairs nobody has judged, held near `DEFAULTS` as long as there are few of them. Agreeing
on a rare name weighs more than on a common one (W. E. Winkler, 1989).
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import exp, log

import numpy as np

from crm.people.rules.comparing import FIELDS, UNKNOWN, Levels
from crm.people.rules.identity import Identity

PERSON, FAMILY, STRANGERS = range(3)
"""The classes of pairs: the same person, two people of one family, two people who have nothing in common."""

DEFAULTS: dict[str, tuple[tuple[float, ...], tuple[float, ...], tuple[float, ...]]] = {
    "given": ((0.02, 0.05, 0.13, 0.80), (0.93, 0.04, 0.025, 0.005), (0.985, 0.005, 0.002, 0.008)),
    "family": ((0.02, 0.05, 0.08, 0.85), (0.06, 0.04, 0.05, 0.85), (0.99, 0.004, 0.001, 0.005)),
    "born": ((0.015, 0.005, 0.03, 0.07, 0.88), (0.80, 0.02, 0.02, 0.01, 0.15), (0.885, 0.1, 0.008, 0.0065, 0.0005)),
    "sex": ((0.01, 0.99), (0.5, 0.5), (0.5, 0.5)),
    "town": ((0.20, 0.10, 0.70), (0.27, 0.05, 0.68), (0.97, 0.015, 0.015)),
    "street": ((0.35, 0.08, 0.17, 0.40), (0.30, 0.05, 0.10, 0.55), (0.95, 0.045, 0.003, 0.002)),
    "phone": ((0.45, 0.55), (0.50, 0.50), (0.9998, 0.0002)),
    "email": ((0.45, 0.05, 0.50), (0.94, 0.03, 0.03), (0.9989, 0.001, 0.0001)),
}
"""For each field and each class, how often each level is met: what is believed before any data."""

HOME = ("town", "street")
"""Where a family lives is not learned: its members who live apart share no key, so they are never met."""

EXPECTED = 0.05
"""Of the files of the shorter list, the part believed to have a second one; and to have a relative's."""

BELIEF = 100.0
"""How many pairs of each class the defaults weigh as much as."""


Weights = tuple[float, ...]
"""One logarithm for each class."""


@dataclass(frozen=True)
class Model:
    """Probabilities of the levels: for each field an array (class, level) whose rows add up to 1; and the shares of
    the classes among all the pairs there can be, compared or not."""

    levels: Mapping[str, np.ndarray]
    shares: np.ndarray

    def weights(self, pattern: Levels) -> Weights:
        """The logarithms of how likely such a pair is in each class, the class's share included."""
        total = np.log(self.shares)
        for field, level in zip(FIELDS, pattern, strict=True):
            if level != UNKNOWN:
                total = total + np.log(self.levels[field][:, level])
        return tuple(total.tolist())


def shares(files: int, possible: int) -> np.ndarray:
    """What is believed before any data of the share of each class: so many files in the shorter list, and as many
    possible pairs."""
    believed = EXPECTED * files / possible
    return np.array([believed, believed, 1 - 2 * believed])


def default(files: int) -> Model:
    """What is believed before any data, of a list of so many files compared with itself."""
    believed = {field: np.array(rows) for field, rows in DEFAULTS.items()}
    return Model(believed, shares(files, files * (files - 1) // 2))


def learn(met: Counter[Levels], drawn: Counter[Levels], *, files: int, possible: int, rounds: int = 40) -> Model:
    """The model that explains the pairs that were compared.

    `met` counts the levels of the pairs that share a key, which hold nearly all that are not strangers; `drawn` those
    of pairs drawn at random. `files` is the size of the shorter list, `possible` the number of pairs there can be.
    With few pairs the result stays near the defaults.
    """
    believed = {field: np.array(rows) for field, rows in DEFAULTS.items()}
    random, often = arrays(drawn)
    seen, counts = arrays(met)
    for n, field in enumerate(FIELDS):
        believed[field][STRANGERS] = refit(believed[field][STRANGERS], often, random[:, n])
    model = Model(believed, shares(files, possible))
    for _ in range(rounds):
        likely = responsibilities(model, seen) * counts[:, None]
        levels = {field: table.copy() for field, table in believed.items()}
        for n, field in enumerate(FIELDS):
            for kind in (PERSON,) if field in HOME else (PERSON, FAMILY):
                levels[field][kind] = refit(believed[field][kind], likely[:, kind], seen[:, n])
        part = (likely.sum(axis=0)[:STRANGERS] + EXPECTED * BELIEF) / (files + BELIEF) * files / possible
        model = Model(levels, np.array([*part, 1 - part.sum()]))
    return model


def arrays(patterns: Counter[Levels]) -> tuple[np.ndarray, np.ndarray]:
    """The patterns, one a row, and how often each was met."""
    seen = np.array(list(patterns), dtype=int).reshape(-1, len(FIELDS))
    return seen, np.array(list(patterns.values()), dtype=float)


def responsibilities(model: Model, seen: np.ndarray) -> np.ndarray:
    """How likely each pattern (rows) is of each class (columns)."""
    total = np.tile(np.log(model.shares), (len(seen), 1))
    for number, table in enumerate(model.levels.values()):
        known = seen[:, number] != UNKNOWN
        total[known] += np.log(table[:, seen[known, number]].T)
    likely = np.exp(total - total.max(axis=1, keepdims=True))
    return np.asarray(likely / likely.sum(axis=1, keepdims=True))


def refit(believed: np.ndarray, often: np.ndarray, levels: np.ndarray) -> np.ndarray:
    """The probabilities of one field's levels in one class, from how often each pattern is of that class and which
    level it has; what was believed before counts as so many pairs more."""
    table = believed * BELIEF
    for level in range(len(table)):
        table[level] += often[levels == level].sum()
    return np.asarray(table / table.sum())


CAP = log(50)
"""A name cannot weigh more than fifty times an ordinary one: a name met once may be a slip."""


@dataclass(frozen=True)
class Counts:
    """How many files bear each value, of how many."""

    of: Mapping[str, int]
    total: int
    mean: float
    """The chance that two files drawn at random bear the same."""

    @classmethod
    def count(cls, counted: Mapping[str, int]) -> "Counts":
        total = max(sum(counted.values()), 1)
        return cls(counted, total, sum(n * n for n in counted.values()) / total**2 or 1.0)

    def rarity(self, value: str) -> float:
        """How much rarer than usual a shared value is, as a logarithm: negative for a rare one."""
        return max(-CAP, min(CAP, log(self.of.get(value, 1) / self.total / self.mean)))


@dataclass(frozen=True)
class Frequencies:
    """How common names are among the files, and birth dates: many are born on 1 January where nobody knows."""

    given: Counts
    family: Counts
    born: Counts

    @classmethod
    def count(cls, people: Iterable[Identity]) -> "Frequencies":
        given, family, born = Counter[str](), Counter[str](), Counter[str]()
        for person in people:
            given[person.given] += 1
            family.update(person.families)
            born[person.born] += 1
        return cls.of(given, family, born)

    @classmethod
    def of(cls, *counted: Mapping[str, int]) -> "Frequencies":
        return cls(*(Counts.count({value: n for value, n in counts.items() if value}) for counts in counted))

    def rarity(self, a: Identity, b: Identity) -> tuple[float, float]:
        """What is added to the weights of a family and of strangers, and to that of strangers alone, for what two
        files share: a family shares its name, and twins their birth date."""
        shared = next((name for name in a.families if name in b.families), "")
        return (
            self.given.rarity(a.given) if a.given == b.given else 0.0,
            (self.family.rarity(shared) if shared else 0.0) + (self.born.rarity(a.born) if a.born == b.born else 0.0),
        )


def score(model: Model, pattern: Levels, rare: tuple[float, float] = (0.0, 0.0)) -> float:
    """The probability that a pair is of one person, from its levels and the rarity of what it shares."""
    return probability(model.weights(pattern), rare)


def probability(weights: Weights, rare: tuple[float, float]) -> float:
    person, family, strangers = weights
    family += rare[0] - person
    strangers += rare[0] + rare[1] - person
    return 1 / (1 + exp(family) + exp(strangers))
