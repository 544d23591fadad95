"""What people type: names, telephone numbers, dates. Pure functions."""

import re
import unicodedata
from datetime import date
from functools import lru_cache

import phonenumbers

LETTERS = str.maketrans(
    {"œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "ħ": "h"}
)
"""What has no decomposition into a letter and an accent."""


@lru_cache(maxsize=1 << 16)
def fold(text: str) -> str:
    """Lower case, no accents, anything but letters and digits made one space: what `crm_fold` does in the database."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", text.lower()) if not unicodedata.combining(c))
    return re.sub(r"[^a-z0-9]+", " ", bare.translate(LETTERS)).strip()


UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]")
"""Characters that show nothing: controls, marks of order and direction, joiners and spaces of no width."""


def visible(text: str) -> str:
    """A text without what nobody sees in it, nor blanks at its ends: what is pasted or exported carries some."""
    return UNSEEN.sub("", text).strip()


FRENCH = re.compile(r"\+33[1-9][0-9]{8}")
"""How the numbers of the files are kept: nothing is left to read of them."""


def read_phone(text: str) -> str | None:
    """A telephone number in any usual French form, as E.164; None when it is not one."""
    if FRENCH.fullmatch(text):
        return text
    try:
        number = phonenumbers.parse(text, "FR")
    except phonenumbers.NumberParseException:
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164) if plausible(number) else None


def plausible(number: phonenumbers.PhoneNumber) -> bool:
    """Numbers reserved for fiction are not assigned, so length is asked for rather than validity."""
    return phonenumbers.is_possible_number(number)


MONTHS = (
    "janv",
    "fevr",
    "févr",
    "mars",
    "avr",
    "mai",
    "juin",
    "juil",
    "aout",
    "août",
    "sept",
    "oct",
    "nov",
    "dec",
    "déc",
)
"""How the months begin, as they are typed."""

MONTH_NUMBERS = {fold(month): number for number, month in enumerate(dict.fromkeys(map(fold, MONTHS)), 1)}


def read_date(text: str) -> date | None:
    """`2008-03-02`, `02/03/2008`, `2.3.08`, `02032008`, `020308`, `2 mars 2008`: day first, as in French.
    None when it is no date."""
    if match := re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})", text):
        year, month, day = (int(part) for part in match.groups())
    elif match := re.fullmatch(r"(\d{1,2})[/. -](\d{1,2})[/. -](\d{4}|\d{2})", in_figures(text)) or re.fullmatch(
        r"(\d{2})(\d{2})(\d{4}|\d{2})", text
    ):
        day, month, year = (int(part) for part in match.groups())
        year += 2000 if year < 50 else 1900 if year < 100 else 0
    else:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def in_figures(text: str) -> str:
    """`2 mars 2008` as `2/3/2008`; any other text as it is."""
    match = re.fullmatch(r"(\d{1,2})(?:er)? ([a-z]+) (\d{4}|\d\d)", fold(text))
    number = next((n for month, n in MONTH_NUMBERS.items() if match and match[2].startswith(month)), None)
    return f"{match[1]}/{number}/{match[3]}" if match and number else text
