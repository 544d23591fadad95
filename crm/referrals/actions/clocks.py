"""What the clock does: nudge the silent, tell their senders whom to call, expire what is past its date."""

from datetime import datetime

from crm.codes.appointments import MessageKind
from crm.codes.referrals import ReferralState as State
from crm.db import db
from crm.referrals import queries
from crm.referrals.actions.moves import change, end
from crm.referrals.actions.telling import link, tell_sender, write
from crm.referrals.models import Referral
from crm.referrals.rules import CALL, NUDGES, next_nudge, nudges_due


def keep_clocks(now: datetime) -> int:
    """See to every referral whose date has come. Returns how many; late or twice, it does the same."""
    late = db.session.scalars(queries.silent(now.date()).limit(500).with_for_update(skip_locked=True)).all()
    for referral in late:
        assert referral.expires_on is not None  # it waits for an answer
        if referral.expires_on <= now.date():
            change(referral, "expire", None, now)
            end(referral, now)
        else:
            nudge(referral, now)
    db.session.flush()
    return len(late)


def nudge(referral: Referral, now: datetime) -> None:
    assert referral.sent_at is not None  # it is open
    assert referral.expires_on is not None
    sent_on, before = referral.sent_at.date(), referral.nudged
    referral.nudged = nudges_due(sent_on, now.date())
    left = referral.nudged < len(NUDGES)
    referral.next_step_on = next_nudge(sent_on, referral.nudged) if left else referral.expires_on
    if referral.nudged > before:
        link(referral, now)
        write(referral, MessageKind.REFERRAL_NUDGE, f"structure:{referral.owner_structure_id}", now)
        silent = referral.state is State.PENDING and before <= NUDGES.index(CALL) < referral.nudged
        if silent:
            tell_sender(referral, MessageKind.REFERRAL_UNANSWERED, None, now)
