"""Take the person on: the file opens, and an episode."""

from sqlalchemy import select

from crm.people.models import Circle
from crm.referrals import actions
from crm.support.models import SupportEpisode
from tests.referrals.conftest import url


def test_accepting_opens_the_file_and_an_episode(browser, charlie, referral, person, db):
    answer = browser.login(charlie).post(url(referral, "accept"), data={"taker": str(charlie.user_id)})
    assert answer.location == url(referral)
    assert browser.get(f"/people/{person.uid}").status_code == 200
    episode = db.scalars(select(SupportEpisode).where(SupportEpisode.structure_id == charlie.structure_id)).one()
    assert episode.referent_id == charlie.user_id


def test_the_sender_does_not_answer_nor_the_receiver_withdraw(browser, alice, charlie, referral):
    assert browser.login(alice).post(url(referral, "accept")).status_code == 404
    assert browser.login(charlie).post(url(referral, "withdraw")).status_code == 404


def test_the_circle_follows(db, charlie, referral, now):
    actions.accept(charlie, referral, charlie.user, now=now)
    lines = db.scalars(select(Circle).where(Circle.structure_id == charlie.structure_id)).all()
    assert {line.reason.value for line in lines} == {"referral_accepted", "episode"}
