"""The file of a person, and the small things done from it: `show`, `edit`, `confirm`, `inform`, `add_guardian`."""

from sqlalchemy import select

from crm.journal import AccessEntry
from crm.people.models import Guardian, InformationNotice
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


def edit_data(person, **kw):
    base = {"given_name": person.given_name, "family_name": "Nouveau", "born_on": "2010-03-02", "sex": "female"}
    lists = {"education_level": "level_3", "housing": "unknown", "mobility": "car", "licence_b": "none"}
    return base | lists | {"childcare": "not_concerned", "version": str(person.version)} | kw


def test_a_change_is_kept_and_raises_the_version(browser, alice, person, db):
    assert browser.login(alice).post(f"/people/{person.uid}/edit", data=edit_data(person)).status_code == 303
    db.refresh(person)
    assert (person.family_name, person.version, person.mobility) == ("Nouveau", 2, "car")


def test_a_stale_form_overwrites_nothing(browser, alice, person, db):
    data = edit_data(person)
    browser.login(alice).post(f"/people/{person.uid}/edit", data=data)
    answer = browser.post(f"/people/{person.uid}/edit", data=data | {"family_name": "Tardif"})
    assert answer.status_code == 422
    assert "Quelqu’un a modifié" in answer.text
    assert "Tardif" in answer.text
    db.refresh(person)
    assert person.family_name == "Nouveau"


def test_a_stranger_edits_nothing(browser, charlie, person):
    assert browser.login(charlie).post(f"/people/{person.uid}/edit", data=edit_data(person)).status_code == 404


def test_what_is_still_true_is_confirmed_in_one_click(browser, alice, person, db):
    assert browser.login(alice).post(f"/people/{person.uid}/confirm").status_code == 303
    db.refresh(person)
    assert person.confirmed_at


def test_the_information_given_is_recorded(browser, alice, person, db):
    answer = browser.login(alice).post(f"/people/{person.uid}/inform", data={"channel": "oral"})
    assert answer.status_code == 303
    assert db.scalars(select(InformationNotice)).one().recorded_by_id == alice.user_id


def test_a_guardian_is_added(browser, alice, person, db):
    data = {"name": "Anne Exemple", "relation": "mother", "phone": "0639981111", "may_be_contacted": "y"}
    assert browser.login(alice).post(f"/people/{person.uid}/guardians/new", data=data).status_code == 303
    assert "add_guardian" in " ".join(db.scalars(select(AccessEntry.verb)))
    assert db.scalars(select(Guardian)).one().phone == "+33639981111"
