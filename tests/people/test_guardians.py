"""Who answers for a minor: `edit_guardian`, `remove_guardian`, `excuse_guardian`, and the day they come of age."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from crm.people.models import Guardian
from crm.people.rules import to_confirm
from crm.support import queries
from tests import factories


@pytest.fixture
def minor(alice):
    today = datetime.now(UTC).date()
    return factories.make_person(alice, born_on=date(today.year - 16, 1, 15), confirmed_at=datetime.now(UTC))


@pytest.fixture
def mother(minor):
    return factories.add(Guardian(person_id=minor.id, name="Mme Exemple", relation="mother", phone="+33639980001"))


def page(browser, person) -> str:
    return browser.get(f"/people/{person.uid}").text


def test_a_minor_without_anybody_to_call_is_marked(browser, alice, minor):
    assert "À compléter" in page(browser.login(alice), minor)
    assert "représentant légal" in page(browser, minor)
    browser.post(f"/people/{minor.uid}/no-guardian", data={"reason": "Mineur non accompagné"})
    assert "représentant légal" not in page(browser, minor)
    browser.post(f"/people/{minor.uid}/no-guardian", data={"reason": ""})
    assert "représentant légal" in page(browser, minor)


def test_a_guardian_is_corrected_and_removed(browser, alice, minor, mother, db):
    browser.login(alice)
    data = {"name": "M. Exemple", "relation": "father", "phone": "06 39 98 00 02", "may_be_contacted": "y"}
    assert browser.post(f"/guardians/{mother.uid}", data=data).status_code == 303
    db.expire_all()
    assert (db.get(Guardian, mother.id).name, db.get(Guardian, mother.id).phone) == ("M. Exemple", "+33639980002")
    assert browser.post(f"/guardians/{mother.uid}", data={**data, "name": ""}).status_code == 422
    assert browser.post(f"/guardians/{mother.uid}/remove").status_code == 303
    assert db.scalars(select(Guardian)).all() == []


def test_a_stranger_touches_nobody(browser, charlie, minor, mother):
    browser.login(charlie)
    assert browser.get(f"/guardians/{mother.uid}").status_code == 404
    assert browser.post(f"/guardians/{mother.uid}/remove").status_code == 404
    assert browser.post(f"/people/{minor.uid}/no-guardian", data={"reason": "x"}).status_code == 404


@pytest.mark.parametrize(
    ("born_on", "noticed"),
    [(date(2012, 1, 15), True), (date(2012, 1, 16), False), (date(2012, 1, 1), True), (date(2011, 12, 31), False)],
)
def test_majority_is_noticed_the_day_it_happens(alice, bob, now, born_on, noticed):
    factories.make_person(alice, born_on=born_on)
    assert bool(queries.come_of_age(alice, now.date())) is noticed
    assert not queries.come_of_age(bob, now.date())


def test_once_the_file_is_confirmed_it_is_not_said_again(alice, now, db):
    person = factories.make_person(alice, born_on=date(2012, 1, 15))
    person.confirmed_at = now + timedelta(hours=1)
    db.commit()
    assert not queries.come_of_age(alice, now.date())


def test_it_stands_on_the_page_of_the_day(browser, alice):
    today = datetime.now(UTC).date()
    factories.make_person(alice, born_on=today.replace(year=today.year - 18, day=min(today.day, 28)))
    assert ("Tout juste" in browser.login(alice).get("/today").text) is (today.day <= 28)


def test_what_is_complete_asks_for_nothing():
    whole = {"has_phone": True, "has_email": True, "has_commune": True, "guarded": False}
    day = date(2026, 11, 24)
    assert to_confirm(today=day, born_on=date(2004, 1, 1), confirmed_on=day, **whole) == []
    assert to_confirm(today=day, born_on=date(2010, 1, 1), confirmed_on=day, **whole) == ["représentant légal"]
    late = to_confirm(today=day, born_on=date(2004, 1, 1), confirmed_on=day - timedelta(days=200), **whole)
    assert late == ["coordonnées à vérifier"]
