"""What is to be solved: structures with places left, referrals that wait, and what counts for how much."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from crm.codes.assignment import Part

Position: TypeAlias = tuple[float, float]
"""Latitude and longitude, in degrees."""

Ages: TypeAlias = tuple[int, int]
"""From and to, both received."""

USUAL_WEIGHTS: dict[Part, int] = dict.fromkeys(Part, 2)
REACH = 40
"""Kilometres beyond which nobody is sent without the coordinator saying so."""

USUAL_ANSWER = 10
"""Days to answer of a structure without a record."""


class BadInstance(Exception):  # noqa: N818 - its text is a sentence for whoever asked
    """What was given cannot be solved. Its text says which line, and why."""


@dataclass(frozen=True)
class Place:
    """A structure that may take people on in the two weeks to come."""

    id: str
    capacity: int
    """How many more it can take on."""

    position: Position | None = None
    name: str = ""
    load: int = 0
    """How many it has already taken on in the same two weeks."""

    active: bool = True
    themes: frozenset[str] | None = None
    """What it is there for; none: anything."""

    ages: Ages | None = None
    """Whom it may receive by its rules: a hard limit."""

    usual_ages: Ages | None = None
    languages: frozenset[str] = frozenset()
    answer_days: int = USUAL_ANSWER
    """Median days to its answers."""

    duty: bool = True
    """It follows the obligation de formation of 16-17 year-olds."""

    areas: frozenset[str] | None = None
    """What it covers; none: everywhere."""


@dataclass(frozen=True)
class Need:
    """Somebody who waits in the pool."""

    id: str
    position: Position | None = None
    mobile: bool = True
    """Has a licence or a means of transport: otherwise a kilometre counts twice."""

    theme: str | None = None
    age: int | None = None
    language: str | None = None
    urgency: int = 0
    """0 normal, 1 soon, 2 urgent."""

    duty: bool = False
    """Sixteen or seventeen, under the obligation de formation (L.114-1 of the Code de l'éducation)."""

    waited: int = 0
    """Days since it was sent."""

    area: str | None = None
    sender: str | None = None
    known: frozenset[str] = frozenset()
    declined: frozenset[str] = frozenset()
    forbidden: frozenset[str] = frozenset()
    """Conflicts of interest."""

    weights: Mapping[Part, int] = field(default_factory=dict)
    """Where they differ from those of the instance."""


@dataclass(frozen=True)
class Instance:
    """A whole pool. Its order never matters: both lists are sorted by identifier before anything is counted."""

    places: tuple[Place, ...]
    needs: tuple[Need, ...]
    weights: Mapping[Part, int] = field(default_factory=lambda: USUAL_WEIGHTS)
    reach: int | None = REACH
    """Kilometres; none: no limit."""

    fixed: Mapping[str, str] = field(default_factory=dict)
    """Need → place, chosen by hand: the rest is solved around it, whatever its distance and coverage."""

    def in_order(self) -> "Instance":
        """The same, sorted by identifier."""
        places, needs = sorted(self.places, key=lambda one: one.id), sorted(self.needs, key=lambda one: one.id)
        return replace(self, places=tuple(places), needs=tuple(needs))
