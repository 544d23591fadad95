"""Add who answers for a minor."""

from sqlalchemy import select

from crm.journal import AccessEntry
from crm.people.models import Guardian


def test_a_guardian_is_added(browser, alice, person, db):
    data = {"name": "Anne Exemple", "relation": "mother", "phone": "0639981111", "may_be_contacted": "y"}
    assert browser.login(alice).post(f"/people/{person.uid}/guardians/new", data=data).status_code == 303
    assert "add_guardian" in " ".join(db.scalars(select(AccessEntry.verb)))
    assert db.scalars(select(Guardian)).one().phone == "+33639981111"
