"""Hand somebody over: what will be seen is shown, then it is sent."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from crm.codes.referrals import ReferralState as State
from crm.messages.models import Message
from crm.referrals import queries
from crm.referrals.models import Referral
from tests import factories

FORM = {
    "kind": "referral",
    "theme": "train",
    "urgency": "normal",
    "message": "Motivée.",
    "shared_fields": ["phone"],
    "basis": "agreement",
    "informed": "y",
    "guardian_informed": "y",
}


def one(db):
    return db.scalars(select(Referral)).one()


def test_what_will_be_seen_is_shown_then_sent(browser, alice, charlie, person, db):
    data = FORM | {"to": f"structure:{charlie.structure_id}"}
    browser.login(alice)
    preview = browser.post(f"/people/{person.uid}/referrals/new", data=data | {"preview": "1"})
    assert "exactement ce que la structure verra" in preview.text
    assert not db.scalars(select(Referral)).all()
    assert browser.post(f"/people/{person.uid}/referrals/new", data=data | {"send": "1"}).status_code == 303
    sent = one(db)
    assert (sent.state, sent.owner_structure_id) == (State.PENDING, charlie.structure_id)
    assert sent.expires_on == (datetime.now(UTC) + timedelta(days=30)).date()
    assert [m.kind.value for m in db.scalars(select(Message))] == ["referral_received"]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"informed": ""}, "Expliquez d’abord"),
        ({"to": ""}, "à qui adresser"),
        ({"message": "NIR 285055935012345"}, "sécurité sociale"),
    ],
)
def test_what_is_missing_is_said_and_nothing_leaves(browser, alice, charlie, person, db, change, said):
    data = FORM | {"to": f"structure:{charlie.structure_id}", "send": "1"} | change
    answer = browser.login(alice).post(f"/people/{person.uid}/referrals/new", data=data)
    assert answer.status_code == 422
    assert said in answer.text
    assert not db.scalars(select(Referral)).all()


def test_a_minors_guardian_is_thought_of(browser, alice, charlie, db):
    minor = factories.make_person(alice, born_on=datetime.now(UTC).date() - timedelta(days=6100))
    data = FORM | {"to": f"structure:{charlie.structure_id}", "send": "1"}
    browser.login(alice)
    silent = {name: value for name, value in data.items() if name != "guardian_informed"}
    assert "mineur" in browser.post(f"/people/{minor.uid}/referrals/new", data=silent).text
    assert browser.post(f"/people/{minor.uid}/referrals/new", data=data).status_code == 303


def test_loops_are_told(db, alice, charlie, person, referral):
    assert queries.loops(person, charlie.structure_id, alice.structure_id, date(2030, 1, 20))
    assert not queries.loops(person, alice.structure_id, factories.make_structure("East").id, date(2030, 1, 20))
