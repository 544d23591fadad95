"""Open a file: after looking, never twice."""

import pytest
from sqlalchemy import func, select

from crm.journal import AccessEntry
from crm.people.models import Circle, Person
from tests import factories

DATA = {"given_name": "Maëva", "family_name": "Delobel", "born_on": "2008-03-02", "sex": "female", "commune": "Lille"}


def count(db):
    return db.scalar(select(func.count(Person.id)))


def test_a_counsellor_opens_a_file_and_follows(browser, alice, db):
    answer = browser.login(alice).post("/people/new", data=DATA | {"phone": "06 39 98 12 34"})
    assert answer.status_code == 303
    person = db.scalars(select(Person)).one()
    assert (person.phone, person.commune_code, person.folded) == ("+33639981234", "59350", " maeva delobel ")
    assert db.scalars(select(Circle)).one().structure_id == alice.structure_id
    assert "people.create" in db.scalars(select(AccessEntry.verb)).all()
    assert "DELOBEL" in browser.get(answer.location).text


def test_a_likely_duplicate_is_shown_first(browser, alice, person, db):
    data = DATA | {"given_name": person.given_name, "family_name": person.family_name, "born_on": "2010-03-02"}
    browser.login(alice)
    shown = browser.post("/people/new", data=data)
    assert "peut-être déjà un dossier" in shown.text
    assert str(person.uid) in shown.text
    assert count(db) == 1
    asked = f"{person.given_name}|{person.family_name}|2010-03-02"
    assert browser.post("/people/new", data=data | {"checked": asked}).status_code == 303
    assert count(db) == 2


def test_an_exact_stranger_says_whom_to_call_and_no_more(browser, charlie, person):
    data = DATA | {"given_name": person.given_name, "family_name": person.family_name, "born_on": "2010-03-02"}
    shown = browser.login(charlie).post("/people/new", data=data).text
    assert "North, +33199001234" in shown
    assert str(person.uid) not in shown
    assert person.phone not in shown


def test_a_near_stranger_only_says_that_a_file_may_exist(browser, charlie, person):
    data = DATA | {"given_name": "Autre", "family_name": person.family_name, "born_on": "2010-03-02"}
    shown = browser.login(charlie).post("/people/new", data=data).text
    assert "demandez à la coordination" in shown
    assert "North" not in shown


def test_a_restricted_file_never_shows(browser, alice, charlie):
    hidden = factories.make_person(alice, restricted=True)
    data = DATA | {"given_name": hidden.given_name, "family_name": hidden.family_name, "born_on": "2010-03-02"}
    assert browser.login(charlie).post("/people/new", data=data).status_code == 303


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"born_on": "2090-01-01"}, "dans l’avenir"),
        ({"born_on": ""}, "le jour, le mois"),
        ({"phone": "12"}, "incomplet"),
        ({"phone": "0639981234", "no_phone": "y"}, "effacez-le"),
        ({"commune": "Marseille"}, "Hauts-de-France"),
        ({"address": "NIR 2 85 05 59 350 123 45"}, "sécurité sociale"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_written(browser, alice, db, change, said):
    answer = browser.login(alice).post("/people/new", data=DATA | change)
    assert answer.status_code == 422
    assert said in answer.text
    assert count(db) == 0


def test_the_region_may_not(browser, rita):
    assert browser.login(rita).get("/people/new").status_code == 403


GOOD = [
    "O",
    "Ÿ",
    "D’Hœdt",
    "O'Brien",
    "Nguyễn",
    "Łukasz",
    "Jean-Pierre",
    "Saint-Étienne de la Tour",
    "El  Hadj\nMalick",
]
BAD = [
    ("", "nécessaire"),
    (" \u00a0\n ", "nécessaire"),
    ("a" * 200, "cent lettres"),
    ("Léa2", "chiffre"),
    ("Léa 😀", "Seuls lettres"),
    ("محمد", "lettres latines"),
    ("Иван", "lettres latines"),
    ("\u202eaéL", "Seuls lettres"),
    ("'; DROP TABLE person;--", "Seuls lettres"),
    ("<b>Léa</b>", "Seuls lettres"),
    ("---", "Seuls lettres"),
]


@pytest.mark.parametrize("name", GOOD)
def test_real_names_are_accepted_however_they_are_pasted(browser, alice, db, name):
    data = {**DATA, "given_name": name, "family_name": name}
    assert browser.login(alice).post("/people/new", data=data).status_code == 303
    assert db.scalars(select(Person.given_name)).one() == " ".join(name.split())


@pytest.mark.parametrize(("name", "why"), BAD)
def test_what_is_no_name_is_one_sentence_at_its_field(browser, alice, db, name, why):
    answer = browser.login(alice).post("/people/new", data={**DATA, "given_name": name})
    assert answer.status_code == 422
    assert why in answer.text.split('id="given_name-error"')[1].split("</p>")[0]
    assert DATA["family_name"] in answer.text
    assert db.scalar(select(func.count(Person.id))) == 0


@pytest.mark.parametrize("born_on", ["2190-01-01", "1890-01-01", "2008-02-30", "hier", "0000-00-00", ""])
def test_an_impossible_birth_date_is_one_sentence_at_its_field(browser, alice, db, born_on):
    answer = browser.login(alice).post("/people/new", data={**DATA, "born_on": born_on})
    assert answer.status_code == 422
    assert 'id="born_on-error"' in answer.text
    assert DATA["family_name"] in answer.text
    assert db.scalar(select(func.count(Person.id))) == 0
