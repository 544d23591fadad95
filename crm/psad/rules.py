"""How a meeting looks at its cases, and what its screen may show: pure functions and values."""

from dataclasses import dataclass
from typing import NamedTuple

SMALL = 2000
"""Inhabitants below which a commune and an age may be enough to recognise somebody: their arrondissement is said."""


class Band(NamedTuple):
    """Days since the last action, from one number to another, both included; `last` is None for no end."""

    name: str
    label: str
    short: str
    first: int
    last: int | None


BANDS = (
    Band("week", "7 jours ou moins", "0-7", 0, 7),
    Band("month", "8 à 30 jours", "8-30", 8, 30),
    Band("two_months", "31 à 60 jours", "31-60", 31, 60),
    Band("older", "plus de 60 jours", "> 60", 61, None),
)


def band_of(days: int) -> Band:
    """The band of so many days since the last action; a clock that runs ahead counts as today."""
    return next(band for band in BANDS if band.last is None or days <= band.last)


@dataclass(frozen=True)
class Commune:
    """Where somebody lives, as far as a screen needs to know."""

    name: str
    population: int
    arrondissement: str


def label(*, name: str, initials: str, age: int, commune: Commune | None, known_by_all: bool) -> str:
    """How a case is called before a meeting: by name if every structure present follows the person, else
    « L. E., 17 ans, Lille »."""
    if known_by_all:
        return f"{name}, {age} ans"
    where = "commune inconnue"
    if commune:
        where = commune.name if commune.population >= SMALL else f"secteur de {commune.arrondissement}"
    return f"{initials}, {age} ans, {where}"
