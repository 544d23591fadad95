"""Short messages between the two sides, on the referral itself rather than by e-mail."""

from datetime import datetime

from crm import journal
from crm.accounts.models import Membership
from crm.codes.appointments import MessageKind
from crm.db import db
from crm.errors import Refused
from crm.people.rules import forbidden_number
from crm.policy import May, require
from crm.referrals import queries
from crm.referrals.actions.moves import await_answer, change, owner
from crm.referrals.actions.telling import tell_recipient, tell_sender
from crm.referrals.models import Referral, ReferralPost
from crm.referrals.rules import ANSWERABLE, REPLY, expiry


def post(actor: Membership, referral: Referral, text: str, *, now: datetime, asks: bool = False) -> ReferralPost:
    """Write to the other side, who is told that there is something to read, never what.

    A recipient who `asks` before answering puts the ball in the sender's court; what the sender then writes brings it
    back.
    """
    require(actor, May.WRITE_TO_REFERRAL, referral)
    if not queries.talks(referral):
        raise Refused("Cette orientation est terminée : on ne peut plus y écrire.")
    written = write_down(referral, actor, text, now)
    journal.record(actor, "referrals.post", referral.person)
    if actor.structure_id == referral.sender_structure_id:
        if referral.awaits_sender:
            reply(referral, actor, now)
        tell_recipient(referral, MessageKind.REFERRAL_POST, actor, now)
    elif asks and referral.state in ANSWERABLE:
        ask(referral, actor, now)
    else:
        tell_sender(referral, MessageKind.REFERRAL_POST, actor, now)
    return written


def ask(referral: Referral, actor: Membership | None, now: datetime, signed: str = "") -> None:
    """It is the sender's turn, whose clock starts; the recipient is not reminded meanwhile."""
    change(referral, "ask", actor, now, signed=signed)
    assert referral.sent_at is not None  # it was sent
    referral.expires_on = expiry(referral.sent_at.date(), referral.state)
    referral.owner_structure_id = referral.sender_structure_id
    referral.next_step_on = min(now.date() + REPLY, referral.expires_on)
    db.session.flush()


def reply(referral: Referral, actor: Membership, now: datetime) -> None:
    """It is the recipient's turn again, whose clock goes on."""
    change(referral, "reply", actor, now)
    referral.owner_structure_id = owner(referral.recipient_structure, None)
    await_answer(referral, now.date())
    db.session.flush()


def write_down(
    referral: Referral, actor: Membership | None, text: str, now: datetime, signed: str = ""
) -> ReferralPost:
    """Keep the words of one side. Who has no account writes for the recipient."""
    if why := forbidden_number(text):
        raise Refused(why)
    written = ReferralPost(
        referral_id=referral.id,
        structure_id=actor.structure_id if actor else referral.recipient_structure_id,
        author_id=actor.user_id if actor else None,
        signed=signed,
        text=text,
        at=now,
    )
    db.session.add(written)
    db.session.flush()
    return written
