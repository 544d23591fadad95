"""Why two files look like one person, or do not, in words a counsellor reads."""

from crm.people.rules.comparing import FIELDS, UNKNOWN, Levels
from crm.people.rules.identity import Identity, swapped

WORDS: dict[str, tuple[str, ...]] = {
    "given": ("prénoms différents", "prénoms qui se ressemblent", "prénoms presque identiques", "même prénom"),
    "family": ("noms différents", "noms qui se ressemblent", "noms presque identiques", "même nom"),
    "born": (
        "dates de naissance différentes",
        "même année de naissance",
        "dates de naissance proches",
        "date de naissance à un chiffre près",
        "même date de naissance",
    ),
    "sex": ("sexes différents", ""),
    "town": ("communes différentes", "communes proches", "même commune"),
    "street": ("adresses différentes", "adresses qui se ressemblent", "adresses presque identiques", "même adresse"),
    "phone": ("téléphones différents", "même téléphone"),
    "email": ("e-mails différents", "e-mails proches", "même e-mail"),
}
"""One phrase for each level of `FIELDS`."""


def explain(a: Identity, b: Identity, pattern: Levels) -> str:
    """One line, what speaks for one person first: “même date de naissance, prénoms presque identiques, …”."""
    phrases = [
        (level == 0, phrase(field, level, a, b))
        for field, level in zip(FIELDS, pattern, strict=True)
        if level != UNKNOWN
    ]
    return ", ".join(words for _, words in sorted(phrases, key=lambda line: line[0]) if words)


def phrase(field: str, level: int, a: Identity, b: Identity) -> str:
    if field == "born" and level == 3 and swapped(a.born) == b.born:
        return "jour et mois de naissance inversés"
    if field == "given" and level == 2 and b.given and a.given in b.families:
        return "nom et prénom inversés"
    if field in ("given", "family") and level == 2 and sounds_same(field, a, b):
        return "prénoms qui se prononcent pareil" if field == "given" else "noms qui se prononcent pareil"
    return WORDS[field][level]


def sounds_same(field: str, a: Identity, b: Identity) -> bool:
    if field == "given":
        return a.given_sounds == b.given_sounds
    return not set(a.family_sounds).isdisjoint(b.family_sounds)
