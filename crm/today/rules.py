"""When digests leave, and what they say."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple

from crm.territory.rules import public_holiday

FRIDAY = 4


class Line(NamedTuple):
    """A number, what it counts, and the address of the list that it counts, within the site."""

    number: int
    label: str
    path: str


def works(day: date) -> bool:
    """Monday to Friday, public holidays left out."""
    return day.weekday() <= FRIDAY and not public_holiday(day)


def is_weekly_day(day: date, weekday: int) -> bool:
    """Is it the day of the weekly digest: the one chosen (0 for Monday), or the first to work after it that week?"""
    if not works(day) or day.weekday() < weekday:
        return False
    return not any(works(day - timedelta(days=back)) for back in range(1, day.weekday() - weekday + 1))


def digest(lines: Sequence[Line], public_url: str, name: str, place: str) -> str:
    """The text of a digest: numbers and links, never a name of anybody followed."""
    listed = "\n\n".join(f"{line.number} {line.label}\n{public_url}{line.path}" for line in lines)
    return (
        f"Bonjour {name},\n\n"
        f"Voici ce qui attend, au titre de {place} :\n\n{listed}\n\n"
        f"Pour recevoir ces récapitulatifs autrement, ou plus du tout :\n{public_url}/profile#recapitulatifs\n"
    )
