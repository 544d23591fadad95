"""Every indicator counted a second time: slow and obvious loops in plain Python, written from the definitions.

Each theme has a module: `tell` writes what happens to the people of a `World`, of whom nobody planned anything, and one
loop for each indicator says which facts count. No loop looks at a query.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from statistics import fmean, median

from crm.people.models import AttributePast, Person, PersonFlag
from crm.reports.queries import counting
from crm.reports.rules.tables import INDICATORS, Counted, Kind, Measured
from tests.reports.twice.world import World, local, midnight

PLACES = {"59350": ("595", "59"), "59512": ("595", "59"), "59606": ("596", "59"), "02408": ("022", "02")}
"""The arrondissement and the département of communes of the tests."""


@dataclass(frozen=True)
class Fact:
    """Something that counts once, or `weight` times: where, on which day, of whom, and under which values of axes."""

    commune: str | None
    day: date
    person: int | None = None
    weight: int = 1
    value: float = 0
    """What a median or a mean is of."""

    under: Mapping[str, str | None] = field(default_factory=dict)


LOOPS: dict[str, Callable[[World], list[Fact]]] = {}


def second(indicator: str, **given: object) -> Callable:
    """The loop that counts an indicator the second time."""

    def register(loop: Callable) -> Callable:
        LOOPS[indicator] = partial(loop, **given)
        return loop

    return register


def once(facts: Iterable[Fact]) -> list[Fact]:
    """The last fact of each person, of facts in order."""
    return list({fact.person: fact for fact in facts}.values())


def counted(w: World, indicator: str) -> list[Counted]:
    """Each fact under its arrondissement, then under each of the axes of the indicator."""
    found: Counter[tuple[str, str]] = Counter()
    for fact in LOOPS[indicator](w):
        place = PLACES[fact.commune][0] if fact.commune else "unknown"
        for axis in ("", *(f"{name}:{value(w, name, fact)}" for name in INDICATORS[indicator].axes)):
            found[place, axis] += fact.weight
    return sorted(Counted(indicator, *line, number) for line, number in found.items())


def measured(w: World, indicator: str) -> list[Measured]:
    """The values of all facts taken together, then those of each département."""
    groups = defaultdict(list)
    for fact in LOOPS[indicator](w):
        groups["region"].append(fact.value)
        if fact.commune:
            groups[f"dep:{PLACES[fact.commune][1]}"].append(fact.value)
    kind = INDICATORS[indicator].kind
    together = {
        Kind.MEDIAN: lambda values: round(median(values), 1),
        Kind.MEAN: lambda values: round(fmean(values), 1),
        Kind.COVERAGE: lambda values: round(100 * fmean(values)),
    }[kind]
    return sorted(
        Measured(indicator, where, together(values), len(values), sum(values)) for where, values in groups.items()
    )


def by_queries(w: World, indicator: str) -> list[Counted] | list[Measured]:
    count = counting.count_one if INDICATORS[indicator].celled else counting.measure_one
    return sorted(count(indicator, w.period))


def by_hand(w: World, indicator: str) -> list[Counted] | list[Measured]:
    return counted(w, indicator) if INDICATORS[indicator].celled else measured(w, indicator)


def value(w: World, axis: str, fact: Fact) -> str | None:
    """Under which value of an axis a fact stands; people are as they were at the end of its day."""
    if axis in fact.under:
        return fact.under[axis]
    if axis in ("qpv", "frr", "rqth"):
        return flag(w, fact.person, axis, fact.day)
    if axis == "level":
        return attribute(w, fact.person, "education_level", fact.day)
    person = w.get(Person, fact.person)
    if axis == "sex":
        return person.sex.value if person.sex.value in ("female", "male") else "other"
    assert axis == "age"
    birthday_passed = (fact.day.month, fact.day.day) >= (person.born_on.month, person.born_on.day)
    years = fact.day.year - person.born_on.year - (0 if birthday_passed else 1)
    return "-18" if years < 18 else "18-21" if years <= 21 else "22-25" if years <= 25 else "26-"


def attribute(w: World, person_id: int, name: str, day: date) -> str | None:
    """What stood in a person's file when a day ended: what was written over first since then, else what stands now."""
    for past in sorted(w.rows(AttributePast), key=lambda past: (past.until, past.id)):
        if (past.person_id, past.name) == (person_id, name) and past.until >= midnight(day, 1):
            return past.value or None
    return getattr(w.get(Person, person_id), name)


def residence(w: World, person_id: int, day: date) -> str | None:
    return attribute(w, person_id, "commune_code", day)


def flag(w: World, person_id: int, name: str, day: date) -> str:
    """Of what was said of somebody and stood when a day ended or came since, the first that is dated by then."""
    said = sorted(w.rows(AttributePast), key=lambda past: (past.until, past.id))
    for past in said:
        if (past.person_id, past.name) == (person_id, name) and past.until >= midnight(day, 1) and past.since <= day:
            return past.value
    for now in w.rows(PersonFlag):
        if (now.person_id, now.flag) == (person_id, name) and now.dated_on <= day:
            return "yes" if now.value else "no"
    return "unknown"


__all__ = [
    "LOOPS",
    "Fact",
    "World",
    "attribute",
    "by_hand",
    "by_queries",
    "local",
    "midnight",
    "once",
    "residence",
    "second",
]
