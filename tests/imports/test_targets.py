"""The same engine for people and for structures, each for whom it concerns."""

import io

from sqlalchemy import func, select

from crm.dropouts.models import DropoutCase
from crm.dropouts.queries import pooled_count
from crm.imports.models import ImportRow
from crm.people.models import Circle, Person
from crm.structures.models import Structure
from tests import factories
from tests.imports import files
from tests.imports.conftest import as_csv

STRUCTURES = "Nom;SIRET;Réseau;Commune;Téléphone\nCFA Exemple;;CFA;Laon;0323000000\nNorth;;Mission locale;Lille;\n"


def hand_in(browser, target, content):
    data = {"source": "other", "target": target, "file": (io.BytesIO(content), "liste.csv")}
    return browser.post("/imports/new", data=data, content_type="multipart/form-data")


def test_a_structure_opens_files_for_its_new_young_people(browser, bob, db):
    known = factories.make_person(bob, given_name="Noé", family_name="Quenneville")
    known.born_on = known.born_on.replace(year=2009, month=2, day=3)
    answer = hand_in(browser.login(bob), "people", as_csv())
    page = browser.get(answer.location + "?verdict=known").text
    assert "cherchez ce jeune" in page
    assert known.email not in page
    assert browser.post(answer.location + "/rows/2", data={"decision": "link"}).status_code == 409
    assert browser.post(answer.location + "/write").status_code == 303
    assert not db.scalar(select(func.count(DropoutCase.id)))
    made = db.scalars(select(Person).where(Person.family_name == "Ostrowska")).one()
    assert db.scalar(select(Circle.structure_id).where(Circle.person_id == made.id)) == bob.structure_id
    assert browser.post(answer.location + "/undo").status_code == 303
    assert db.scalars(select(Person.id)).all() == [known.id]


def test_the_directory_takes_in_a_list_of_structures(browser, alice, adam, db):
    answer = hand_in(browser.login(adam), "structures", STRUCTURES.encode())
    rows = db.scalars(select(ImportRow).order_by(ImportRow.number)).all()
    assert [row.verdict for row in rows] == ["new", "known"]
    browser.post(answer.location + "/write")
    made = db.scalar(select(Structure).where(Structure.name == "CFA Exemple"))
    assert [line.arrondissement_code for line in made.coverage] == ["022"]
    browser.post(answer.location + "/undo")
    assert not db.scalar(select(Structure).where(Structure.name == "CFA Exemple"))


def test_nobody_hands_in_what_does_not_concern_them(browser, alice, bob, dina, adam):
    for actor, target in ((bob, "dropouts"), (dina, "structures"), (adam, "people")):
        assert hand_in(browser.login(actor), target, as_csv()).status_code == 422
    assert hand_in(browser.login(alice), "people", as_csv()).status_code == 403


def test_a_case_goes_where_the_rule_says_and_the_rest_to_the_pool(browser, dina, platform, alice, db):
    browser.login(dina)
    where = hand_in(browser, "dropouts", files.RIO.encode("cp1252")).location
    page = browser.get(where + "?verdict=not_concerned").text
    assert "De nouveau scolarisé" in page
    assert browser.post(where + "/write").status_code == 303
    case = db.scalars(select(DropoutCase)).one()
    assert (case.assigned, case.structure_id) == (True, alice.structure_id)
    assert "réside à Lille, la seule qui couvre ce territoire" in case.assigned_why
    assert "réside à Lille" in browser.get(f"/dropouts/{case.uid}").text
    where = hand_in(browser, "dropouts", "Nom;Prénom;Date de naissance\nSans;Lieu;03/02/2009\n".encode()).location
    browser.post(where + "/write")
    lost = db.scalars(select(DropoutCase).where(~DropoutCase.assigned)).one()
    assert (lost.structure_id, lost.platform_id) == (platform.lead_structure_id, platform.id)
    assert pooled_count(platform.id) == 1
