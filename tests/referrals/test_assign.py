"""A pool is given out by its coordinator."""

from datetime import timedelta

from sqlalchemy import select

from crm.codes.referrals import SharingBasis
from crm.people.models import SharingAgreement
from crm.referrals import actions
from tests import factories
from tests.referrals.conftest import make_pooled, url


def test_a_pool_is_assigned_by_its_coordinator(browser, alice, charlie, dina, platform, person, db, now):
    pooled = make_pooled(charlie, person, platform)
    assert person.name in browser.login(dina).get("/referrals?box=pool").text
    third = factories.make_structure("East")
    assert browser.post(url(pooled, "assign"), data={"structure": str(third.id)}).status_code == 303
    db.refresh(pooled)
    assert (pooled.recipient_structure_id, pooled.owner_structure_id) == (third.id, third.id)


def test_whoever_chose_the_structure_the_agreement_is_recorded_for_it(db, charlie, dina, platform, person, now):
    third = factories.make_structure("East")
    agreed, by_law = (make_pooled(charlie, person, platform) for _ in range(2))
    by_law.basis, sent_on = SharingBasis.LEGAL_DUTY, agreed.sent_at.date()
    for referral in (agreed, by_law):
        actions.assign(dina, referral, third, now=now)
    [recorded] = db.scalars(select(SharingAgreement))
    assert (recorded.structure_id, recorded.scope, recorded.agreed_on) == (third.id, ["phone"], sent_on)


def test_a_double_click_keeps_the_clock_that_the_first_one_started(db, charlie, dina, platform, person, now):
    pooled, third = make_pooled(charlie, person, platform), factories.make_structure("East")
    actions.assign(dina, pooled, third, now=now)
    until = pooled.expires_on
    actions.assign(dina, pooled, third, now=now + timedelta(days=3))
    assert pooled.expires_on == until
