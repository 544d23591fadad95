"""Correct who answers for a minor."""

from crm.people.models import Guardian

DATA = {"name": "M. Exemple", "relation": "father", "phone": "06 39 98 00 02", "may_be_contacted": "y"}


def test_a_guardian_is_corrected(browser, alice, mother, db):
    assert browser.login(alice).post(f"/guardians/{mother.uid}", data=DATA).status_code == 303
    db.expire_all()
    assert (db.get(Guardian, mother.id).name, db.get(Guardian, mother.id).phone) == ("M. Exemple", "+33639980002")


def test_without_a_name_nothing_changes(browser, alice, mother, db):
    assert browser.login(alice).post(f"/guardians/{mother.uid}", data=DATA | {"name": ""}).status_code == 422
    db.expire_all()
    assert db.get(Guardian, mother.id).relation == "mother"


def test_a_stranger_corrects_nobody(browser, charlie, mother):
    assert browser.login(charlie).get(f"/guardians/{mother.uid}").status_code == 404
    assert browser.post(f"/guardians/{mother.uid}", data=DATA).status_code == 404
