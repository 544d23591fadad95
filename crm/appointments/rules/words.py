"""What is said to a young person, in their language: the texts are gettext catalogues, written in English here.

`python scripts/translations.py` gathers them into `crm/translations`, where each language has its own.
"""

import unicodedata
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path

from babel import Locale
from babel.dates import format_date, format_time
from babel.support import NullTranslations, Translations

from crm.codes.appointments import AppointmentLocation, MessageKind
from crm.codes.people import Language
from crm.messages.rules.texting import BASIC, plain
from crm.territory.rules import PARIS

CATALOGUES = Path(__file__).parents[2] / "translations"

ENDONYMS = {
    Language.FRENCH: "Français",
    Language.ARABIC: "العربية",
    Language.ENGLISH: "English",
    Language.UKRAINIAN: "Українська",
    Language.DARI: "دری",
}
"""How each language calls itself."""

ISOLATE, POP = "\u2068", "\u2069"
"""Unicode’s marks around what has a direction of its own: a number or a name in a text that runs from the right."""


@cache
def locale(language: Language) -> Locale:
    return Locale.parse(language)


def direction(language: Language) -> str:
    """`ltr` or `rtl`."""
    return locale(language).text_direction


@cache
def catalogue(language: Language) -> NullTranslations:
    return Translations.load(CATALOGUES, [language])


def day(instant: datetime, language: Language) -> str:
    """« mardi 22 janvier », in Paris, by the Gregorian calendar."""
    said = str(format_date(instant.astimezone(PARIS), "EEEE d MMMM", locale=locale(language)))
    return said.replace(" 1 ", " 1er ") if language is Language.FRENCH else said


def hour(instant: datetime, language: Language) -> str:
    """« 14 h 30 » in French, “14:30” elsewhere, in Paris and in Latin figures."""
    pattern = "H 'h' mm" if language is Language.FRENCH else "HH:mm"
    return str(format_time(instant.astimezone(PARIS), pattern, locale=locale(language)))


def isolated(text: str, language: Language) -> str:
    return f"{ISOLATE}{text}{POP}" if direction(language) == "rtl" else text


@dataclass(frozen=True)
class Words:
    """What a message about an appointment says: no subject, no reason, nothing sensitive."""

    language: Language
    given_name: str
    starts_at: datetime
    today: bool
    """Does it leave on the very day?"""

    where: str
    """As `place` says it."""

    structure: str
    """Its short name, which signs."""

    call_back: str
    """The number to call, as it is dialled."""

    url: str
    """Of the page on which to confirm or change."""


def place(location: AppointmentLocation, spot: str, language: Language) -> str:
    """Where to go, or how to be there, in one line. A home is not written out: whoever lives there knows it."""
    _ = catalogue(language).gettext
    said = {
        AppointmentLocation.PHONE: _("By phone: we call you"),
        AppointmentLocation.VIDEO: _("By video: the link comes in another message"),
        AppointmentLocation.HOME: _("At your home"),
    }
    return said.get(location) or isolated(spot, language)


def letter(kind: MessageKind, words: Words) -> tuple[str, str]:
    """Subject and text of an e-mail."""
    _ = catalogue(words.language).gettext
    soon = _("Your appointment is today.") if words.today else _("Your appointment is soon.")
    opening = {
        MessageKind.APPOINTMENT_CONFIRMATION: _("Your appointment is booked."),
        MessageKind.APPOINTMENT_REMINDER: soon,
        MessageKind.APPOINTMENT_CHANGED: _("Your appointment has changed. Here is the new one."),
        MessageKind.APPOINTMENT_CANCELLED: _("This appointment is cancelled."),
    }[kind]
    subject = {
        MessageKind.APPOINTMENT_CONFIRMATION: _("Your appointment – {structure}"),
        MessageKind.APPOINTMENT_REMINDER: _("Reminder: your appointment – {structure}"),
        MessageKind.APPOINTMENT_CHANGED: _("Your appointment has changed – {structure}"),
        MessageKind.APPOINTMENT_CANCELLED: _("Your appointment is cancelled – {structure}"),
    }[kind]
    facts = [_("Day: {day}"), _("Time: {time}"), _("Place: {place}")]
    ways = [_("To confirm, choose another day or say you cannot come:") + "\n{url}", _("Or call us: {phone}")]
    if kind is MessageKind.APPOINTMENT_CANCELLED:
        facts, ways = facts[:2], [_("To choose another day, call us: {phone}")]
    parts = [_("Hello {name},"), opening, "\n".join(facts), *ways, "{structure}"]
    return filled(subject, words), filled("\n\n".join(parts) + "\n", words)


def brief(kind: MessageKind, words: Words) -> str:
    """A text message: who, when, where, what to do, whom to call."""
    _ = catalogue(words.language).gettext
    reminder = (
        _("{structure}: your appointment is today at {time}. {place}.")
        if words.today
        else _("{structure}: reminder, appointment on {day} at {time}. {place}.")
    )
    said = {
        MessageKind.APPOINTMENT_CONFIRMATION: _("{structure}: appointment on {day} at {time}. {place}."),
        MessageKind.APPOINTMENT_REMINDER: reminder,
        MessageKind.APPOINTMENT_CHANGED: _("{structure}: new appointment on {day} at {time}. {place}."),
        MessageKind.APPOINTMENT_CANCELLED: _("{structure}: appointment on {day} at {time} is cancelled."),
    }[kind]
    cancelled = kind is MessageKind.APPOINTMENT_CANCELLED
    then = _("Call us: {phone}") if cancelled else _("Confirm or change: {url} Call us: {phone}")
    text = filled(f"{said} {then}", words)
    return seven_bit(text) if words.language in (Language.FRENCH, Language.ENGLISH) else text


def filled(text: str, words: Words) -> str:
    return text.format(
        name=isolated(words.given_name, words.language),
        day=day(words.starts_at, words.language),
        time=hour(words.starts_at, words.language),
        place=words.where,
        structure=isolated(words.structure, words.language),
        phone=isolated(words.call_back, words.language),
        url=words.url,
    )


def seven_bit(text: str) -> str:
    """« Château » becomes « Chateau »: one letter outside the alphabet would more than halve what a message holds."""
    return "".join(
        letter if letter in BASIC or letter.isascii() else unicodedata.normalize("NFD", letter)[0]
        for letter in plain(text)
    )
