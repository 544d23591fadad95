"""What every pair of a referral and a structure costs, part by part, and what forbids it. All in whole points."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from crm.codes.assignment import Limit, Part
from crm.referrals.rules.assignment.instance import Ages, Instance, Need, Place, Position
from crm.territory.rules import EARTH_KM

Points: TypeAlias = NDArray[np.int64]
Truths: TypeAlias = NDArray[np.bool_]

OTHER_THEME = 30
OTHER_AGES, OTHER_AGES_AT_MOST = 10, 40
"""Points for each year outside the usual ages."""

OTHER_LANGUAGE = 25
NOT_KNOWN = 20
FULL = 60
"""Points of a structure's last place; the first ones cost little, by the square of how full it gets."""

SLOWEST = 30
"""Days beyond which an answer is no slower."""

NO_DUTY = 30
WAIT_URGENT, WAIT_DUTY, WAIT_DAYS = 60, 60, 60
"""What leaving somebody without a structure costs: by urgency, by legal duty, and a point a day at most so many."""


@dataclass(frozen=True)
class Costs:
    """Arrays of (needs, places) in the instance's order, weights already counted."""

    parts: dict[Part, Points]
    pair: Points
    """Sum of all parts but the load."""

    limits: dict[Limit, Truths]
    km: Points
    """Whole kilometres; -1 where a position is missing."""

    seats: list[Points]
    """For each place, what its next newcomers cost, one after the other: never less than the one before."""

    waiting: Points
    """What leaving each need without a place costs."""

    @property
    def possible(self) -> Truths:
        """Where nothing but the number of places stands in the way."""
        forbidden = [truth for limit, truth in self.limits.items() if limit is not Limit.CAPACITY]
        free: Truths = ~np.logical_or.reduce(forbidden)
        return free


def costs_of(instance: Instance) -> Costs:
    """All costs of an instance in order."""
    needs, places = instance.needs, instance.places
    km = kilometres([n.position for n in needs], [p.position for p in places])
    weighted = {part: weights_of(instance, part)[:, None] * value for part, value in values(needs, places, km).items()}
    return Costs(
        parts=weighted,
        pair=np.sum(list(weighted.values()), axis=0),
        limits=limits_of(instance, km),
        km=km,
        seats=[instance.weights[Part.LOAD] * seats_of(place, len(needs)) for place in places],
        waiting=waiting_of(instance),
    )


def weights_of(instance: Instance, part: Part) -> Points:
    return np.array([need.weights.get(part, instance.weights[part]) for need in instance.needs], dtype=np.int64)


def values(needs: Sequence[Need], places: Sequence[Place], km: Points) -> dict[Part, Points]:
    """Points of each part before its weight."""
    shape = km.shape
    answer = column([min(place.answer_days, SLOWEST) for place in places])
    once = np.array([1 if need.mobile else 2 for need in needs], dtype=np.int64)[:, None]
    urgency = np.array([need.urgency for need in needs], dtype=np.int64)[:, None]
    duty = np.array([need.duty for need in needs], dtype=np.int64)[:, None]
    return {
        Part.TRAVEL: np.maximum(km, 0) * once,
        Part.THEME: OTHER_THEME * crossed(needs, places, lambda n: n.theme, other_theme),
        Part.PUBLIC: crossed(needs, places, lambda n: n.age, years_off),
        Part.LANGUAGE: OTHER_LANGUAGE * crossed(needs, places, lambda n: n.language, other_language),
        Part.CONTINUITY: NOT_KNOWN * ~named(needs, places, lambda n: n.known),
        Part.ANSWER: np.broadcast_to(answer, shape),
        Part.URGENCY: urgency * answer,
        Part.DUTY: NO_DUTY * duty * column([not place.duty for place in places]),
    }


def column(numbers: Sequence[int]) -> Points:
    return np.array(numbers, dtype=np.int64)[None, :]


def crossed(
    needs: Sequence[Need], places: Sequence[Place], asked: Callable[[Need], Any], value: Callable[[Any, Place], int]
) -> Points:
    """A value for every pair, counted once for all needs that ask the same."""
    rows: dict[Any, Points] = {}
    for key in {asked(need) for need in needs}:
        rows[key] = np.array([value(key, place) for place in places], dtype=np.int64)
    lines = [rows[asked(need)] for need in needs]
    return np.array(lines, dtype=np.int64).reshape(len(needs), len(places))


def other_theme(theme: str | None, place: Place) -> int:
    return int(theme is not None and place.themes is not None and theme not in place.themes)


def other_language(language: str | None, place: Place) -> int:
    return int(language is not None and language not in place.languages)


def years_off(age: int | None, place: Place) -> int:
    if age is None or place.usual_ages is None:
        return 0
    youngest, oldest = place.usual_ages
    return min(OTHER_AGES * max(youngest - age, age - oldest, 0), OTHER_AGES_AT_MOST)


def named(needs: Sequence[Need], places: Sequence[Place], names: Callable[[Need], frozenset[str]]) -> Truths:
    """The pairs in which the need names the place."""
    where = {place.id: j for j, place in enumerate(places)}
    truth = np.zeros((len(needs), len(places)), dtype=np.bool_)
    for i, need in enumerate(needs):
        truth[i, [where[name] for name in names(need) if name in where]] = True
    return truth


def kilometres(here: Sequence[Position | None], there: Sequence[Position | None]) -> Points:
    """Great-circle distances (haversine) to the nearest kilometre, one row for each of `here`; -1 where unknown."""
    rows, columns = (np.radians(np.array([p or (np.nan, np.nan) for p in side])) for side in (here, there))
    lat1, lon1 = rows.reshape(-1, 2).T[:, :, None]
    lat2, lon2 = columns.reshape(-1, 2).T[:, None, :]
    half = np.sin((lat2 - lat1) / 2) ** 2 + np.cos(lat1) * np.cos(lat2) * np.sin((lon2 - lon1) / 2) ** 2
    whole: Points = np.nan_to_num(np.rint(2 * EARTH_KM * np.arcsin(np.sqrt(half))), nan=-1).astype(np.int64)
    return whole


def limits_of(instance: Instance, km: Points) -> dict[Limit, Truths]:
    """The pairs that each limit forbids. Distance and coverage give way to a choice made by hand."""
    needs, places = instance.needs, instance.places
    by_hand = named(needs, places, lambda need: frozenset({instance.fixed.get(need.id, "")}))
    reach = instance.reach
    return {
        Limit.CLOSED: np.broadcast_to(np.array([not place.active for place in places], dtype=np.bool_), km.shape),
        Limit.SENDER: named(needs, places, lambda need: frozenset({need.sender or ""})),
        Limit.DECLINED: named(needs, places, lambda need: need.declined),
        Limit.CONFLICT: named(needs, places, lambda need: need.forbidden),
        Limit.AGE: crossed(needs, places, lambda need: need.age, refuses_age).astype(np.bool_),
        Limit.COVERAGE: crossed(needs, places, lambda need: need.area, elsewhere).astype(np.bool_) & ~by_hand,
        Limit.DISTANCE: ((km > reach) if reach is not None else np.zeros(km.shape, dtype=np.bool_)) & ~by_hand,
        Limit.CAPACITY: np.broadcast_to(np.array([place.capacity == 0 for place in places]), km.shape),
    }


def refuses_age(age: int | None, place: Place) -> int:
    return int(age is not None and place.ages is not None and not within(age, place.ages))


def within(age: int, ages: Ages) -> bool:
    return ages[0] <= age <= ages[1]


def elsewhere(area: str | None, place: Place) -> int:
    return int(area is not None and place.areas is not None and area not in place.areas)


def seats_of(place: Place, most: int) -> Points:
    """Points of each further newcomer, of `most`: the k-th costs 60·(load + k)² / (load + capacity)², rounded down."""
    filled = place.load + np.arange(1, min(place.capacity, most) + 1, dtype=np.int64)
    return FULL * filled**2 // max(place.load + place.capacity, 1) ** 2


def waiting_of(instance: Instance) -> Points:
    days, urgency, duty = (
        np.array(
            [(min(n.waited, WAIT_DAYS), WAIT_URGENT * n.urgency, WAIT_DUTY * n.duty) for n in instance.needs],
            dtype=np.int64,
        )
        .reshape(-1, 3)
        .T
    )
    total: Points = days + weights_of(instance, Part.URGENCY) * urgency + weights_of(instance, Part.DUTY) * duty
    return total
