"""How people are searched for, and what a person's story is made of: pure functions and values."""

import re
from dataclasses import dataclass
from datetime import date, datetime

from crm.reading import fold, read_date, read_phone

MAJORITY = 18


@dataclass(frozen=True)
class Event:
    """One thing on a person's timeline, told by the area that recorded it."""

    at: datetime
    icon: str
    title: str
    text: str = ""
    by: str = ""
    url: str = ""


@dataclass(frozen=True)
class Search:
    """What a typed line asks for; every part must hold."""

    words: tuple[str, ...] = ()
    """Beginnings of names, folded."""

    born_on: date | None = None
    born_in: int | None = None
    phone: str | None = None
    """E.164."""

    email: str | None = None

    def __bool__(self) -> bool:
        return bool(self.words or self.born_on or self.born_in or self.phone or self.email)


def read_search(text: str) -> Search:
    """Understand one typed line: names in any order, a birth date or year, a telephone number, an e-mail address."""
    text = text.strip()
    if "@" in text:
        return Search(email=text.lower())
    if re.fullmatch(r"[+(]?[\d\s.()-]{9,}", text) and (phone := read_phone(text)) and not read_date(text):
        return Search(phone=phone)
    words: list[str] = []
    born_on, born_in = None, None
    for word in text.split():
        if day := read_date(word):
            born_on = day
        elif re.fullmatch(r"(19|20)\d\d", word):
            born_in = int(word)
        else:
            words += fold(word).split()
    return Search(words=tuple(words), born_on=born_on, born_in=born_in)


def is_minor(born_on: date, today: date) -> bool:
    return age(born_on, today) < MAJORITY


def age(born_on: date, today: date) -> int:
    """Whole years lived on that day."""
    return today.year - born_on.year - ((today.month, today.day) < (born_on.month, born_on.day))


NUMBERS_NOT_KEPT = re.compile(r"(?<!\d)[12]\s?\d{2}\s?(?:0[1-9]|1[0-2])\s?\d[\dAB]\s?\d{3}\s?\d{3}(?:\s?\d{2})?(?!\d)")


def forbidden_number(text: str) -> str | None:
    """Why a free text is refused: it seems to hold a social security number (décret 2019-341)."""
    if NUMBERS_NOT_KEPT.search(text):
        return "Ce texte semble contenir un numéro de sécurité sociale : il ne peut pas être conservé ici. Retirez-le."
    return None
