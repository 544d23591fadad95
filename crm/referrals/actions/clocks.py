"""What the clock does: nudge the silent, tell their senders whom to call, expire what is past its date."""

from datetime import datetime

from crm.codes.appointments import MessageKind
from crm.codes.referrals import ReferralState as State
from crm.db import db
from crm.referrals import queries
from crm.referrals.actions.moves import await_answer, change, end
from crm.referrals.actions.telling import link, tell_managers, tell_recipient, tell_sender, write
from crm.referrals.models import Referral
from crm.referrals.rules import AGAIN, CALL, LATE, NUDGES, nudges_due

BATCH = 500


def keep_clocks(now: datetime) -> int:
    """See to every referral whose date has come. Returns how many; late or twice, it does the same."""
    today, seen = now.date(), 0
    for query, see_to in ((queries.silent(today), keep_answer), (queries.late(today), ask_for_more)):
        for referral in db.session.scalars(query.limit(BATCH).with_for_update(skip_locked=True)).all():
            see_to(referral, now)
            seen += 1
    db.session.flush()
    return seen


def keep_answer(referral: Referral, now: datetime) -> None:
    """Of one that waits for an answer."""
    assert referral.expires_on is not None
    if referral.expires_on <= now.date():
        change(referral, "expire", None, now)
        end(referral, now)
    elif referral.awaits_sender:
        tell_sender(referral, MessageKind.REFERRAL_QUESTION, None, now)
        referral.next_step_on = min(now.date() + AGAIN, referral.expires_on)
    else:
        nudge(referral, now)


def nudge(referral: Referral, now: datetime) -> None:
    before = referral.nudged
    await_answer(referral, now.date())
    if referral.nudged > before:
        link(referral, now)
        write(referral, MessageKind.REFERRAL_NUDGE, f"structure:{referral.owner_structure_id}", now)
        silent = referral.state is State.PENDING and before <= NUDGES.index(CALL) < referral.nudged
        if silent:
            tell_sender(referral, MessageKind.REFERRAL_UNANSWERED, None, now)


def ask_for_more(referral: Referral, now: datetime) -> None:
    """Of somebody taken on whose next step is past its date: it climbs."""
    assert referral.next_step_on is not None
    referral.nudged = nudges_due(referral.next_step_on, now.date(), LATE)
    tell_recipient(referral, MessageKind.REFERRAL_LATE, None, now)
    if referral.nudged == len(LATE):
        tell_managers(referral, MessageKind.REFERRAL_LATE, now)
        tell_sender(referral, MessageKind.REFERRAL_STALLED, None, now)
