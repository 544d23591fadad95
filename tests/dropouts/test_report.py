"""Report a dropout: one case, and the three months of the law."""

from datetime import date

from sqlalchemy import select

from crm.dropouts.models import DropoutCase
from tests.dropouts.conftest import refreshed


def test_a_report_opens_one_case_with_its_legal_clock(browser, alice, person, platform, db):
    data = {"source": "school_report", "reported_on": "2026-08-31", "school_uai": "0590001f"}
    assert browser.login(alice).post(f"/people/{person.uid}/dropouts/new", data=data).status_code == 303
    case = db.scalars(select(DropoutCase)).one()
    assert (case.interview_due_on, case.structure_id) == (date(2026, 11, 30), platform.lead_structure_id)
    assert case.reports[0].school_uai == "0590001F"
    browser.post(f"/people/{person.uid}/dropouts/new", data=data | {"source": "family"})
    assert len(refreshed(db, case).reports) == 2


def test_a_wrong_school_number_is_refused(browser, alice, person, platform, db):
    data = {"source": "school_report", "reported_on": "2026-08-31", "school_uai": "0590001A"}
    answer = browser.login(alice).post(f"/people/{person.uid}/dropouts/new", data=data)
    assert answer.status_code == 422
    assert "UAI est faux" in answer.text
    assert not db.scalars(select(DropoutCase)).all()
