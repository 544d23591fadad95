"""A restricted record opens to the people named alone, and where it is followed somebody always is."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from crm.codes.duty import ObligationState
from crm.codes.referrals import ReferralState
from crm.duty import actions as duty
from crm.journal import AccessEntry
from crm.people import actions
from crm.people.models import RestrictedAccess
from crm.support.models import SupportEpisode
from tests import factories


@pytest.fixture
def eve(alice):
    """A colleague of Alice who is not named."""
    return factories.make_counsellor("Eve", alice.structure)


@pytest.fixture
def pages(app):
    """The addresses of all pages that are about nothing in particular: lists, days, figures."""
    rules = [rule for rule in app.url_map.iter_rules() if "GET" in rule.methods and not rule.arguments]
    return sorted({rule.rule for rule in rules if rule.endpoint.partition(".")[0] not in ("static", "auth")})


def named(db, person):
    return set(db.scalars(select(RestrictedAccess.user_id).where(RestrictedAccess.person_id == person.id)))


def test_it_opens_to_who_is_named_and_to_the_manager(browser, db, alice, bob, eve, person):
    answer = browser.login(bob).post(f"/people/{person.uid}/restrict", data={"users": [alice.user_id]})
    assert answer.location == f"/people/{person.uid}"
    assert named(db, person) == {alice.user_id, bob.user_id}
    assert "Accès restreint" in browser.get(f"/people/{person.uid}").text
    for actor, status in ((alice, 200), (eve, 404)):
        assert browser.login(actor).get(f"/people/{person.uid}").status_code == status
    entry = db.scalars(select(AccessEntry).where(AccessEntry.verb == "people.restrict")).one()
    assert (entry.user_id, entry.person_id) == (bob.user_id, person.id)


def test_no_list_names_it_to_others(browser, alice, bob, charlie, eve, person, platform, pages, now, db):
    person.given_name, person.family_name = "Prenomrare", "Introuvable"
    person.born_on = (now - timedelta(days=17 * 365)).date()
    factories.make_appointment(alice, person, datetime.now(UTC))
    factories.make_referral(alice, person, charlie.structure)
    factories.make_referral(charlie, person, alice.structure, state=ReferralState.ACCEPTED)
    factories.make_case(person, platform, owner=eve.user)
    episode = db.scalars(select(SupportEpisode).where(SupportEpisode.person_id == person.id)).one()
    episode.referent_id, episode.next_step_on = eve.user_id, datetime.now(UTC).date()
    second = factories.make_manager("Ugo", bob.structure)
    db.commit()
    duty.keep(now)
    searched = [
        *pages,
        "/people?q=Introuvable",
        "/dropouts?box=in_hand",
        "/referrals?box=to_book",
        f"/obligations?state={ObligationState.TO_CHECK}",
    ]

    def naming(actor):
        browser.login(actor)
        return {page for page in searched if person.given_name in browser.get(page).text}

    assert naming(eve) >= {
        "/people?q=Introuvable",
        "/dropouts?box=in_hand",
        "/referrals?box=to_book",
        "/today",
        "/caseload",
    }
    assert naming(second) >= {"/people?q=Introuvable", "/referrals?box=to_book"}
    actions.restrict(bob, person, [alice.user_id])
    db.commit()
    assert naming(eve) | naming(second) == set()
    assert naming(alice) >= {"/people?q=Introuvable", "/dropouts?box=in_hand"}


def test_a_manager_names_anew_and_keeps_who_others_named(db, alice, bob, charlie, eve, person):
    factories.follow(person, charlie)
    actions.restrict(bob, person, [alice.user_id])
    actions.restrict(bob, person, [eve.user_id, charlie.user_id])
    assert named(db, person) == {bob.user_id, eve.user_id, charlie.user_id}


def test_elsewhere_the_managers_are_named_or_else_everybody(browser, db, bob, charlie, dina, person, platform):
    south = factories.make_manager("Sam", charlie.structure)
    west = factories.make_counsellor("Wim", factories.make_structure("West"))
    for actor in (charlie, west):
        factories.follow(person, actor)
    factories.make_case(person, platform)
    actions.restrict(bob, person, [])
    assert named(db, person) == {bob.user_id, south.user_id, west.user_id, dina.user_id}
    text = browser.login(bob).get(f"/people/{person.uid}/restrict").text
    assert all(one.name in text for one in (south.user, west.user, dina.user))


def test_when_the_last_one_leaves_the_managers_are_named(db, alice, bob, charlie, person):
    south = factories.make_manager("Sam", charlie.structure)
    actions.restrict(bob, person, [])
    bob.user.active = False
    factories.follow(person, charlie)
    db.commit()
    assert actions.name_managers() == 2
    assert named(db, person) == {bob.user_id, alice.user_id, south.user_id}
    assert actions.name_managers() == 0


def test_only_a_manager_who_may_open_it_restricts(browser, alice, bob, charlie, person):
    stranger = factories.make_manager("Sam", charlie.structure)
    for actor in (alice, charlie, stranger):
        browser.login(actor)
        for verb in ("restrict", "open-up"):
            assert browser.post(f"/people/{person.uid}/{verb}").status_code == 404
    second = factories.make_manager("Ugo", bob.structure)
    actions.restrict(bob, person, [])
    assert browser.login(second).get(f"/people/{person.uid}/restrict").status_code == 404


def test_somebody_who_does_not_work_there_is_refused(browser, db, bob, charlie, person):
    answer = browser.login(bob).post(f"/people/{person.uid}/restrict", data={"users": [charlie.user_id]})
    assert answer.status_code == 422
    assert named(db, person) == set()


def test_what_is_sent_is_read_until_it_is_answered_and_by_who_takes_it_on(browser, db, alice, bob, charlie, person):
    """What the sender chose to send reaches all who may answer; then it opens to who answered."""
    colleague, manager = (
        factories.make_counsellor("Cleo", charlie.structure),
        factories.make_manager("Sam", charlie.structure),
    )
    actions.restrict(bob, person, [alice.user_id])
    referral = factories.make_referral(alice, person, charlie.structure)
    for actor in (charlie, colleague):
        assert browser.login(actor).get(f"/referrals/{referral.uid}").status_code == 200
    browser.login(charlie)
    answer = browser.post(f"/referrals/{referral.uid}/accept", data={"taker": charlie.user_id})
    assert answer.status_code == 303
    assert browser.get(f"/people/{person.uid}").status_code == 200
    for actor, status in ((manager, 200), (colleague, 404)):
        assert browser.login(actor).get(f"/referrals/{referral.uid}").status_code == status


def test_who_declines_it_is_back_in_the_inbox(browser, alice, bob, charlie, person):
    actions.restrict(bob, person, [alice.user_id])
    referral = factories.make_referral(alice, person, charlie.structure)
    answer = browser.login(charlie).post(f"/referrals/{referral.uid}/decline", data={"reason": "session_full"})
    assert answer.location == "/referrals"


def test_an_appointment_is_moved_without_a_name(browser, alice, bob, eve, person):
    part = factories.make_appointment(alice, person, datetime.now(UTC) + timedelta(days=3))
    page = f"/appointments/{part.uid}/move"
    assert person.name in browser.login(eve).get(page).text
    actions.restrict(bob, person, [alice.user_id])
    answer = browser.login(eve).get(page)
    assert answer.status_code == 200
    assert person.name not in answer.text
