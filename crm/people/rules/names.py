"""How names sound, so that Kévin is found under Kevin, Mickaël under Michaël and Rayan under Ryan."""

import re
from functools import lru_cache

from crm.reading import fold

SOUNDS: tuple[tuple[str, str], ...] = (
    (r"[yj](?=[aeiou])", "i"),
    (r"y", "i"),
    (r"ph", "f"),
    (r"(?<=[aeiou][aeiou])x$", ""),
    (r"x", "ks"),
    (r"ch(?=[lrnt]|ael|aila)", "k"),
    (r"[st]?ch|sh", "x"),
    (r"h", ""),
    (r"^ou(?=[aei])", "v"),
    (r"w", "v"),
    (r"[ae]i(?=[aeou])", "i"),
    (r"aul(?=t)|eau|au", "o"),
    (r"ou|oo", "u"),
    (r"a[ei]|ei", "e"),
    (r"c(?=[ei])", "s"),
    (r"gu(?=[ei])", "g"),
    (r"qu|[cq]", "k"),
    (r"z", "s"),
    (r"di(?=[aeou])", "i"),
    (r"bv|vb", "v"),
    (r"m(?=[bpf])", "n"),
    (r"en(?=[bcdfgkprstv])", "an"),
    (r"(.)\1+", r"\1"),
    (r"(?<=..)(e|[dtsp]{1,2})$", ""),
)
"""Replacements of one folded word, in order: what French spelling writes in several ways, and what it leaves mute.

In the spirit of Phonex (F. Brosse, 1999), loosened for the given names of today. Patterns keep to what Python and
PostgreSQL both understand: `crm_sound` in the database is made of the same lines, and a test compares the two.
"""

_SOUNDS = tuple((re.compile(pattern), new) for pattern, new in SOUNDS)


@lru_cache(maxsize=65536)
def sound(word: str) -> str:
    """How one folded word sounds: a key, not a pronunciation."""
    for pattern, new in _SOUNDS:
        word = pattern.sub(new, word)
    return word


def sounds(name: str) -> tuple[str, ...]:
    """The keys of every word of a name as it is typed."""
    return tuple(sound(word) for word in fold(name).split())
