"""Free text about a person, and what it had better not say: pure functions."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import accumulate

from crm.codes.support import PathKind, PathState
from crm.reading import fold

AT_THIS_MOMENT = timedelta(minutes=2)
"""How long after their last words somebody still counts as typing."""


@dataclass(frozen=True)
class Finding:
    """Words that ask for a second look, as they were typed, and why."""

    words: tuple[str, ...]
    why: str


HEALTH = (
    "La loi protège les données de santé : elles ne s’écrivent pas ici. "
    "Dites ce dont le jeune a besoin (« horaires aménagés »), pas pourquoi."
)
BELIEF = (
    "La loi protège la religion et l’origine, qui n’aident pas à accompagner. "
    "Dites ce que le jeune demande (« pas de stage le vendredi »)."
)
OFFENCE = (
    "La loi réserve les délits et les condamnations à la justice. "
    "Dites ce qui compte pour la suite (« disponible à partir de mars »)."
)
JUDGEMENT = (
    "Le jeune peut lire ce qui est écrit sur lui, et la CNIL demande des commentaires objectifs. "
    "Dites un fait (« absent deux fois en mai »)."
)

WORDS: dict[str, tuple[str, ...]] = {
    HEALTH: (
        r"depressi\w+|schizo\w+|bipolaire\w*|psychiatr\w+|psychotiqu\w*|suicid\w+|scarifi\w+|anorexi\w+|boulimi\w+",
        r"addict\w*|toxicoman\w+|alcooli\w+|cannabis|drogues?|droguee?s?",
        r"malad(?:e|es|ie|ies)|cancer\w*|vih|sida|diabet\w+|epilep\w+|asthm\w+|autis\w+",
        r"dys(?:lexi|praxi|calculi|orthographi)\w+|handicap (?:mental|psychique|moteur)",
        r"enceinte|avortement|ivg|traitement medical|medicaments?|antidepresseurs?|hospitalis\w+",
    ),
    BELIEF: (
        r"musulman\w*|islam\w*|catholi\w+|chretien\w*|protestante?s?|juif\w*|juive\w*|bouddhist\w+|athee\w*",
        r"ramadan|mosquee|eglise|synagogue|voilees?|hijab|religion|religieu\w+|origine ethnique|sans papiers",
        r"(?:porte|portait|porter|garde|retire|retirer) (?:le |son |un )?(?:voile|foulard)",
    ),
    OFFENCE: (
        r"casiers? (?:judiciaires?|vierges?|b[123])|condamn\w+|prison|incarcer\w+|garde a vue|detenue?s?",
        r"delinquan\w+|bracelet electronique|controle judiciaire|mise? en examen|sursis",
        r"voleu\w+|(?:pour|commis un|commis des) vols?|agresseu\w+|viols?|violeu\w+",
        r"trafiquant\w*|deale\w*|trafics? (?:de |d )?(?:stup\w*|drogues?|cannabis|armes?)",
    ),
    JUDGEMENT: (
        r"fainean\w+|feignant\w*|paresseu\w+|menteu\w+|idiot\w*|debiles?|stupide\w*|ingerable\w*|cas soc(?:ial)?",
    ),
}
"""Patterns over folded text. Source: CNIL, “zones de commentaires”: objective, adequate, never excessive; sensitive
data (article 9 of the GDPR) and offences (article 10) stay out."""

HARMLESS = re.compile(
    r"\b(?:"
    r"assurances? maladies?"
    r"|(?:dans|hors de|devant) l enceinte|enceinte (?:du|des|de la|de l|scolaire)"
    r"|(?:rue|place|parvis|arret|quartier|pres|face|derriere|devant|cote) (?:de |a )?(?:la |l )?"
    r"(?:eglise|mosquee|synagogue)"
    r"|(?:lycees?|colleges?|ecoles?|instituts?|universites?|facultes?|secours|enseignement) (?:prive |privee )?"
    r"(?:catholiques?|protestante?s?|juifs?|juives?|musulmane?s?)"
    r"|(?:surveillante?|gardien|gardienne|concours|metiers?) (?:de |en |d )?(?:la )?prison"
    r")\b"
)
"""What says nothing about anybody: places, schools, trades, public bodies."""


def lint(text: str, known: str = "") -> list[Finding]:
    """What in a text asks for a second look, unless a known text already says it: each reason once, with its words."""
    found: dict[str, dict[str, str]] = {}
    for why, folded, typed in sensitive(text):
        found.setdefault(why, {}).setdefault(folded, typed)
    already = {folded for _, folded, _ in sensitive(known)}
    fresh = {why: [typed for folded, typed in words.items() if folded not in already] for why, words in found.items()}
    return [Finding(tuple(words), why) for why, words in fresh.items() if words]


def sensitive(text: str) -> Iterator[tuple[str, str, str]]:
    """Why, the words folded, the words as typed."""
    text = unicodedata.normalize("NFC", text)
    words = [(match, folded) for match in re.finditer(r"[^\W_]+", text) if (folded := fold(match[0]))]
    ends = list(accumulate((len(folded) + 1 for _, folded in words), initial=0))
    line = HARMLESS.sub(lambda match: "·" * len(match[0]), " ".join(folded for _, folded in words))
    for why, patterns in WORDS.items():
        for match in re.finditer(rf"\b(?:{'|'.join(patterns)})\b", line):
            first = sum(end <= match.start() for end in ends) - 1
            last = sum(end < match.end() for end in ends) - 1
            yield why, match[0], text[words[first][0].start() : words[last][0].end()]


ANSWERS: dict[PathKind, tuple[PathState, ...]] = {
    PathKind.REQUEST: (PathState.DONE, PathState.DROPPED),
    PathKind.PROPOSAL: (PathState.ACCEPTED, PathState.REFUSED),
    PathKind.STEP: (PathState.DONE, PathState.DROPPED),
}
"""What can become of each kind of line."""
