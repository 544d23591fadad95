"""Which figures an edition holds, under which axes, and how they add up: pure functions and values."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from crm.reports.rules.system import BadSystem, Cell, Sum, System

REGION = "region"
ELSEWHERE = "unknown"
"""Residence outside the région, or not known: counted, so that totals add up."""

SEXES = {"female": "Femmes", "male": "Hommes", "other": "Autre ou non précisé"}
AGES = {"-18": "Moins de 18 ans", "18-21": "18 à 21 ans", "22-25": "22 à 25 ans", "26-": "26 ans et plus"}
AXES = {"sex": SEXES, "age": AGES}
PUBLIC_LIMIT = 11
"""The threshold for minors below the département (domain rules, §10)."""


@dataclass(frozen=True)
class Indicator:
    """One definition of the report."""

    id: str
    label: str
    definition: str
    unit: str = "personnes"
    rest: str = ""
    """With `of`: what is not counted in the indicator, but in what it is a part of."""

    of: str = ""
    """The indicator of which this one is a part: both and the rest are protected together."""

    sensitive: bool = False


INDICATORS = {
    indicator.id: indicator
    for indicator in (
        Indicator(
            "A-2",
            "Premiers accueils",
            "Jeunes dont le premier contact dans le SPRO, en face à face, au téléphone ou en visio, a lieu pendant le "
            "trimestre.",
        ),
        Indicator(
            "A-3",
            "Jeunes accompagnés",
            "Jeunes ayant eu au moins un entretien individuel, une information collective ou un atelier pendant le "
            "trimestre.",
        ),
        Indicator(
            "B-1", "Rendez-vous pris", "Rendez-vous dont l’heure tombe dans le trimestre, sauf reportés.", "rendez-vous"
        ),
        Indicator(
            "B-2",
            "Absences non excusées",
            "Rendez-vous du trimestre où le jeune n’est pas venu sans prévenir.",
            "rendez-vous",
            of="B-1",
        ),
        Indicator(
            "C-1",
            "Orientations envoyées",
            "Orientations envoyées il y a plus de 60 jours à la fin du trimestre, dans les 60 jours précédents et le "
            "trimestre : la cohorte entièrement observée de C-5.",
            "orientations",
        ),
        Indicator(
            "C-5",
            "Prises en charge sous 60 jours",
            "Parmi C-1, orientations dont le jeune a été reçu dans les 60 jours suivant l’envoi.",
            "orientations",
            of="C-1",
        ),
        Indicator(
            "D-3",
            "Décrochages confirmés",
            "Jeunes signalés pendant le trimestre précédent et confirmés : la cohorte observée trois mois de D-7.",
        ),
        Indicator(
            "D-7",
            "Reçus sous trois mois",
            "Parmi D-3, jeunes reçus en entretien dans les trois mois du signalement (L.313-8).",
            of="D-3",
        ),
        Indicator(
            "D-9", "Solutions commencées", "Jeunes décrocheurs dont une solution a commencé pendant le trimestre."
        ),
    )
}


@dataclass(frozen=True)
class Counted:
    """How many there are for one indicator, arrondissement, sex and age band: one line of the fact table."""

    indicator: str
    arrondissement: str
    sex: str
    age: str
    count: int


def age_band(born_on: date, on: date) -> str:
    """The band of whole years on a day."""
    years = on.year - born_on.year - ((on.month, on.day) < (born_on.month, born_on.day))
    return "-18" if years < 18 else "18-21" if years < 22 else "22-25" if years < 26 else "26-"


def cell_id(indicator: str, territory: str, axis: str) -> str:
    return f"{indicator}|{territory}|{axis}"


def split(name: str) -> tuple[str, str, str]:
    indicator, territory, axis = name.split("|")
    return indicator, territory, axis


def axes() -> list[str]:
    return ["", *(f"{axis}:{value}" for axis, values in AXES.items() for value in values)]


def build(counted: Iterable[Counted], departements: Mapping[str, str], threshold: int) -> System:
    """The system of all cells of an edition.

    `departements` gives the département of each arrondissement. Territories nest (région, département, arrondissement),
    and each axis adds up to the total of its territory; a part and its rest add up to their whole.
    """
    figures: Counter[tuple[str, str, str]] = Counter()
    for line in counted:
        for territory in above(line.arrondissement, departements):
            for axis in ("", f"sex:{line.sex}", f"age:{line.age}"):
                figures[line.indicator, territory, axis] += line.count
    territories = [REGION, *sorted({f"dep:{d}" for d in departements.values()}), f"arr:{ELSEWHERE}"]
    territories += [f"arr:{a}" for a in sorted(departements)]
    names = [*INDICATORS, *(f"{i.id}-rest" for i in INDICATORS.values() if i.of)]
    cells = {}
    for name in names:
        for territory in territories:
            for axis in axes():
                value = figure(figures, name, territory, axis)
                cell = cell_id(name, territory, axis)
                strict = territory.startswith("arr:") and axis == "age:-18"
                limit = max(threshold, PUBLIC_LIMIT) if strict else threshold
                cells[cell] = Cell(id=cell, value=value, weight=weight(territory, value), threshold=limit)
    relations = [*nesting(names, departements), *crossing(names, territories), *wholes(territories)]
    return System(cells=cells, relations=relations, threshold=threshold)


def figure(figures: Mapping[tuple[str, str, str], int], name: str, territory: str, axis: str) -> int:
    """A count, or what a part leaves of its whole."""
    if not name.endswith("-rest"):
        return figures.get((name, territory, axis), 0)
    part = INDICATORS[name.removesuffix("-rest")]
    rest = figure(figures, part.of, territory, axis) - figure(figures, part.id, territory, axis)
    if rest < 0:
        raise BadSystem(f"{part.id} is greater than {part.of} in {territory} {axis}.")
    return rest


def above(arrondissement: str, departements: Mapping[str, str]) -> list[str]:
    """The territories that hold an arrondissement, itself included."""
    if arrondissement not in departements:
        return [f"arr:{ELSEWHERE}", REGION]
    return [f"arr:{arrondissement}", f"dep:{departements[arrondissement]}", REGION]


def weight(territory: str, value: int) -> float:
    """Readers use the totals of territories first: hiding the région or a département costs more."""
    return float(value) * {"reg": 100.0, "dep": 10.0, "arr": 1.0}[territory[:3]]


def nesting(names: Sequence[str], departements: Mapping[str, str]) -> list[Sum]:
    groups: dict[str, list[str]] = {}
    for arrondissement, departement in sorted(departements.items()):
        groups.setdefault(f"dep:{departement}", []).append(f"arr:{arrondissement}")
    tree = {REGION: [*groups, f"arr:{ELSEWHERE}"], **groups}
    return [
        Sum(cell_id(name, total, axis), tuple(cell_id(name, part, axis) for part in parts))
        for name in names
        for axis in axes()
        for total, parts in tree.items()
    ]


def crossing(names: Sequence[str], territories: Sequence[str]) -> list[Sum]:
    return [
        Sum(cell_id(name, territory, ""), tuple(cell_id(name, territory, f"{axis}:{value}") for value in values))
        for name in names
        for territory in territories
        for axis, values in AXES.items()
    ]


def wholes(territories: Sequence[str]) -> list[Sum]:
    return [
        Sum(
            cell_id(part.of, territory, axis),
            (cell_id(part.id, territory, axis), cell_id(f"{part.id}-rest", territory, axis)),
        )
        for part in INDICATORS.values()
        if part.of
        for territory in territories
        for axis in axes()
    ]


def rate(part: int | None, whole: int | None, rest: int | None, threshold: int) -> int | None:
    """A whole percentage, when part, rest and whole are all published and the whole passes the threshold."""
    if part is None or rest is None or whole is None or whole < threshold:
        return None
    return round(100 * part / whole)


def quarter_of(day: date) -> tuple[int, int]:
    return day.year, (day.month - 1) // 3 + 1


def first_day(year: int, quarter: int) -> date:
    return date(year, 3 * quarter - 2, 1)


def before(year: int, quarter: int) -> tuple[int, int]:
    return (year, quarter - 1) if quarter > 1 else (year - 1, 4)


def after(year: int, quarter: int) -> tuple[int, int]:
    return (year, quarter + 1) if quarter < 4 else (year + 1, 1)


def labelled(axis: str) -> str:
    name, _, value = axis.partition(":")
    return AXES[name][value] if axis else "Ensemble"


def as_lines(cells: Iterable[Any]) -> list[tuple[str, str, str, int | None]]:
    """Cells as (indicator, territory, axis, value), without the rests, which serve the protection alone."""
    return [
        (c.indicator, c.territory, c.axis, None if c.value is None else int(c.value))
        for c in cells
        if not c.indicator.endswith("-rest")
    ]
