"""What the clock does: nudge the silent, expire what is past its date."""

from datetime import datetime, timedelta

from crm.codes.appointments import MessageKind
from crm.db import db
from crm.referrals import queries
from crm.referrals.actions.moves import change, end, write
from crm.referrals.rules import NUDGES, next_nudge


def keep_clocks(now: datetime) -> int:
    """Nudge the silent, expire what is past its date and give it back to its sender. Returns how many moved."""
    late = db.session.scalars(queries.silent(now.date()).limit(500).with_for_update(skip_locked=True)).all()
    for referral in late:
        assert referral.sent_at is not None  # it is open
        if referral.expires_on and referral.expires_on <= now.date():
            change(referral, "expire", None, now)
            end(referral, now)
            write(referral, MessageKind.REFERRAL_EXPIRED, f"user:{referral.sender_id}", now)
        else:
            referral.nudged += 1
            sent_on = referral.sent_at.date()
            following = next_nudge(sent_on, referral.nudged) if referral.nudged <= len(NUDGES) else sent_on
            referral.next_step_on = max(following, now.date() + timedelta(days=3))
            write(referral, MessageKind.REFERRAL_NUDGE, f"structure:{referral.owner_structure_id}", now)
    db.session.flush()
    return len(late)
