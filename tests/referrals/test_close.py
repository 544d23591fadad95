"""Say what came of it."""

from crm.policy import May, can
from crm.referrals import actions
from crm.referrals.models import Referral
from crm.support import actions as support
from crm.support.queries import open_episode
from tests.referrals.conftest import url


def test_closing_says_what_came_of_it(browser, charlie, referral, db):
    browser.login(charlie).post(url(referral, "accept"), data={"taker": str(charlie.user_id)})
    assert browser.post(url(referral, "close"), data={"outcome": "one_off_answer"}).status_code == 303
    assert db.get(Referral, referral.id).outcome == "one_off_answer"


def test_a_follow_up_that_ends_closes_the_referral_that_led_to_it(db, alice, charlie, person, referral, now):
    actions.accept(charlie, referral, charlie.user, now=now)
    actions.arrive(charlie, referral, now=now)
    support.close(charlie, open_episode(person, charlie.structure_id), "training", now=now)
    assert (referral.state, referral.outcome) == ("closed", "support_started")
    assert not can(charlie, May.READ_IDENTITY, person)
    assert can(alice, May.READ_IDENTITY, person)
