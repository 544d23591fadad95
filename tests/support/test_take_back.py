"""See test_hand_over: what was lent is taken back by its owner or a manager."""

from datetime import timedelta

from sqlalchemy import select

from crm.support import actions
from crm.support.models import SupportEpisode
from tests import factories


def test_a_stranger_takes_nothing_back(db, browser, alice, bob, charlie, person, now):
    episode = db.scalar(select(SupportEpisode))
    batch = actions.hand_over(alice, [episode], bob.user, until=now.date() + timedelta(days=10), now=now)
    db.commit()
    for actor in (charlie, factories.make_counsellor("clara", alice.structure)):
        assert browser.login(actor).post(f"/caseload/take-back/{batch}").status_code == 404
    manager = factories.make_manager("mona", alice.structure)
    assert browser.login(manager).post(f"/caseload/take-back/{batch}").status_code == 303
    db.expire_all()
    assert db.scalar(select(SupportEpisode.referent_id)) == alice.user_id
