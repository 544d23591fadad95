"""How the figures of an edition make one system of cells, and how they add up: pure functions and values."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from crm.reports.rules.system import BadSystem, Cell, Sum, System
from crm.reports.rules.tables.definitions import INDICATORS
from crm.reports.rules.tables.indicator import AXES, BOTH, Depth, Indicator, Kind

REGION = "region"
ELSEWHERE = "unknown"
"""Residence outside the région, or not known: counted, so that totals add up."""

PUBLIC_LIMIT = 11
"""The threshold for minors below the département and for sensitive facts (domain rules, §10)."""

Figures = Mapping[tuple[str, str, str], int]


@dataclass(frozen=True, order=True)
class Counted:
    """How many there are for one indicator, arrondissement and value of an axis: one line of the fact table."""

    indicator: str
    arrondissement: str
    axis: str
    """Empty for the total, else `age:18-21`."""

    count: int


@dataclass(frozen=True, order=True)
class Measured:
    """A median, a mean or a coverage: the figure of `region` or `dep:59`, and of how many facts it is."""

    indicator: str
    territory: str
    value: float
    number: int
    total: int
    """The sum of what was taken together."""


def age_band(born_on: date, on: date) -> str:
    """The band of whole years on a day."""
    years = on.year - born_on.year - ((on.month, on.day) < (born_on.month, born_on.day))
    return "-18" if years < 18 else "18-21" if years < 22 else "22-25" if years < 26 else "26-"


def cell_id(indicator: str, territory: str, axis: str) -> str:
    return f"{indicator}|{territory}|{axis}"


def split(name: str) -> tuple[str, str, str]:
    indicator, territory, axis = name.split("|")
    return indicator, territory, axis


@dataclass(frozen=True)
class Map:
    """The territories: the département of each arrondissement."""

    departements: Mapping[str, str]

    @property
    def wide(self) -> list[str]:
        """The région, its départements, and elsewhere."""
        return [REGION, *sorted({f"dep:{d}" for d in self.departements.values()}), f"arr:{ELSEWHERE}"]

    def of(self, depth: Depth) -> list[str]:
        if depth is Depth.REGION:
            return [REGION]
        below = [f"arr:{a}" for a in sorted(self.departements)] if depth is Depth.ARRONDISSEMENT else []
        return [*self.wide, *below]

    def sums(self, depth: Depth) -> dict[str, list[str]]:
        """The parts of each territory that has some, down to that depth."""
        if depth is Depth.REGION:
            return {}
        tree = {REGION: self.wide[1:]}
        if depth is Depth.ARRONDISSEMENT:
            for arrondissement, departement in sorted(self.departements.items()):
                tree.setdefault(f"dep:{departement}", []).append(f"arr:{arrondissement}")
        return tree


def depth_of(indicator: Indicator, axis: str) -> Depth:
    """How far down an indicator goes under an axis: at most two axes cross, one of them the territory."""
    if not axis or indicator.depth is Depth.REGION:
        return indicator.depth
    if axis not in BOTH:
        return Depth.REGION
    if indicator.fine:
        return indicator.depth
    return Depth.DEPARTEMENT if indicator.depth is Depth.ARRONDISSEMENT else Depth.REGION


def values(indicator: Indicator, axis: str, figures: Figures) -> list[str]:
    """The values of an axis that have a cell; of pairs of networks, those that occur."""
    if not axis:
        return [""]
    if axis != "pair":
        return [f"{axis}:{value}" for value in AXES[axis].values]
    return sorted({a for i, _, a in figures if i == indicator.id and a.startswith("pair:")})


def axes() -> list[str]:
    """Those under which every theme is read: the total, sex and age."""
    return ["", *(f"{axis}:{value}" for axis in BOTH for value in AXES[axis].values)]


def above(arrondissement: str, departements: Mapping[str, str]) -> list[str]:
    """The territories that hold an arrondissement, itself included."""
    if arrondissement not in departements:
        return [f"arr:{ELSEWHERE}", REGION]
    return [f"arr:{arrondissement}", f"dep:{departements[arrondissement]}", REGION]


def build(counted: Iterable[Counted], departements: Mapping[str, str], threshold: int) -> System:
    """The system of all cells of an edition.

    Territories nest (région, département, arrondissement), each axis adds up to the total of its territory, a part and
    its rest to their whole, and the same figure under two names is tied.
    """
    figures: Counter[tuple[str, str, str]] = Counter()
    for line in counted:
        for territory in above(line.arrondissement, departements):
            figures[line.indicator, territory, line.axis] += line.count
    places = Map(departements)
    cells: dict[str, Cell] = {}
    relations: list[Sum] = []
    for indicator in INDICATORS.values():
        if indicator.celled:
            for name, shown in named(indicator):
                cells |= {c.id: c for c in cells_of(name, shown, figures, places, threshold)}
                relations += sums(name, shown, figures, places)
    for indicator in INDICATORS.values():
        relations += ties(indicator, cells)
    return System(cells=cells, relations=relations, threshold=threshold)


def named(indicator: Indicator) -> Iterator[tuple[str, Indicator]]:
    """The counts that an indicator brings: itself, unless its numerator is another's, and of a part the rest."""
    if not indicator.part:
        yield indicator.id, indicator
    if indicator.of:
        # the rest has the axes that the whole has too: it is what is left of it
        whole = INDICATORS[indicator.of].axes
        yield indicator.rest, replace(indicator, axes=tuple(axis for axis in indicator.axes if axis in whole))


def cells_of(name: str, indicator: Indicator, figures: Figures, places: Map, threshold: int) -> Iterator[Cell]:
    for axis in ("", *indicator.axes):
        for value in values(indicator, axis, figures):
            for territory in places.of(depth_of(indicator, axis)):
                count = figure(figures, name, territory, value)
                sensitive = indicator.sensitive or bool(axis and AXES[axis].sensitive)
                strict = sensitive or (territory.startswith("arr:") and value == "age:-18")
                yield Cell(
                    id=cell_id(name, territory, value),
                    value=count,
                    weight=weight(territory, count),
                    threshold=max(threshold, PUBLIC_LIMIT) if strict else threshold,
                    sensitive=sensitive,
                )


def figure(figures: Figures, name: str, territory: str, axis: str) -> int:
    """A count, or what a part leaves of its whole."""
    if not name.endswith("-rest"):
        return figures.get((name, territory, axis), 0)
    part = INDICATORS[name.removesuffix("-rest")]
    rest = figures.get((part.of, territory, axis), 0) - figures.get((part.numerator, territory, axis), 0)
    if rest < 0:
        raise BadSystem(f"{part.id} is greater than {part.of} in {territory} {axis}.")
    return rest


def weight(territory: str, value: int) -> float:
    """Readers use the totals of territories first: hiding the région or a département costs more."""
    return float(value) * {"reg": 100.0, "dep": 10.0, "arr": 1.0}[territory[:3]]


def sums(name: str, indicator: Indicator, figures: Figures, places: Map) -> Iterator[Sum]:
    """Territories add up, and so do the values of each axis."""
    for axis in ("", *indicator.axes):
        depth, parts = depth_of(indicator, axis), values(indicator, axis, figures)
        for value in parts:
            for total, within in places.sums(depth).items():
                yield Sum(cell_id(name, total, value), tuple(cell_id(name, part, value) for part in within))
        if axis and parts:
            for territory in places.of(depth):
                yield Sum(cell_id(name, territory, ""), tuple(cell_id(name, territory, value) for value in parts))


def ties(indicator: Indicator, cells: Mapping[str, Cell]) -> Iterator[Sum]:
    """Between indicators: a part and its rest make the whole, splits make their total, the same is the same."""
    if indicator.of and indicator.celled:
        yield from alike(indicator.of, (indicator.numerator, indicator.rest), cells)
    if indicator.splits:
        yield from alike(indicator.id, indicator.splits, cells)
    if indicator.same:
        other, axis = indicator.same
        for name in cells:
            mine, territory, under = split(name)
            if mine == indicator.id and not under and (twin := cell_id(other, territory, axis)) in cells:
                yield Sum(twin, (name,))


def alike(whole: str, parts: tuple[str, ...], cells: Mapping[str, Cell]) -> Iterator[Sum]:
    """The sum in every territory and axis that the whole and all its parts have."""
    for name in cells:
        mine, territory, axis = split(name)
        names = tuple(cell_id(part, territory, axis) for part in parts)
        if mine == whole and all(part in cells for part in names):
            yield Sum(name, names)


def rate(part: int | None, whole: int | None, rest: int | None, threshold: int) -> int | None:
    """A whole percentage, when part, rest and whole are all published and the whole passes the threshold."""
    if part is None or rest is None or whole is None or whole < threshold:
        return None
    return round(100 * part / whole)


def measures(measured: Iterable[Measured], published: Mapping[str, int | None]) -> Iterator[Measured]:
    """Those that may be shown: of 11 facts or more, in number published, so that showing one tells nothing of a count.

    `published` gives by cell what readers see of it, None where it is hidden. Coverage is of structures, not people.
    """
    for line in measured:
        indicator = INDICATORS[line.indicator]
        whole = published.get(cell_id(indicator.of, line.territory, ""))
        if indicator.kind is Kind.COVERAGE or (whole is not None and whole >= PUBLIC_LIMIT):
            yield line


def as_lines(cells: Iterable[Any]) -> list[tuple[str, str, str, Any]]:
    """Cells as (indicator, territory, axis, value), without the rests, which serve the protection alone."""
    return [(c.indicator, c.territory, c.axis, number(c.value)) for c in cells if not c.indicator.endswith("-rest")]


def number(value: float | None) -> Any:
    """A count as a whole number, a median or a mean as it is."""
    return None if value is None else int(value) if value == int(value) else value
