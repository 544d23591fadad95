"""What messages about reports say: who is told that an edition is out, to be signed, or that figures are missing."""

from collections.abc import Callable
from datetime import UTC, datetime

from crm.accounts.models import User
from crm.codes.appointments import MessageKind
from crm.codes.dropouts import EditionState
from crm.db import db
from crm.messages.models import Message
from crm.messages.rules import Content, Obsolete
from crm.reports.models import Edition
from crm.reports.queries.completeness import missing
from crm.reports.rules.life import frozen_on
from crm.reports.rules.report import ordinal

WORDS = {
    "outcomes": ("rendez-vous passé sans suite notée", "rendez-vous passés sans suite notée"),
    "answers": ("orientation reçue sans réponse", "orientations reçues sans réponse"),
    "files": ("dossier sans niveau ou sans commune", "dossiers sans niveau ou sans commune"),
}
"""What each number counts, of one and of several."""


def compose(message: Message, public_url: str) -> Content:
    subject, text = WRITERS[message.kind](message, public_url)
    reader = db.session.get_one(User, int(message.recipient.partition(":")[2]))
    return Content(to=reader.email, subject=subject, text=f"Bonjour,\n\n{text}\n")


def published(message: Message, public_url: str) -> tuple[str, str]:
    edition = edition_of(message, EditionState.PUBLISHED)
    version = " révisé" if edition.revision > 1 else ""
    quarter = f"{ordinal(edition.quarter)} trimestre {edition.year}"
    text = f"Le rapport{version} du SPRO pour le {quarter} est publié :\n{public_url}/reports/{edition.uid}"
    return f"Rapport SPRO{version} : {quarter}", text


def to_sign(message: Message, public_url: str) -> tuple[str, str]:
    edition = edition_of(message, EditionState.DRAFT)
    quarter = f"{ordinal(edition.quarter)} trimestre {edition.year}"
    text = f"Le rapport du {quarter} est prêt à relire :\n{public_url}/reports/{edition.uid}"
    return f"Rapport à relire : {quarter}", text


def edition_of(message: Message, state: EditionState) -> Edition:
    edition = db.session.get(Edition, int(message.subject.partition(":")[2]))
    if edition is None or edition.state is not state:
        raise Obsolete
    return edition


def reminder(message: Message, public_url: str) -> tuple[str, str]:
    """What is missing is counted again when the message leaves: nothing is sent when all is there."""
    year, quarter, step = (int(message.details[name]) for name in ("year", "quarter", "step"))
    assert message.structure_id is not None
    numbers = missing(message.structure_id, year, quarter, datetime.now(UTC))
    if not numbers:
        raise Obsolete
    name = f"{ordinal(quarter)} trimestre {year}"
    frozen = f"{frozen_on(year, quarter):%d/%m/%Y}"
    late = f"Le {name} est terminé : votre structure est en retard." if step > 0 else f"Le {name} se termine bientôt."
    lines = "\n".join(f"- {number} {WORDS[kind][number > 1]}" for kind, number in numbers.items())
    address = f"{public_url}/reports/completeness?quarter={year}-{quarter}"
    text = f"{late} Le rapport sera compté le {frozen}. Il manque encore :\n\n{lines}\n\nLes listes : {address}"
    return f"Rapport du {name} : ce qui manque", text


WRITERS: dict[MessageKind, Callable[[Message, str], tuple[str, str]]] = {
    MessageKind.REPORT_PUBLISHED: published,
    MessageKind.REPORT_TO_SIGN: to_sign,
    MessageKind.REPORT_REMINDER: reminder,
}
