"""Write what was decided, and forget the rest."""

from sqlalchemy import func, select

from crm.codes.imports import RowVerdict
from crm.dropouts.models import DropoutCase
from crm.imports.models import ImportRow
from crm.journal import AccessEntry
from tests.imports.conftest import send


def test_writing_opens_cases_and_forgets_the_rest(browser, dina, platform, db):
    answer = send(browser.login(dina))
    assert browser.post(answer.location + "/write").status_code == 303
    assert db.scalar(select(func.count(DropoutCase.id))) == 2
    assert [row.verdict for row in db.scalars(select(ImportRow))] == [RowVerdict.NEW, RowVerdict.NEW]
    assert "imports.purge" in db.scalars(select(AccessEntry.verb)).all()
    case = db.scalars(select(DropoutCase)).first()
    assert case.structure_id == platform.lead_structure_id
    assert "importée" in browser.get(answer.location).text
    assert browser.post(answer.location + "/write").status_code == 409
