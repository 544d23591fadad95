"""What a message about a referral says."""

from datetime import date

from crm.accounts.models import User
from crm.codes.appointments import MessageKind
from crm.db import db
from crm.messages.models import Message
from crm.messages.rules import Content, Obsolete, Suppressed
from crm.referrals.models import Referral
from crm.referrals.queries.inbox import WHOLE
from crm.referrals.queries.links import token
from crm.referrals.rules import ANSWERABLE, ARRIVING, LINK
from crm.structures.models import Structure
from crm.territory.rules import PARIS

LETTERS = {
    MessageKind.REFERRAL_RECEIVED: (
        "Une orientation vous attend",
        "Une orientation vient de vous être adressée par {other}.",
    ),
    MessageKind.REFERRAL_NUDGE: (
        "Une orientation attend votre réponse",
        "{other} attend votre réponse depuis le {sent}.",
    ),
    MessageKind.REFERRAL_ANSWERED: (
        "Du nouveau sur votre orientation",
        "Votre orientation vers {other} a changé : {state}.",
    ),
    MessageKind.REFERRAL_EXPIRED: (
        "Une orientation sans réponse",
        "{other} n’a pas répondu à temps à votre orientation.",
    ),
    MessageKind.REFERRAL_UNANSWERED: (
        "Toujours pas de réponse à votre orientation",
        "{other} n’a pas encore répondu à votre orientation du {sent}. Appelez{call}.",
    ),
    MessageKind.REFERRAL_POST: (
        "Un message sur une orientation",
        "{other} vous a écrit au sujet d’une orientation.",
    ),
    MessageKind.REFERRAL_QUESTION: (
        "Une question sur votre orientation",
        "{other} vous a posé une question sur votre orientation du {sent}, et attend votre réponse.",
    ),
    MessageKind.REFERRAL_LATE: (
        "Une orientation acceptée attend la suite",
        "Le jeune que {other} vous a adressé le {sent} attend la suite : fixez le rendez-vous, ou dites s’il est venu.",
    ),
    MessageKind.REFERRAL_STALLED: (
        "Une orientation acceptée qui tarde",
        "{other} a accepté votre orientation du {sent}, mais la suite tarde. Appelez{call}.",
    ),
    MessageKind.REFERRAL_LOOP: (
        "Un jeune de votre territoire tourne en rond",
        (
            "Un jeune de votre territoire passe d’une structure à l’autre sans être pris en charge. {other} vient de "
            "l’orienter à nouveau, le {sent}."
        ),
    ),
}
TO_RECIPIENT = (MessageKind.REFERRAL_RECEIVED, MessageKind.REFERRAL_NUDGE)
WHILE_LATE = (MessageKind.REFERRAL_LATE, MessageKind.REFERRAL_STALLED)


def compose(message: Message, public_url: str) -> Content:
    """A word to one side about the other: who, what state, and a link. Never the person's name."""
    referral = db.session.get(Referral, int(message.subject.partition(":")[2]), options=WHOLE)
    if referral is None or referral.sent_at is None:
        raise Obsolete
    if message.kind in TO_RECIPIENT and (
        (referral.state not in ANSWERABLE and message.recipient != to_linked(referral))
        or message.recipient != f"structure:{referral.owner_structure_id}"
    ):
        raise Obsolete
    if message.kind is MessageKind.REFERRAL_UNANSWERED and referral.state not in ANSWERABLE:
        raise Obsolete
    if message.kind is MessageKind.REFERRAL_QUESTION and not referral.awaits_sender:
        raise Obsolete
    if message.kind in WHILE_LATE and not late_by(referral, message.not_before.date()):
        raise Obsolete
    to = address_of(message.recipient)
    if not to:
        raise Suppressed("La structure n’a pas d’adresse e-mail.")
    subject, line = LETTERS[message.kind]
    other = other_side(referral, message)
    said = line.format(
        other=other.short_name if other else "La coordination",
        sent=f"{referral.sent_at.astimezone(PARIS):%d/%m/%Y}",
        state=referral.state.label.lower(),
        call=f" le {other.phone}" if other and other.phone else "-la",
    )
    return Content(to=to, subject=subject, text=f"Bonjour,\n\n{said}\n\n{way_in(referral, message, public_url)}\n")


def late_by(referral: Referral, day: date) -> bool:
    """Taken on, and its next step was before that day."""
    return referral.state in ARRIVING and referral.next_step_on is not None and referral.next_step_on < day


def to_linked(referral: Referral) -> str:
    """The recipient of a link, who follows by it what they accepted."""
    return f"structure:{referral.recipient_structure_id}" if referral.link_uid else ""


def address_of(recipient: str) -> str | None:
    kind, _, number = recipient.partition(":")
    if kind == "user":
        return db.session.get_one(User, int(number)).email
    return db.session.get_one(Structure, int(number)).email


def other_side(referral: Referral, message: Message) -> Structure | None:
    """Of whom the message speaks; None for a coordination."""
    ours = referral.recipient_structure_id or referral.owner_structure_id
    if message.kind in (MessageKind.REFERRAL_LATE, MessageKind.REFERRAL_LOOP):
        return referral.sender_structure
    to_recipient = message.recipient in (f"structure:{ours}", f"user:{referral.assigned_to_id}")
    return referral.sender_structure if to_recipient else referral.recipient_structure


def way_in(referral: Referral, message: Message, public_url: str) -> str:
    if message.recipient == to_linked(referral) and referral.linked_at:
        until = (referral.linked_at + LINK).astimezone(PARIS)
        return (
            f"Lisez-la et répondez ici, sans compte, jusqu’au {until:%d/%m/%Y} :\n{public_url}/o/{token(referral)}\n\n"
            "Ce lien vous est personnel : ne le transférez qu’à la personne qui répondra."
        )
    if message.kind is MessageKind.REFERRAL_LOOP:
        return f"Voyez qui, et par où, dans Passerelle :\n{public_url}/referrals/watch#boucles"
    return f"Ouvrez-la dans Passerelle :\n{public_url}/referrals/{referral.uid}"
