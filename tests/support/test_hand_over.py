"""Accompaniments handed to a colleague, for a time or for good."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from crm.errors import Refused
from crm.support import actions
from crm.support.models import Handover, SupportEpisode
from tests import factories


@pytest.fixture
def episodes(db, alice):
    for _ in range(3):
        factories.make_person(alice)
    return db.scalars(select(SupportEpisode).order_by(SupportEpisode.id)).all()


def referents(db, episodes):
    db.expire_all()
    return [db.get(SupportEpisode, episode.id).referent_id for episode in episodes]


def test_a_whole_caseload_goes_and_comes_back(db, browser, alice, bob, episodes):
    browser.login(alice)
    chosen = browser.post("/caseload/hand-over", data={"whole": str(alice.user.uid)})
    assert chosen.text.count("checked") == 3
    data = {"episode": [str(e.uid) for e in episodes], "to": str(bob.user.uid), "until": "2090-03-15"}
    assert browser.post("/caseload/hand-over", data=data).status_code == 422  # more than a year away
    data["until"] = (date.today() + timedelta(days=30)).isoformat()
    assert browser.post("/caseload/hand-over", data=data).status_code == 303
    assert referents(db, episodes) == [bob.user_id] * 3
    page = browser.get("/caseload").text
    assert "3 personnes confiées" in page.replace("\u00a0", " ")
    batch = db.scalar(select(Handover.batch))
    browser.post(f"/caseload/take-back/{batch}")
    assert referents(db, episodes) == [alice.user_id] * 3


def test_it_comes_back_by_itself_the_day_after_and_once(db, alice, bob, episodes, now):
    until = now.date() + timedelta(days=10)
    actions.hand_over(alice, episodes, bob.user, until=until, now=now)
    assert actions.return_due(now=now + timedelta(days=10)) == 0
    assert actions.return_due(now=now + timedelta(days=11)) == 3
    assert actions.return_due(now=now + timedelta(days=11)) == 0
    assert referents(db, episodes) == [alice.user_id] * 3


def test_for_good_does_not_come_back(db, alice, bob, episodes, now):
    actions.hand_over(alice, episodes, bob.user, until=None, now=now)
    assert actions.return_due(now=now + timedelta(days=400)) == 0
    assert referents(db, episodes) == [bob.user_id] * 3


def test_what_was_handed_on_or_closed_meanwhile_stays(db, alice, bob, episodes, now):
    clara = factories.make_counsellor("clara", alice.structure)
    until = now.date() + timedelta(days=10)
    actions.hand_over(alice, episodes, bob.user, until=until, now=now)
    actions.hand_over(bob, episodes[:1], clara.user, until=None, now=now)
    actions.close(bob, episodes[1], "moved", now=now)
    assert actions.return_due(now=now + timedelta(days=11)) == 1
    assert referents(db, episodes) == [clara.user_id, bob.user_id, alice.user_id]


def test_nobody_gets_back_what_they_left(db, alice, bob, episodes, now):
    actions.hand_over(alice, episodes, bob.user, until=now.date() + timedelta(days=10), now=now)
    alice.ended_on = now.date()
    db.flush()
    assert actions.return_due(now=now + timedelta(days=11)) == 0
    assert referents(db, episodes) == [bob.user_id] * 3


def test_a_colleague_s_people_are_not_mine_to_give(db, browser, alice, bob, episodes):
    clara, manager = (
        factories.make_counsellor("clara", alice.structure),
        factories.make_manager("mona", alice.structure),
    )
    data = {"episode": [str(e.uid) for e in episodes], "to": str(bob.user.uid)}
    assert browser.login(clara).post("/caseload/hand-over", data=data).status_code == 422
    assert referents(db, episodes) == [alice.user_id] * 3
    assert browser.login(manager).post("/caseload/hand-over", data=data).status_code == 303
    assert referents(db, episodes) == [bob.user_id] * 3


def test_another_structure_is_no_colleague(alice, charlie, episodes, now):
    with pytest.raises(Refused):
        actions.hand_over(alice, episodes, charlie.user, until=None, now=now)


def test_an_account_closed_never_leaves_people_alone(db, alice, bob, episodes):
    """Every open episode has a referent: the column cannot be empty."""
    assert not SupportEpisode.__table__.c.referent_id.nullable
