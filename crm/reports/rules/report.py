"""An edition as its readers get it: one source of rows for the pages and for every file. Pure values."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from crm.reports.rules.charts import Disc, Ground, discs
from crm.reports.rules.tables import (
    AXES,
    BOTH,
    INDICATORS,
    PUBLIC_LIMIT,
    REGION,
    THEMES,
    Indicator,
    Kind,
    labelled,
    rate,
)

Key = tuple[str, str, str]
"""Indicator, territory, axis."""

LEVELS = {"region": "Région", "dep": "Département", "arr": "Arrondissement", "aca": "Académie", "net": "Réseau"}
COUNT, SHARE = "nombre", "pourcentage"
"""What a row says: of a rate, its numerator and its whole percentage."""
SECRET = "s"  # noqa: S105 - « secret statistique »
SECRECY = (
    "« s » (secret statistique) : ce chiffre est caché parce qu’il compte trop peu de personnes, "
    "ou parce qu’il en trahirait un autre par soustraction."
)
KEPT = "Chiffre de la première version : il a trop peu changé pour être corrigé sans rien dévoiler de personne."
COMPLETE, COVERED = 90, 50
"""Percentages under which a rate is fragile: outcomes known (`relies_on`), structures that contributed (F-7)."""

COVERAGE = "F-7"
FRAGILE = (
    f"Un taux est dit « fragile », et n’est jamais classé, quand moins de {COMPLETE}\u202f% des issues dont il dépend "
    f"sont connues, ou quand moins de {COVERED}\u202f% des structures du territoire ont contribué. Sous "
    f"{COVERED}\u202f% de structures dans la région, le rapport entier est sans valeur."
)
LICENCE = "Licence Ouverte 2.0 (Etalab)"


@dataclass(frozen=True)
class Figure:
    """What readers see of one cell; `value` is None where it is hidden."""

    value: float | None
    status: str = "published"


@dataclass(frozen=True)
class Row:
    """One line of every file: a count, or the share that it is of another."""

    indicator: Indicator
    territory: str
    axis: str
    measure: str
    unit: str
    value: float | None
    status: str
    fragile: str = ""
    """Why it must be read with care."""


@dataclass(frozen=True)
class Report:
    """One edition for one audience, with what must stand beside its figures."""

    year: int
    quarter: int
    revision: int
    built_at: datetime
    published_at: datetime | None
    hidden: int
    total: int
    share: float | None
    """Share of the counts that is hidden, from 0 to 1; None where it was not computed."""

    territories: Mapping[str, str]
    """Name of each territory, in the order of the tables."""

    figures: Mapping[Key, Figure]
    threshold: int = 5
    public: bool = False
    ground: Ground | None = None
    """What its map is drawn on; the totals of other quarters have none."""

    @property
    def lead(self) -> Indicator:
        """What the map shows: who was accompanied, where that was counted."""
        return next((i for i in self.indicators if i.id == "A-3"), self.indicators[0])

    @property
    def discs(self) -> list[Disc]:
        return discs(self.ground, {p: self.value(self.lead, p) for p in self.places(self.lead)}) if self.ground else []

    @property
    def title(self) -> str:
        return f"Activité du SPRO Hauts-de-France, {ordinal(self.quarter)} trimestre {self.year}"

    @property
    def version(self) -> str:
        return "première version" if self.revision == 1 else "version révisée, qui remplace la première"

    @property
    def held(self) -> list[Indicator]:
        """The indicators of this edition, denominators too, in the order of their definitions."""
        return [i for i in INDICATORS.values() if (named(i), REGION, "") in self.figures]

    @property
    def indicators(self) -> list[Indicator]:
        """Those that are read by themselves."""
        return [indicator for indicator in self.held if not indicator.support]

    @property
    def themes(self) -> dict[str, list[Indicator]]:
        found = {letter: [i for i in self.indicators if i.theme == letter] for letter in THEMES}
        return {letter: indicators for letter, indicators in found.items() if indicators}

    @cached_property
    def extent(self) -> dict[str, tuple[dict[str, None], set[str]]]:
        """The axes and the territories under which each count stands."""
        found: dict[str, tuple[dict[str, None], set[str]]] = {}
        for name, territory, axis in self.figures:
            axes, territories = found.setdefault(name, ({}, set()))
            axes[axis] = None
            territories.add(territory)
        return found

    def axes(self, indicator: Indicator) -> list[str]:
        """The second axes of an indicator, its total first."""
        return list(self.extent[named(indicator)][0])

    def places(self, indicator: Indicator) -> list[str]:
        """The territories of an indicator, in their order."""
        return [territory for territory in self.territories if territory in self.extent[named(indicator)][1]]

    def has(self, indicator: Indicator, territory: str, axis: str = "") -> bool:
        """Is there such a figure, be it hidden? No percentage is said of nobody."""
        if (named(indicator), territory, axis) not in self.figures:
            return False
        return indicator.kind is not Kind.RATE or self.count(indicator.of, territory, axis) != 0

    def value(self, indicator: Indicator, territory: str = REGION, axis: str = "") -> float | None:
        """The figure as its readers quote it: a whole percentage of a rate, else a count. None where it is hidden."""
        if indicator.kind is not Kind.RATE:
            found = self.figures.get((indicator.id, territory, axis))
            return None if found is None else found.value
        return rate(
            self.count(indicator.numerator, territory, axis),
            self.count(indicator.of, territory, axis),
            self.count(indicator.rest, territory, axis),
            PUBLIC_LIMIT if indicator.sensitive else self.threshold,
        )

    def count(self, name: str, territory: str, axis: str) -> int | None:
        found = self.figures.get((name, territory, axis))
        return None if found is None or found.value is None else int(found.value)

    def status(self, indicator: Indicator, territory: str, axis: str = "") -> str:
        if indicator.kind is not Kind.RATE:
            return self.figures[indicator.id, territory, axis].status
        return "secondary" if self.value(indicator, territory, axis) is None else "published"

    def rows(self, indicators: Sequence[Indicator] | None = None) -> Iterator[Row]:
        """Every figure, by indicator, territory and axis; of a rate, the percentage and then the numerator."""
        for indicator in self.held if indicators is None else indicators:
            axes = self.axes(indicator)
            for territory in self.places(indicator):
                for axis in axes:
                    yield from self.rows_of(indicator, territory, axis)

    def rows_of(self, indicator: Indicator, territory: str, axis: str) -> Iterator[Row]:
        if indicator.kind is Kind.RATE and self.has(indicator, territory, axis):
            found = self.value(indicator, territory, axis), self.status(indicator, territory, axis)
            yield Row(indicator, territory, axis, SHARE, "%", *found, self.fragile(indicator, territory, axis))
        figure = self.figures.get((indicator.id, territory, axis))
        if figure is not None:
            yield Row(indicator, territory, axis, COUNT, indicator.unit, figure.value, figure.status)

    def fragile(self, indicator: Indicator, territory: str = REGION, axis: str = "") -> str:
        """Why a rate is weak there, and must not be ranked; nothing of one that holds, is hidden, or is a count."""
        if indicator.kind is not Kind.RATE or self.value(indicator, territory, axis) is None:
            return ""
        if indicator.relies_on:
            known = self.value(INDICATORS[indicator.relies_on], territory, axis)
            if known is None:
                return "la part des issues connues est cachée"
            if known < COMPLETE:
                return f"{shown(known, '%')} seulement des issues sont connues"
        covered = self.covered(territory)
        return f"{shown(covered, '%')} seulement des structures ont contribué" if below(covered) else ""

    def covered(self, territory: str = REGION) -> float | None:
        """The share of the structures that contributed: of an arrondissement, in its département."""
        level, _, code = territory.partition(":")
        places = (f"dep:{code[:2]}", REGION) if level in ("dep", "arr") else (REGION,)
        found = (self.figures.get((COVERAGE, place, "")) for place in places)
        return next((figure.value for figure in found if figure), None)

    @property
    def void(self) -> str:
        """Why the whole report is worth nothing; nothing when it is worth something."""
        if not below(covered := self.covered()):
            return ""
        return (
            f"Ce rapport est sans valeur : {shown(covered, '%')} seulement des structures ont contribué, il en faut "
            f"{shown(COVERED, '%')}. Ses taux sont fragiles et rien n’y est classé."
        )

    def about(self) -> list[tuple[str, str]]:
        """What every file says of itself."""
        published = f"{self.published_at:%d/%m/%Y}" if self.published_at else "pas encore publiée"
        reader = "Open data" if self.public else "Région Hauts-de-France (diffusion restreinte)"
        return [
            ("Édition", f"{ordinal(self.quarter)} trimestre {self.year}"),
            ("Version", self.version),
            ("Établie le", f"{self.built_at:%d/%m/%Y}"),
            ("Publiée le", published),
            ("Diffusion", reader),
            ("Seuils", thresholds(self.threshold)),
            ("Chiffres cachés", f"{self.hidden} sur {self.total}{weighed(self.share)}."),
            ("Lecture", SECRECY),
            ("Fragilité", f"{self.void} {FRAGILE}".strip()),
            ("Méthode", METHOD),
            ("Licence", LICENCE),
        ]


def below(covered: float | None) -> bool:
    return covered is not None and covered < COVERED


def named(indicator: Indicator) -> str:
    """The cells that tell where an indicator is published: of a rate, those of what the numerator leaves."""
    return indicator.rest if indicator.kind is Kind.RATE else indicator.id


def axis_name(axis: str) -> str:
    """An axis and its value in words that stand alone: « Femmes », « Motif de refus : autre »."""
    name = axis.partition(":")[0]
    return labelled(axis) if not axis or name in BOTH else f"{AXES[name].label} : {labelled(axis)}"


def unit_of(indicator: Indicator) -> str:
    """The unit of the figure that is quoted."""
    return "%" if indicator.kind is Kind.RATE else indicator.unit


def explained(indicator: Indicator) -> list[tuple[str, str]]:
    """All that must be known of an indicator, one point at a time."""
    points = [("Définition", indicator.definition), ("Unité", unit_of(indicator))]
    if indicator.kind is Kind.RATE:
        points.append(("Rapporté à", INDICATORS[indicator.of].definition))
    points += [("Rattachement", indicator.attribution), ("Source", indicator.source)]
    if not indicator.total_is_sum and indicator.kind is not Kind.RATE:
        points.append(("Total", "Une personne compte une fois : le total n’est pas la somme des structures."))
    return [*points, *([("Prudence", indicator.weak)] if indicator.weak else [])]


METHOD = (
    "Les événements sont datés du jour où ils ont eu lieu et rattachés à la commune de résidence de ce jour-là. "
    "Une personne compte une fois par territoire : un total n’est pas toujours la somme de ses parties. "
    "Les chiffres cachés sont choisis ensemble, pour tous les tableaux et avec les versions en ligne, puis un "
    "programme indépendant a tenté de les retrouver : aucun ne se devine."
)


def weighed(share: float | None) -> str:
    return "" if share is None else f", soit {percent(share)} de l’effectif compté"


def thresholds(threshold: int) -> str:
    finer = " ; 11 pour les mineurs par arrondissement et ce qui est sensible" if threshold < 11 else ""
    return f"aucun effectif de 1 à {threshold - 1} personnes{finer}."


def ordinal(quarter: int) -> str:
    return "1er" if quarter == 1 else f"{quarter}e"


def percent(share: float) -> str:
    return f"{100 * share:.1f}".replace(".", ",") + "\u202f%"


def level(territory: str) -> str:
    """The words for the kind of a territory."""
    return LEVELS.get(territory.partition(":")[0], territory)


def shown(value: float | None, unit: str = "") -> str:
    """A figure in French: « 12 345 », « 37 % », « s »."""
    if value is None:
        return SECRET
    text = f"{value:,.0f}" if float(value).is_integer() else f"{value:,.1f}"
    text = text.replace(",", "\u202f").replace(".", ",")
    return f"{text}\u202f%" if unit == "%" else text
