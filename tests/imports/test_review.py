"""What was read is shown before anything is written."""

from sqlalchemy import func, select

from crm.dropouts.models import DropoutCase
from crm.people.models import Person
from tests.imports.conftest import send


def test_nothing_is_written_before_somebody_decides(browser, dina, db):
    answer = send(browser.login(dina))
    text = browser.get(answer.location).text
    assert "Quenneville" in text
    assert "Il manque" in browser.get(answer.location + "?verdict=invalid").text
    assert db.scalar(select(func.count(Person.id))) == db.scalar(select(func.count(DropoutCase.id))) == 0
