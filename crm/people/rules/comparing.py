"""How two files resemble each other, field by field: levels from “different” up, or nothing where a side is unknown."""

from functools import lru_cache

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA, JaroWinkler

from crm.people.rules.identity import Identity, swapped
from crm.people.rules.names import sound

FIELDS: dict[str, tuple[str, ...]] = {
    "given": ("different", "close", "alike", "same"),
    "family": ("different", "close", "alike", "same"),
    "born": ("different", "year", "near", "slip", "same"),
    "sex": ("different", "same"),
    "town": ("different", "near", "same"),
    "street": ("different", "resembling", "near", "same"),
    "phone": ("different", "same"),
    "email": ("different", "near", "same"),
}
"""The levels of each field, from the least to the most alike."""

UNKNOWN = -1

ALIKE, CLOSE = 0.92, 0.82
"""Jaro-Winkler similarity of two names from which they are nearly the same, or resemble each other."""

Levels = tuple[int, ...]
"""One level for each field in the order of `FIELDS`, or `UNKNOWN`."""


def compare(a: Identity, b: Identity) -> Levels:
    given, family = names(a, b)
    return (
        given,
        family,
        born(a.born, b.born),
        sex(a, b),
        town(a, b),
        street(a, b),
        phone(a, b),
        email(a.email, b.email),
    )


def names(a: Identity, b: Identity) -> tuple[int, int]:
    """Given and family name; exchanged, if they fit much better so."""
    given, family = name(a.given, b.given), best(a.families, b.families)
    if given < 2 and family < 2 and best((a.given,), b.families) >= 2 and best(a.families, (b.given,)) >= 2:
        return 2, 2
    return given, family


def best(a: tuple[str, ...], b: tuple[str, ...]) -> int:
    if len(a) == len(b) == 1:
        return name(a[0], b[0])
    return max((name(one, other) for one in a for other in b), default=UNKNOWN)


@lru_cache(maxsize=1 << 18)
def name(a: str, b: str) -> int:
    """Two folded names: 3 the same, 2 sound or are written nearly alike, 1 share a part or resemble, 0 different."""
    if not a or not b:
        return UNKNOWN
    if a == b or a.replace(" ", "") == b.replace(" ", ""):
        return 3
    alike = JaroWinkler.normalized_similarity(a, b)
    ours, theirs = a.split(), b.split()
    if alike >= ALIKE or list(map(sound, ours)) == list(map(sound, theirs)) or sorted(ours) == sorted(theirs):
        return 2
    return 1 if alike >= CLOSE or shares_part(ours, theirs) else 0


def shares_part(a: list[str], b: list[str]) -> bool:
    """Jean and Jean-Pierre, Martin and Martin-Dubois; or an initial for the whole."""
    whole = {word for word in a if len(word) > 2} & {word for word in b if len(word) > 2}
    short = len(a[0]) == 1 or len(b[0]) == 1
    return bool(whole) or (short and a[0][0] == b[0][0])


def born(a: str, b: str) -> int:
    """4 the same day; 3 one digit wrong, or day and month exchanged; 2 two parts of three agree; 1 the year does."""
    if not a or not b:
        return UNKNOWN
    if a == b:
        return 4
    if swapped(a) == b or OSA.distance(a, b, score_cutoff=1) == 1:
        return 3
    year = a[:4] == b[:4]
    return 2 if year + (a[4:6] == b[4:6]) + (a[6:] == b[6:]) == 2 else int(year)


def sex(a: Identity, b: Identity) -> int:
    return int(a.sex == b.sex) if a.sex and b.sex else UNKNOWN


def town(a: Identity, b: Identity) -> int:
    """2 commune and postcode agree, as far as they are known; 1 one of them does, or nearly; 0 elsewhere."""
    agreeing = []
    if a.commune and b.commune:
        agreeing.append(a.commune == b.commune or JaroWinkler.normalized_similarity(a.commune, b.commune) >= ALIKE)
    if a.postcode and b.postcode:
        agreeing.append(a.postcode == b.postcode)
    if not agreeing:
        return UNKNOWN
    return 2 if all(agreeing) else int(any(agreeing) or OSA.distance(a.postcode, b.postcode) == 1)


def street(a: Identity, b: Identity) -> int:
    """3 the same address; 2 nearly; 1 something alike, such as the street without its number; 0 different."""
    if not a.address or not b.address:
        return UNKNOWN
    alike = fuzz.token_sort_ratio(a.address, b.address, score_cutoff=65)
    return 3 if alike == 100 else 2 if alike >= 85 else 1 if alike else 0


def phone(a: Identity, b: Identity) -> int:
    return int(not a.phones.isdisjoint(b.phones)) if a.phones and b.phones else UNKNOWN


def email(a: str, b: str) -> int:
    """2 the same; 1 a letter wrong, or the same name at another provider; 0 different, if only by a number."""
    if not a or not b:
        return UNKNOWN
    if a == b:
        return 2
    ours, theirs = a.partition("@")[0], b.partition("@")[0]
    slip = OSA.distance(a, b) == 1 and a.translate(NO_DIGITS) != b.translate(NO_DIGITS)
    return int(slip or (len(ours) > 5 and ours == theirs))


NO_DIGITS = str.maketrans("", "", "0123456789")
