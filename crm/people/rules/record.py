"""What a person's record is made of, and what it never holds."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from crm.codes.people import StoryKind

MAJORITY = 18


@dataclass(frozen=True)
class Event:
    """One thing on a person's timeline, told by the area that recorded it."""

    at: datetime
    kind: StoryKind
    title: str
    text: str = ""
    by: str = ""
    url: str = ""


def is_minor(born_on: date, today: date) -> bool:
    return age(born_on, today) < MAJORITY


def age(born_on: date, today: date) -> int:
    """Whole years lived on that day."""
    return today.year - born_on.year - ((today.month, today.day) < (born_on.month, born_on.day))


def birthday(born_on: date, years: int) -> date:
    """The first day on which so many years are lived: 1 March for 29 February in an ordinary year."""
    try:
        return born_on.replace(year=born_on.year + years)
    except ValueError:
        return date(born_on.year + years, 3, 1)


def born_by(today: date, years: int) -> date:
    """The latest birth date of whoever has lived so many years on that day."""
    try:
        return today.replace(year=today.year - years)
    except ValueError:
        return date(today.year - years, 2, 28)


NUMBERS_NOT_KEPT = re.compile(
    r"(?<!\d)[1-478]{0}\d{{2}}{0}(?:0[1-9]|1[0-2]){0}\d[\dABab]{0}\d{{3}}{0}\d{{3}}(?:{0}\d{{2}})?(?!\d)".format(
        r"[\s.-]{0,2}"
    )
)
"""A social security number, with its key or without, however it is cut: one final, or waiting (3, 4, 7, 8)."""


def forbidden_number(text: str) -> str | None:
    """Why a free text is refused: it seems to hold a social security number (décret 2019-341)."""
    if NUMBERS_NOT_KEPT.search(text):
        return "Ce texte semble contenir un numéro de sécurité sociale : il ne peut pas être conservé ici. Retirez-le."
    return None


STALE = timedelta(days=182)
"""What nobody has confirmed for so long is asked again."""


def to_confirm(
    *,
    today: date,
    born_on: date,
    has_phone: bool,
    has_email: bool,
    has_commune: bool,
    guarded: bool,
    confirmed_on: date | None,
) -> list[str]:
    """What is missing from a file or may have changed, in words. `has_phone` and `has_email` are also true of an
    answer “none”; `guarded` of a guardian who can be reached, or a reason why there is none."""
    told = {
        "téléphone": not has_phone,
        "e-mail": not has_email,
        "commune": not has_commune,
        "représentant légal": is_minor(born_on, today) and not guarded,
        "coordonnées à vérifier": confirmed_on is None or today - confirmed_on > STALE,
    }
    return [words for words, missing in told.items() if missing]


OLDEST = timedelta(days=366 * 90)


def impossible_birth(born_on: date, today: date) -> str | None:
    """Why nobody we accompany was born that day."""
    if today - OLDEST < born_on < today:
        return None
    return "La date de naissance est dans l’avenir, ou trop ancienne : vérifiez l’année."


MARKS = " -'’ʼ.·"
"""What stands between the letters of names, besides letters."""


def tidy(name: str | None) -> str:
    """A name as it is kept: letters and accents composed, whatever blank was pasted made one space."""
    return " ".join(unicodedata.normalize("NFC", name or "").split())


def forbidden_name(name: str) -> str | None:
    """Why a text is not a name that can be written here; any Latin letter is, and a single one is enough."""
    letters = [c for c in name if c not in MARKS and not unicodedata.combining(c)]
    if any(c.isdigit() for c in letters):
        return "Un nom n’a pas de chiffre : écrivez-le comme sur une pièce d’identité."
    if any(c.isalpha() and "LATIN" not in unicodedata.name(c, "") for c in letters):
        return "Écrivez ce nom en lettres latines, comme sur la pièce d’identité ou le titre de séjour."
    if not letters or not all(c.isalpha() for c in letters):
        return "Seuls lettres, espaces, traits d’union, apostrophes et points font un nom."
    return None
