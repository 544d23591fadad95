"""What a message about an appointment says."""

from dataclasses import dataclass
from datetime import datetime

from crm.territory.rules import PARIS


@dataclass(frozen=True)
class Words:
    """What a message about an appointment says: no subject, no reason, nothing sensitive."""

    given_name: str
    starts_at: datetime
    where: str
    structure: str
    call_back: str
    """The number to call, as it is dialled."""


DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")


MONTHS = (
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
)


def spoken(instant: datetime) -> str:
    """« jeudi 3 décembre à 14 h 30 », in Paris."""
    here = instant.astimezone(PARIS)
    day = "1er" if here.day == 1 else str(here.day)
    return f"{DAYS[here.weekday()]} {day} {MONTHS[here.month - 1]} à {here.hour} h {here.minute:02d}"


def confirmation(words: Words) -> tuple[str, str]:
    return f"Votre rendez-vous à {words.structure}", letter(words, "Votre rendez-vous est pris :")


def reminder(words: Words) -> tuple[str, str]:
    return f"Rappel : votre rendez-vous à {words.structure}", letter(words, "Nous vous attendons :")


def changed(words: Words) -> tuple[str, str]:
    return f"Votre rendez-vous à {words.structure} change", letter(words, "Votre rendez-vous est déplacé :")


def cancelled(words: Words) -> tuple[str, str]:
    text = (
        f"Bonjour {words.given_name},\n\n"
        f"Votre rendez-vous du {spoken(words.starts_at)} est annulé.\n"
        f"Pour en fixer un autre, appelez {words.structure} au {words.call_back}.\n\n"
        f"{words.structure}\n"
    )
    return f"Votre rendez-vous à {words.structure} est annulé", text


def letter(words: Words, opening: str) -> str:
    return (
        f"Bonjour {words.given_name},\n\n"
        f"{opening}\n{spoken(words.starts_at)}\n{words.where}\n\n"
        f"Un empêchement ? Appelez {words.structure} au {words.call_back}.\n\n"
        f"{words.structure}\n"
    )
