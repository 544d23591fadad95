"""What is compared of a person, read from whatever was typed, and the keys under which two files can meet."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from crm.people.rules.names import sound
from crm.reading import fold, read_date, read_phone


@dataclass(frozen=True)
class Identity:
    """One file as linkage sees it: folded texts; an empty value is unknown and says nothing."""

    key: Any
    """What the caller knows it by."""

    given: str = ""
    families: tuple[str, ...] = ()
    """Name of birth, then the usual name."""

    born: str = ""
    """Eight digits, year first."""

    sex: str = ""
    commune: str = ""
    postcode: str = ""
    address: str = ""
    phones: frozenset[str] = frozenset()
    """E.164, those of guardians and further ones too."""

    email: str = ""

    @cached_property
    def given_sounds(self) -> tuple[str, ...]:
        return tuple(sound(word) for word in self.given.split())

    @cached_property
    def family_sounds(self) -> tuple[str, ...]:
        return tuple(sound(word) for name in self.families for word in name.split())


def read(
    key: Any,
    given: str | None,
    families: Iterable[str | None],
    born: date | str | None,
    *,
    sex: str | None = "",
    commune: str | None = "",
    postcode: str | None = "",
    address: str | None = "",
    phones: Iterable[str | None] = (),
    email: str | None = "",
) -> Identity:
    """An identity from raw texts; nothing that can be typed is an error here, it is at worst unknown."""
    names = dict.fromkeys(fold(name) for name in families if name)
    return Identity(
        key=key,
        given=fold(given or ""),
        families=tuple(name for name in names if name),
        born=digits(born),
        sex=sex if sex in ("female", "male") else "",
        commune=fold(commune or ""),
        postcode=(postcode or "").strip(),
        address=fold(address or ""),
        phones=frozenset(number for text in phones if text and (number := read_phone(text))),
        email=(email or "").strip().lower(),
    )


SEXES = {
    "f": "female",
    "female": "female",
    "femme": "female",
    "m": "male",
    "h": "male",
    "male": "male",
    "homme": "male",
}


def read_row(row: Mapping[str, str]) -> Identity:
    """A line of a CSV file: `id,last_name,first_name,birth_date,sex,commune,postcode,address,phone,email`."""
    return read(
        row["id"],
        row.get("first_name"),
        [row.get("last_name")],
        row.get("birth_date"),
        sex=SEXES.get((row.get("sex") or "").strip().lower()),
        commune=row.get("commune"),
        postcode=row.get("postcode"),
        address=row.get("address"),
        phones=[row.get("phone")],
        email=row.get("email"),
    )


def digits(born: date | str | None) -> str:
    """`20080302`, also of an impossible date, which one wrong digit has made."""
    if isinstance(born, str):
        bare = "".join(c for c in born if c.isdigit())
        day = read_date(born.strip()) if len(bare) != len(born.strip()) or not bare.startswith(("19", "20")) else None
        return f"{day:%Y%m%d}" if day else bare if len(bare) == 8 else ""
    return born.isoformat().replace("-", "") if born else ""


def swapped(born: str) -> str:
    """Day and month exchanged; the same text where that makes no date."""
    return born[:4] + born[6:] + born[4:6] if born and "01" <= born[6:] <= "12" else born


def keys(person: Identity) -> Iterator[str]:
    """Two files that share a key are compared. One slip in any field leaves another key in common."""
    given, family = person.given_sounds[:1], person.family_sounds
    yield from birth_keys(person.born, given, family)
    for one in given:
        for other in family:
            yield f"n{min(one, other)} {max(one, other)}"
    if home := person.postcode or person.commune:
        yield from (f"h{one} {home}" for one in given)
        yield from (f"h{one} {home} {person.born[:4]}" for one in family)
    yield from street_keys(person.address, person.postcode[:2] or person.commune)
    yield from (f"t{phone}" for phone in person.phones)
    if person.email:
        yield f"e{person.email}"


def street_keys(address: str, area: str) -> Iterator[str]:
    """The whole address; or its number with one of its longest words, in one département or town."""
    if len(address) > 8:
        yield f"a{address}"
    words = address.split()
    number = next((word for word in words if word.isdigit()), "")
    if number:
        yield from (f"u{number} {word} {area}" for word in sorted(words, key=lambda word: (-len(word), word))[:2])


def birth_keys(born: str, given: tuple[str, ...], family: tuple[str, ...]) -> Iterator[str]:
    """The birth date, day and month in either order; or two parts of it with a name."""
    if not born:
        return
    year, month, day = born[:4], born[4:6], born[6:]
    yield f"b{min(born, swapped(born))}"
    for one in (*given, *family):
        yield from (f"d{one} {year}{month}", f"d{one} {year}-{day}", f"d{one} {month}{day}")
