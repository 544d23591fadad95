"""Report a dropout: one case, and the three months of the law."""

from datetime import date

from sqlalchemy import select

from crm.dropouts import actions
from crm.dropouts.models import DropoutCase, TrainingObligation
from tests import factories
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


def test_a_minor_enters_the_training_obligation(db, alice, platform, now):
    minor = factories.make_person(alice, born_on=date(2013, 6, 1))
    actions.report(alice, minor, source="family", reported_on=now.date(), now=now)
    assert db.scalars(select(TrainingObligation)).one().ends_on == date(2031, 6, 1)
