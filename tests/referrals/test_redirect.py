"""Pass it on, keeping the chain."""

from sqlalchemy import select

from crm.codes.referrals import ReferralState as State
from crm.people.models import SharingAgreement
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
    [agreed] = db.scalars(select(SharingAgreement))
    assert (agreed.structure_id, agreed.scope, agreed.agreed_on) == (third.id, ["phone"], onward.sent_at.date())


def test_it_is_not_passed_on_to_who_follows_the_person_already(browser, charlie, person, referral, db):
    erin = factories.make_counsellor("Erin", factories.make_structure("East"))
    factories.follow(person, erin)
    refused = browser.login(charlie).post(url(referral, "redirect"), data=to(erin.structure))
    assert (refused.status_code, "suit déjà ce jeune" in refused.text) == (422, True)
    assert db.get(Referral, referral.id).state is State.PENDING
