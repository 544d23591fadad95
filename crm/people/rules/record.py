"""What a person's record is made of, and what it never holds."""

import re
from dataclasses import dataclass
from datetime import date, datetime

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
