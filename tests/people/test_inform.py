"""Record the information given to the person."""

from sqlalchemy import select

from crm.people.models import InformationNotice


def test_the_information_given_is_recorded(browser, alice, person, db):
    answer = browser.login(alice).post(f"/people/{person.uid}/inform", data={"channel": "oral"})
    assert answer.status_code == 303
    assert db.scalars(select(InformationNotice)).one().recorded_by_id == alice.user_id
