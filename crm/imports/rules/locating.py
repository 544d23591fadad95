"""Which commune of the région a line names, in whatever way it is written."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from crm.reading import fold

DEPARTEMENTS = ("02", "59", "60", "62", "80")


@dataclass(frozen=True)
class Town:
    code: str
    name: str
    postcodes: tuple[str, ...]
    population: int


@dataclass(frozen=True)
class Gazetteer:
    """The communes of the région, by what designates them."""

    towns: Mapping[str, Town]
    """By INSEE code."""

    @cached_property
    def names(self) -> Mapping[str, list[Town]]:
        return self.by(lambda town: [plain(town.name)])

    @cached_property
    def postcodes(self) -> Mapping[str, list[Town]]:
        return self.by(lambda town: town.postcodes)

    def by(self, of: Callable[[Town], Iterable[str]]) -> Mapping[str, list[Town]]:
        found: dict[str, list[Town]] = {}
        for town in sorted(self.towns.values(), key=lambda one: -one.population):
            for word in of(town):
                found.setdefault(word, []).append(town)
        return found

    def locate(self, commune: str, postcode: str) -> Town | None:
        """By code, by name and postcode, by name, by postcode: the most populous of those that fit."""
        if town := self.towns.get(commune.upper()):
            return town
        inside = re.search(r"\b\d{5}\b", commune)
        postcode = postcode or (inside[0] if inside else "")
        named, near = self.names.get(plain(commune), []), self.postcodes.get(postcode, [])
        both = [town for town in named if town in near]
        if both:
            return both[0]
        if named and (not postcode or postcode.startswith(DEPARTEMENTS)):
            return named[0]
        return near[0] if near else None


def plain(name: str) -> str:
    """`ST-OMER CEDEX 2`, `Saint-Omer (62500)` as `saint omer`."""
    text = re.sub(r"\bcedex\b.*|\b\d{5}\b", "", fold(name))
    text = re.sub(r"\bst\b", "saint", re.sub(r"\bste\b", "sainte", text))
    return " ".join(text.split())
