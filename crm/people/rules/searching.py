"""What a typed line asks for, and what of a file answers to it."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from crm.people.rules.names import sound
from crm.reading import MONTHS, fold, read_date, read_phone


@dataclass(frozen=True)
class Search:
    """What a typed line asks for; every part must hold."""

    words: tuple[str, ...] = ()
    """Beginnings of names or of a commune, folded, or names as they sound."""

    born_on: date | None = None
    born_in: int | None = None
    phone: str | None = None
    """E.164."""

    email: str | None = None

    def __bool__(self) -> bool:
        return bool(self.words or self.born_on or self.born_in or self.phone or self.email)

    @property
    def names_somebody(self) -> bool:
        """Is it exact enough to ask whether this very person is known elsewhere (T0)?"""
        return len(self.words) > 1 and self.born_on is not None


EMAIL = re.compile(r"(\S+@\S+)")
PHONE = re.compile(r"((?:(?:\+|00)\d{1,3}[ .-]?(?:\(0\))?|\b0)[1-9](?:[ .-]?\d\d){4}\b|\+\d[\d .-]{7,}\d)")
BORN = r"(?:^\s*le\s+|\bn[ée]e?(?:\(e\)|·e)?\s+(?:(?:le|en)\s+)?)?"
"""What is said before a birth date or year, and is no name."""

DAY = re.compile(
    BORN + r"\b(\d{4}-\d{1,2}-\d{1,2}|\d{1,2}[/. -]\d{1,2}[/. -](?:\d{4}|\d\d)|\d{8}|\d{6}"
    rf"|\d{{1,2}}(?:er)?\s+(?:{'|'.join(MONTHS)})\w*\s+(?:\d{{4}}|\d\d))\b",
    re.IGNORECASE,
)
Read = TypeVar("Read")
YEAR = re.compile(BORN + r"\b((?:19|20)\d\d)\b", re.IGNORECASE)


def read_search(text: str) -> Search:
    """Understand one typed line: names in any order, a birth date or year, a telephone number, an e-mail address, a
    commune; several of them together."""
    email, text = take(EMAIL, text, str.lower)
    phone, text = take(PHONE, text, read_phone)
    born_on, text = take(DAY, text, read_date)
    born_in, text = take(YEAR, text, int)
    return Search(words=tuple(fold(text).split()), born_on=born_on, born_in=born_in, phone=phone, email=email)


def take(pattern: re.Pattern[str], text: str, read: Callable[[str], Read | None]) -> tuple[Read | None, str]:
    """The first part of a text that can be read so, and what is left."""
    for match in pattern.finditer(text):
        if (value := read(match[1])) is not None:
            return value, f"{text[: match.start()]} {text[match.end() :]}"
    return None, text


HEARD = 3
"""A word of fewer letters is not searched by its sound."""


def sound_key(word: str) -> str:
    """The key of a word among those of `PersonSearch`."""
    return f"s{sound(word)}"


PARTICLES = frozenset(
    {
        "d",
        "de",
        "des",
        "du",
        "l",
        "la",
        "le",
        "van",
        "vander",
        "vanden",
        "von",
        "ait",
        "al",
        "ben",
        "bou",
        "el",
        "m",
        "mac",
        "mc",
        "n",
        "o",
        "saint",
        "st",
    }
)
"""What is written apart from the rest of a name or as one with it: De Smet, Desmet; Ben Ali, Benali; D’Hollander."""

SHORT = {"st": "saint", "ste": "sainte"}
"""How towns and names are shortened."""


def reasons(search: Search, folded: str, commune: str, phone: str | None) -> list[str]:
    """Why a file was found, where its name alone does not show it. `folded` are its names."""
    told = dict.fromkeys(told_of(word, f" {folded}", f" {fold(commune)}", commune) for word in search.words)
    if search.phone and search.phone != phone:
        told["téléphone d’un proche"] = None
    if search.email:
        told["même e-mail"] = None
    return [words for words in told if words]


def told_of(word: str, folded: str, town: str, commune: str) -> str:
    if f" {word}" in folded or word in folded.replace(" ", ""):
        return ""
    lives = f" {word}" in town or f" {SHORT.get(word, word)}" in town
    return f"habite {commune}" if lives else f"se prononce comme « {word} »"
