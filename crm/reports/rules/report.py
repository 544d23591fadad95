"""An edition as its readers get it: one source of rows for the pages and for every file. Pure values."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from crm.reports.rules.tables import INDICATORS, REGION, Indicator, rate

Key = tuple[str, str, str]
"""Indicator, territory, axis."""

REST = "-rest"
THEMES = {
    "A": "Accueil et information",
    "B": "Rendez-vous",
    "C": "Orientations entre structures",
    "D": "Décrochage scolaire",
    "E": "Obligation de formation",
    "F": "Parcours et qualité",
}
LEVELS = {"region": "Région", "dep": "Département", "arr": "Arrondissement", "aca": "Académie", "net": "Réseau"}
COUNT, SHARE = "nombre", "pourcentage"
SECRET = "s"  # noqa: S105 - « secret statistique »
SECRECY = (
    "« s » (secret statistique) : ce chiffre est caché parce qu’il compte trop peu de personnes, "
    "ou parce qu’il en trahirait un autre par soustraction."
)
KEPT = "Chiffre de la première version : il a trop peu changé pour être corrigé sans rien dévoiler de personne."
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
    share: float
    """Share of the counts that is hidden, from 0 to 1."""

    territories: Mapping[str, str]
    """Name of each territory, in the order of the tables."""

    figures: Mapping[Key, Figure]
    threshold: int = 5
    public: bool = False

    @property
    def title(self) -> str:
        return f"Activité du SPRO Hauts-de-France, {ordinal(self.quarter)} trimestre {self.year}"

    @property
    def version(self) -> str:
        return "première version" if self.revision == 1 else "version révisée, qui remplace la première"

    @property
    def indicators(self) -> list[Indicator]:
        """Those that this edition holds, in the order of their definitions."""
        held = {indicator for indicator, _, _ in self.figures}
        return [indicator for indicator in INDICATORS.values() if indicator.id in held]

    @property
    def themes(self) -> dict[str, list[Indicator]]:
        held = {letter: [i for i in self.indicators if i.id.startswith(letter)] for letter in THEMES}
        return {letter: indicators for letter, indicators in held.items() if indicators}

    def axes(self, indicator: str) -> list[str]:
        """The second axes of an indicator, its total first."""
        return list(dict.fromkeys(axis for i, _, axis in self.figures if i == indicator))

    def places(self, indicator: str) -> list[str]:
        """The territories of an indicator, in their order."""
        held = {territory for i, territory, _ in self.figures if i == indicator}
        return [territory for territory in self.territories if territory in held]

    def share_of(self, indicator: Indicator, territory: str = REGION, axis: str = "") -> int | None:
        """The whole percentage that a part is of its whole; None where it would tell what is hidden."""
        return rate(
            self.value(indicator.id, territory, axis),
            self.value(indicator.of, territory, axis),
            self.value(f"{indicator.id}{REST}", territory, axis),
            self.threshold,
        )

    def value(self, indicator: str, territory: str = REGION, axis: str = "") -> int | None:
        found = self.figures.get((indicator, territory, axis))
        return None if found is None or found.value is None else int(found.value)

    def rows(self, indicators: Sequence[Indicator] | None = None) -> Iterator[Row]:
        """Every figure, by indicator, territory and axis; a share stands after the count it comes from."""
        for indicator in self.indicators if indicators is None else indicators:
            for territory in self.places(indicator.id):
                for axis in self.axes(indicator.id):
                    figure = self.figures.get((indicator.id, territory, axis))
                    if figure is None:
                        continue
                    yield Row(indicator, territory, axis, COUNT, indicator.unit, figure.value, figure.status)
                    if indicator.of and self.value(indicator.of, territory, axis) != 0:
                        share = self.share_of(indicator, territory, axis)
                        status = "published" if share is not None else "secondary"
                        yield Row(indicator, territory, axis, SHARE, "%", share, status)

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
            ("Chiffres cachés", f"{self.hidden} sur {self.total}, soit {percent(self.share)} de l’effectif compté."),
            ("Lecture", SECRECY),
            ("Méthode", METHOD),
            ("Licence", LICENCE),
        ]


METHOD = (
    "Les événements sont datés du jour où ils ont eu lieu et rattachés à la commune de résidence de ce jour-là. "
    "Une personne compte une fois par territoire : un total n’est pas toujours la somme de ses parties. "
    "Les chiffres cachés sont choisis ensemble, pour tous les tableaux et avec les versions en ligne, puis un "
    "programme indépendant a tenté de les retrouver : aucun ne se devine."
)


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
