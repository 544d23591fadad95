"""What templates need: French dates and numbers, icons, addresses of static files, and where one can go."""

import hashlib
import re
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import NamedTuple

import phonenumbers
from babel.dates import format_date, format_timedelta
from babel.numbers import format_decimal, format_percent
from flask import Flask, current_app, g, request, url_for
from flask_babel import Babel
from flask_wtf import FlaskForm
from jinja2.ext import Extension
from jinja2.lexer import Token, TokenStream
from markupsafe import Markup

from crm.accounts.models import Membership
from crm.codes.structures import Role
from crm.territory.rules import PARIS

STATIC = Path(__file__).parent / "static"
TRANSLATIONS = Path(__file__).parent / "translations"
SPRITE = "vendor/icons.svg"
SPACES = {":": "\u00a0", ";": "\u202f", "?": "\u202f", "!": "\u202f", "%": "\u202f", "»": "\u202f"}
OPENING = re.compile("« ")
CLOSING = re.compile(r"(?<![\s={,\[\"']) ([:;?!%»])(?=[\s<.,;)»]|$)")
NEAR = {-1: "hier", 0: "aujourd’hui", 1: "demain"}
STAFF = (Role.COUNSELLOR, Role.STRUCTURE_MANAGER)


class Entry(NamedTuple):
    """One line of the navigation."""

    endpoint: str
    label: str
    icon: str
    roles: tuple[Role, ...]


NAVIGATION = [
    Entry("today.show", "Ma journée", "sun", (Role.COUNSELLOR,)),
    Entry("today.show", "Ma structure", "sun", (Role.STRUCTURE_MANAGER,)),
    Entry("today.show", "Mon territoire", "sun", (Role.PSAD_COORDINATOR,)),
    Entry("people.index", "Jeunes", "people", (*STAFF, Role.PSAD_COORDINATOR)),
    Entry("support.caseload", "Accompagnements", "person-lines-fill", STAFF),
    Entry("appointments.agenda", "Agenda", "calendar3", STAFF),
    Entry("referrals.inbox", "Orientations", "signpost-split", (*STAFF, Role.PSAD_COORDINATOR)),
    Entry("dropouts.index", "Décrochage", "telephone", (*STAFF, Role.PSAD_COORDINATOR)),
    Entry("duty.index", "Obligation de formation", "book", (*STAFF, Role.PSAD_COORDINATOR)),
    Entry("psad.index", "Réunions PSAD", "clipboard-check", (*STAFF, Role.PSAD_COORDINATOR)),
    Entry(
        "imports.index",
        "Listes reçues",
        "file-earmark-arrow-up",
        (Role.PSAD_COORDINATOR, Role.STRUCTURE_MANAGER, Role.PLATFORM_ADMIN),
    ),
    Entry("reports.index", "Rapports", "bar-chart", (Role.REGIONAL_ANALYST, Role.DPO, Role.PLATFORM_ADMIN)),
    Entry("reports.dashboard", "Chiffres", "bar-chart", (Role.STRUCTURE_MANAGER, Role.PSAD_COORDINATOR)),
    Entry("reports.completeness", "Avant le rapport", "bar-chart", (Role.STRUCTURE_MANAGER,)),
    Entry("structures.index", "Annuaire", "building", (*STAFF, Role.PSAD_COORDINATOR, Role.PLATFORM_ADMIN, Role.DPO)),
    Entry("accounts.index", "Comptes", "person-badge", (Role.STRUCTURE_MANAGER, Role.PLATFORM_ADMIN)),
    Entry("privacy.journal", "Journal des accès", "shield-lock", (Role.DPO,)),
]


TONES = {
    "good": """
        accepted appointment_set engaged attended confirmed reached interview_set assessed in_solution stabilised
        started maintained completed satisfied written published signed_off sent delivered""",
    "info": "under_review scheduled contacting solution_proposed proposed building known sending new",
    "warning": "draft pending missed reported to_contact to_check summoned ready waiting repeated",
    "bad": """
        declined expired no_show unreachable refused_support refused broken not_satisfied to_transmit failed invalid
        too_late""",
}
TONE_OF = {value: tone for tone, values in TONES.items() for value in values.split()}
"""How the state of a thing is shown, by its stored value; what is over and asks for nothing is neutral."""


def tone(value: str) -> str:
    return TONE_OF.get(value, "neutral")


def navigation(actor: Membership) -> list[Entry]:
    return [e for e in NAVIGATION if actor.role in e.roles and e.endpoint in current_app.view_functions]


def current(endpoint: str, lines: Sequence[Entry] = NAVIGATION) -> str:
    """What `aria-current` says of a line of the navigation: this very page, a page of its area, or neither.

    Where an area has several lines, a page that is none of them is under the first.
    """
    here = request.endpoint or ""
    if here == endpoint:
        return "page"
    area = [line.endpoint for line in lines if line.endpoint.partition(".")[0] == here.partition(".")[0]]
    return "true" if here not in area and endpoint in area[:1] else "false"


def local(instant: datetime) -> datetime:
    return instant.astimezone(PARIS)


def day_of(value: date | datetime) -> date:
    return local(value).date() if isinstance(value, datetime) else value


def long_date(value: date | datetime) -> str:
    """« mardi 24 novembre 2026 »."""
    return format_date(day_of(value), "EEEE d MMMM y", locale="fr").replace(" 1 ", " 1er ", 1)


def short_date(value: date | datetime | None) -> str:
    """« 24/11/2026 »."""
    return day_of(value).strftime("%d/%m/%Y") if value else "—"


def hour(value: datetime) -> str:
    """« 14 h 30 », in Paris."""
    return local(value).strftime("%-H\u202fh\u202f%M")


def instant(value: datetime | None) -> str:
    """« 24/11/2026 à 14 h 30 », in Paris."""
    return f"{short_date(value)} à\u00a0{hour(value)}" if value else "—"


def since(value: date | datetime, now: datetime) -> str:
    """« il y a 3 jours », « hier », « aujourd’hui », « demain », « dans 2 jours »."""
    away = day_of(value) - day_of(now)
    if away.days in NEAR:
        return NEAR[away.days]
    return format_timedelta(away, granularity="day", threshold=1.5, add_direction=True, locale="fr")


def number(value: float | None) -> str:
    """« 12 345 », with narrow no-break spaces; « s » for what statistical secrecy hides."""
    return "s" if value is None else str(format_decimal(value, locale="fr"))


def percent(ratio: float | None) -> str:
    """« 12,5 % » from 0.125; « s » for what statistical secrecy hides."""
    return "s" if ratio is None else str(format_percent(ratio, "#,##0.#\u202f%", locale="fr"))


def phone(value: str | None) -> str:
    """« 06 39 98 12 34 » from E.164; a short number such as « 3949 » stays as it is."""
    if not value or not value.startswith("+"):
        return value or "—"
    parsed = phonenumbers.parse(value)
    national = parsed.country_code == 33
    kind = phonenumbers.PhoneNumberFormat.NATIONAL if national else phonenumbers.PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(parsed, kind).replace(" ", "\u00a0")


def plural(count: int, singular: str, several: str | None = None) -> str:
    """« 1 dossier », « 3 dossiers ». French counts from two."""
    return f"{number(count)} {singular if abs(count) < 2 else several or singular + 's'}"


@cache
def drawn() -> frozenset[str]:
    return frozenset(re.findall(r'<symbol id="([^"]+)"', (STATIC / SPRITE).read_text()))


@cache
def icon(name: str) -> Markup:
    """A drawing beside words, which say the same: `scripts/vendor.py` fetches those whose names are written."""
    if current_app.testing and name not in drawn():
        raise LookupError(f"The icon “{name}” is not in {SPRITE}: run scripts/vendor.py.")
    address = asset(SPRITE)
    return Markup('<svg class="icon" aria-hidden="true"><use href="{}#{}"></use></svg>').format(address, name)


@cache
def fingerprint(name: str) -> str:
    return hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:10]


@cache
def asset(name: str) -> str:
    """The address of a static file, which changes with its content and may be cached for ever."""
    return url_for("static", filename=name, v=fingerprint(name))


def typeset(text: str) -> str:
    """French spacing, where only an ordinary space was typed: before « : ; ? ! % », inside « guillemets »."""
    return OPENING.sub("«\u202f", CLOSING.sub(lambda mark: SPACES[mark[1]] + mark[1], text))


class Typography(Extension):
    """Gives the words of templates their French spacing when they are compiled; code and attributes keep theirs."""

    def filter_stream(self, stream: TokenStream) -> Iterable[Token]:
        for token in stream:
            words = token.type in ("data", "string")
            yield Token(token.lineno, token.type, typeset(token.value)) if words else token


def now() -> datetime:
    return datetime.now(UTC)


def back(default: str) -> str:
    """Where a list was left, with its filters and place: kept in `?from=`, and only within this site."""
    target = request.args.get("from", "")
    return target if target.startswith("/") and not target.startswith(("//", "/\\")) else default


def init_app(app: Flask) -> None:
    app.config["SEND_FILE_MAX_AGE_DEFAULT"] = 365 * 24 * 3600
    app.config["WTF_I18N_ENABLED"] = False  # WTForms has its own French messages
    FlaskForm.Meta.locales = ["fr"]
    app.jinja_env.add_extension(Typography)
    languages = {"default_locale": "fr", "default_translation_directories": str(TRANSLATIONS)}
    Babel(app, locale_selector=lambda: g.get("language"), **languages)
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters.update(
        long_date=long_date,
        short_date=short_date,
        hour=hour,
        instant=instant,
        since=since,
        number=number,
        percent=percent,
        phone=phone,
        local=local,
        typeset=typeset,
    )
    app.jinja_env.globals.update(
        icon=icon, asset=asset, plural=plural, navigation=navigation, current=current, tone=tone, now=now, back=back
    )
    app.context_processor(lambda: {"here": request.full_path.rstrip("?")})
