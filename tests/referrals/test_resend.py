"""What nobody answers is nudged, expires, and is sent again."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from crm.codes.referrals import ReferralState as State
from crm.errors import Refused
from crm.messages.models import Message
from crm.referrals import actions
from tests.referrals.conftest import url


def test_the_silent_are_nudged_then_it_expires_and_comes_back(db, alice, charlie, referral):
    referral.next_step_on = date(2030, 1, 13)
    db.commit()
    nudged = 0
    for day in range(32):
        now = datetime(2030, 1, 10, 9, tzinfo=UTC) + timedelta(days=day)
        actions.keep_clocks(now)
        assert actions.keep_clocks(now) == 0
        nudged = max(nudged, referral.nudged)
    assert nudged == 3
    assert (referral.state, referral.owner_structure_id) == (State.EXPIRED, alice.structure_id)
    told = [(m.kind.value, m.not_before.day) for m in db.scalars(select(Message).order_by(Message.id))]
    assert told == [("referral_nudge", 13), ("referral_nudge", 20), ("referral_nudge", 30)]


def test_it_is_sent_again_twice_at_most(browser, db, alice, referral, now):
    for _ in range(2):
        actions.change(referral, "expire", None, now)
        actions.end(referral, now)
        db.commit()
        assert browser.login(alice).post(url(referral, "resend")).status_code == 303
        db.refresh(referral)
        assert referral.state is State.PENDING
    actions.change(referral, "expire", None, now)
    actions.end(referral, now)
    with pytest.raises(Refused, match="deux fois"):
        actions.resend(alice, referral, now=now)
