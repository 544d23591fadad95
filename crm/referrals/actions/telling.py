"""Who hears of a referral, and how: in their list at once, by an e-mail, or with the next morning's digest."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import uuid4

from sqlalchemy.dialects.postgresql import insert

from crm.accounts.models import Membership, User
from crm.codes.appointments import MessageKind
from crm.codes.referrals import Urgency
from crm.db import db
from crm.messages.actions import promise
from crm.referrals import queries
from crm.referrals.models import Referral, ReferralNews

USEFUL = timedelta(days=3)


def write(referral: Referral, kind: MessageKind, recipient: str, now: datetime) -> None:
    """Promise an e-mail about a referral; each instant has its own."""
    promise(
        kind,
        f"referral:{referral.id}",
        recipient,
        occasion=now.isoformat(),
        not_before=now,
        not_after=now + USEFUL,
        now=now,
        structure_id=referral.sender_structure_id,
    )


def tell_sender(referral: Referral, kind: MessageKind, actor: Membership | None, now: datetime) -> None:
    """The sender and the previous referent learn of it; when both have left, their structure does."""
    told = queries.on_senders_side(referral)
    tell(referral, kind, told, actor, now)
    if not told:
        write(referral, kind, f"structure:{referral.sender_structure_id}", now)


def tell_recipient(referral: Referral, kind: MessageKind, actor: Membership | None, now: datetime) -> None:
    """Who took the person on learns of it, else the structure whose turn it is."""
    taker = queries.taker(referral)
    if taker:
        tell(referral, kind, [taker], actor, now)
    else:
        link(referral, now)
        write(referral, kind, f"structure:{referral.recipient_structure_id or referral.owner_structure_id}", now)


def tell_managers(referral: Referral, kind: MessageKind, now: datetime) -> None:
    """Those of the structure that took the person on."""
    tell(referral, kind, queries.managers(referral), None, now)


def raise_loop(referral: Referral, parent: Referral | None, now: datetime) -> None:
    """Before it leaves: when the person goes round, the coordinators of where they live learn of it, once each time."""
    to = referral.recipient_structure_id
    if queries.loops(referral.person, referral.sender_structure_id, to, now.date(), parent):
        for user in queries.coordinators(referral):
            write(referral, MessageKind.REFERRAL_LOOP, f"user:{user.id}", now)


def tell(referral: Referral, kind: MessageKind, users: Iterable[User], actor: Membership | None, now: datetime) -> None:
    """It stands in their list until they open it. Who has a digest reads of it there, but for what is urgent."""
    for user in users:
        if actor and actor.user_id == user.id:
            continue
        news = insert(ReferralNews).values(referral_id=referral.id, user_id=user.id, at=now)
        again = {"at": now, "seen_at": None}
        db.session.execute(news.on_conflict_do_update(index_elements=["referral_id", "user_id"], set_=again))
        if referral.urgency is Urgency.URGENT or not queries.has_digest(user):
            write(referral, kind, f"user:{user.id}", now)


def link(referral: Referral, now: datetime) -> None:
    """A structure without accounts gets a new link, which ends the former; others answer in Passerelle."""
    to = referral.recipient_structure_id
    without = to is not None and not queries.has_accounts(to)
    referral.link_uid, referral.linked_at = (uuid4(), now) if without else (None, None)
