"""What a free text about a person had better not say: pure functions."""

import re
from dataclasses import dataclass

from crm.codes.support import PathKind, PathState
from crm.reading import fold


@dataclass(frozen=True)
class Finding:
    """Words that ask for a second look, and why."""

    words: tuple[str, ...]
    why: str


HEALTH = "La santé ne s’écrit pas ici : dites ce dont le jeune a besoin (« horaires aménagés »), pas pourquoi."
RELIGION = "Ni religion ni origine : elles n’aident pas à accompagner, et la loi protège ces informations."
OFFENCE = "Ni délit ni condamnation : dites ce qui compte pour la suite (« disponible à partir de mars »)."
JUDGEMENT = "Le jeune peut lire ce qui est écrit sur lui : dites un fait, plutôt qu’un jugement."

WORDS: tuple[tuple[str, str], ...] = (
    (r"depressi\w+|depression\w*|schizo\w+|bipolaire\w*|psychiatr\w+|psychotiqu\w*|suicid\w+|anorexi\w+", HEALTH),
    (r"addict\w*|toxicoman\w+|alcooli\w+|cannabis|drogu\w+|cancer\w*|vih|sida|diabet\w+|epilep\w+|asthm\w+", HEALTH),
    (r"enceinte|avortement|ivg|handicap mental|autis\w+|dyslexi\w+|traitement medical|hospitalis\w+", HEALTH),
    (r"musulman\w*|islam\w*|catholi\w+|chretien\w*|protestant\w*|juif\w*|juive\w*|bouddhist\w+|athee\w*", RELIGION),
    (r"ramadan|mosquee|eglise|synagogue|voilee?s?|religion|religieu\w+|origine ethnique|sans papiers", RELIGION),
    (r"casier|condamn\w+|prison|incarcer\w+|garde a vue|delinquan\w+|detenu\w*|bracelet electronique", OFFENCE),
    (r"voleu\w+|trafic\w*|deal\w*|agresseu\w+|viol\b|violeu\w+|mis en examen|sursis", OFFENCE),
    (r"fainean\w+|feignant\w*|paresseu\w+|menteu\w+|idiot\w*|debile\w*|stupide\w*|ingerable\w*|cas social", JUDGEMENT),
)
"""Patterns over folded text. Source: CNIL, “zones de commentaires”: objective, adequate, never excessive; sensitive
data (article 9 of the GDPR) and offences (article 10) stay out."""


def lint(text: str) -> list[Finding]:
    """What in a text asks for a second look: each reason once, with the words that call for it."""
    found: dict[str, list[str]] = {}
    for pattern, why in WORDS:
        words = re.findall(rf"\b(?:{pattern})\b", fold(text))
        found.setdefault(why, []).extend(words)
    return [Finding(tuple(dict.fromkeys(words)), why) for why, words in found.items() if words]


ANSWERS: dict[PathKind, tuple[PathState, ...]] = {
    PathKind.REQUEST: (PathState.DONE, PathState.DROPPED),
    PathKind.PROPOSAL: (PathState.ACCEPTED, PathState.REFUSED),
    PathKind.STEP: (PathState.DONE, PathState.DROPPED),
}
"""What can become of each kind of line."""
