"""Remove who no longer answers for a minor."""

from sqlalchemy import select

from crm.journal import AccessEntry
from crm.people.models import Guardian


def test_a_guardian_is_removed_and_it_is_written(browser, alice, minor, mother, db):
    assert browser.login(alice).post(f"/guardians/{mother.uid}/remove").status_code == 303
    assert db.scalars(select(Guardian)).all() == []
    assert minor.id in db.scalars(select(AccessEntry.person_id)).all()


def test_a_stranger_removes_nobody(browser, charlie, mother, db):
    assert browser.login(charlie).post(f"/guardians/{mother.uid}/remove").status_code == 404
    assert db.scalars(select(Guardian)).one() == mother
