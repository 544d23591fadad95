"""Digests are promised like any other message: once for each day, and only when there is something to say."""

from datetime import datetime, time

from crm.accounts.models import Membership
from crm.db import db
from crm.messages.actions import promise
from crm.territory.rules import PARIS
from crm.today import queries
from crm.today.queries.digests import KINDS

EVENING = time(18)


def promise_digest(membership_id: int, *, now: datetime) -> None:
    """Promise somebody's digest of the day, when something waits for them."""
    membership = db.session.get_one(Membership, membership_id)
    today = now.astimezone(PARIS).date()
    if queries.lines(membership, now):
        promise(
            KINDS[membership.role],
            f"membership:{membership.id}",
            f"user:{membership.user_id}",
            occasion=today.isoformat(),
            not_before=now,
            not_after=datetime.combine(today, EVENING, PARIS),
            now=now,
        )
