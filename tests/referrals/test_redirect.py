"""Pass it on, keeping the chain."""

from sqlalchemy import select

from crm.codes.referrals import ReferralState as State
from crm.referrals.models import Referral
from tests import factories
from tests.referrals.conftest import url


def to(structure):
    return {"to": f"structure:{structure.id}", "agreed": "y"}


def test_redirecting_keeps_the_chain(browser, charlie, referral, db):
    third = factories.make_structure("East")
    assert browser.login(charlie).post(url(referral, "redirect"), data=to(third)).status_code == 303
    onward = db.scalars(select(Referral).where(Referral.parent_id == referral.id)).one()
    assert (onward.recipient_structure_id, onward.state) == (third.id, State.PENDING)
    assert db.get(Referral, referral.id).state is State.REDIRECTED
