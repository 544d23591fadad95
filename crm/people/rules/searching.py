"""What a typed line asks for."""

import re
from dataclasses import dataclass
from datetime import date

from crm.reading import fold, read_date, read_phone


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
