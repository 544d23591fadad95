"""What a message about a referral says."""

from crm.accounts.models import User
from crm.codes.appointments import MessageKind
from crm.db import db
from crm.messages.models import Message
from crm.messages.rules import Content, Obsolete, Suppressed
from crm.referrals.models import Referral
from crm.referrals.queries.inbox import WHOLE
from crm.referrals.rules import ANSWERABLE
from crm.structures.models import Structure

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
        "Une réponse à votre orientation",
        "{other} a répondu à votre orientation : {state}.",
    ),
    MessageKind.REFERRAL_EXPIRED: (
        "Une orientation sans réponse",
        "{other} n’a pas répondu à temps à votre orientation.",
    ),
}
TO_RECIPIENT = (MessageKind.REFERRAL_RECEIVED, MessageKind.REFERRAL_NUDGE)


def compose(message: Message, public_url: str) -> Content:
    """A word to the recipient or to the sender: who, what state, and a link. Never the person's name."""
    referral = db.session.get(Referral, int(message.subject.partition(":")[2]), options=WHOLE)
    if referral is None or referral.sent_at is None:
        raise Obsolete
    if message.kind in TO_RECIPIENT:
        if referral.state not in ANSWERABLE or message.recipient != f"structure:{referral.owner_structure_id}":
            raise Obsolete
        structure = db.session.get_one(Structure, referral.owner_structure_id)
        address, other = structure.email, referral.sender_structure.short_name
    else:
        address = db.session.get_one(User, referral.sender_id).email
        other = referral.recipient_structure.short_name if referral.recipient_structure else "La coordination"
    if not address:
        raise Suppressed("La structure n’a pas d’adresse e-mail.")
    subject, line = LETTERS[message.kind]
    said = line.format(other=other, sent=f"{referral.sent_at:%d/%m/%Y}", state=referral.state.label.lower())
    text = f"Bonjour,\n\n{said}\n\nOuvrez-la dans Passerelle :\n{public_url}/referrals/{referral.uid}\n"
    return Content(to=address, subject=subject, text=text)
