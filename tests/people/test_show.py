"""The file of a person."""

from sqlalchemy import select

from crm.journal import AccessEntry
from tests import factories


def test_a_counsellor_sees_the_file_and_it_is_written(browser, alice, person, db):
    page = browser.login(alice).get(f"/people/{person.uid}")
    assert page.status_code == 200
    assert person.family_name.upper() in page.text
    entry = db.scalars(select(AccessEntry)).one()
    assert (entry.verb, entry.person_id, entry.user_id) == ("people.show", person.id, alice.user_id)


def test_a_stranger_does_not(browser, charlie, rita, dora, adam, person):
    for actor in (charlie, rita, dora, adam):
        assert browser.login(actor).get(f"/people/{person.uid}").status_code == 404


def test_two_users_one_browser(browser, alice, charlie, person):
    assert browser.login(alice).get(f"/people/{person.uid}").status_code == 200
    assert browser.login(charlie).get(f"/people/{person.uid}").status_code == 404


def test_a_restricted_file_opens_to_nobody_unnamed(browser, alice):
    hidden = factories.make_person(alice, restricted=True)
    assert browser.login(alice).get(f"/people/{hidden.uid}").status_code == 404


def test_a_coordinator_sees_identity_and_no_story(browser, dina, platform, person):
    factories.make_case(person, platform)
    page = browser.login(dina).get(f"/people/{person.uid}")
    assert page.status_code == 200
    assert "réservé aux structures" in page.text
