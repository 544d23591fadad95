"""Two people who look like one: said once, remembered."""

from sqlalchemy import select

from crm.codes.people import PairState
from crm.people import actions
from crm.people.models import SuspectedPair
from tests import factories


def test_the_coordinator_is_asked_and_answers_once(db, browser, alice, charlie, dina, platform, now):
    home = {"given_name": "Kévin", "family_name": "Delobel", "phone": "+33639981234"}
    for actor in (alice, charlie):
        factories.make_person(actor, **home)
    actions.find_duplicates(now=now)
    db.commit()
    pair = db.scalar(select(SuspectedPair))
    assert "Kévin Delobel" in browser.login(dina).get("/people/duplicates").text
    browser.post(f"/people/duplicates/{pair.uid}/apart")
    db.expire_all()
    assert db.scalar(select(SuspectedPair)).state is PairState.DIFFERENT
    assert "Kévin Delobel" not in browser.get("/people/duplicates").text
    actions.find_duplicates(now=now)
    assert db.scalar(select(SuspectedPair)).state is PairState.DIFFERENT
