"""What stands on a letter, before anybody draws it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from crm.pages import long_date
from crm.territory.models import Commune


@dataclass(frozen=True)
class Letter:
    """Who sends it, to whom, where and when, about what, what it says, and who signs."""

    sender: Sequence[str]
    recipient: Sequence[str]
    dated: str
    about: str
    paragraphs: Sequence[str]
    signed: Sequence[str]


def day(value: date) -> str:
    """« 12 janvier 2027 »: the weekday says little in a letter."""
    return long_date(value).partition(" ")[2]


def town(commune: Commune | None) -> str:
    """« 59000 Lille »."""
    return " ".join([*commune.postcodes[:1], commune.name]) if commune else ""
