"""What a structure still has to write down, on its page and in the reminders that its manager gets."""

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from crm.codes.appointments import MessageKind
from crm.codes.dropouts import EditionState
from crm.codes.people import EducationLevel
from crm.messages.models import Message
from crm.messages.rules import Obsolete
from crm.reports import actions, queries
from crm.reports.queries import told
from crm.reports.queries.completeness import missing
from tests import factories
from tests.reports.conftest import meet

BEFORE_END = datetime(2026, 9, 15, 8, tzinfo=UTC)


@pytest.fixture
def gaps(db, alice):
    """One appointment without an outcome, two files without a level; a third is complete."""
    for n in range(3):
        level = EducationLevel.UNKNOWN if n else EducationLevel.LEVEL_3
        person = factories.make_person(alice, education_level=level, commune_code="59350")
        meet(alice, person, datetime(2026, 8, 5, 9, tzinfo=UTC))
    factories.make_appointment(alice, person, datetime(2026, 8, 20, 9, tzinfo=UTC))


def test_the_manager_sees_lists_as_long_as_their_numbers(browser, bob, alice, charlie, gaps):
    page = browser.login(bob).get("/reports/completeness?quarter=2026-3").text
    assert "<strong>1</strong> <span>rendez-vous sans suite notée" in page
    assert "<strong>2</strong> <span>dossiers incomplets" in page
    assert page.count("/edit") == 2
    for other in (alice, charlie):
        assert browser.login(other).get("/reports/completeness").status_code == 403


def test_as_many_queries_for_one_line_as_for_ten(browser, alice, bob, gaps, queries):
    browser.login(bob).get("/reports/completeness?quarter=2026-3")
    few = len(queries)
    for _ in range(9):
        person = factories.make_person(alice)
        meet(alice, person, datetime(2026, 8, 5, 9, tzinfo=UTC))
    queries.clear()
    browser.get("/reports/completeness?quarter=2026-3")
    assert len(queries) <= few


def test_a_restricted_file_keeps_its_place_and_no_name(browser, db, alice, bob):
    person = factories.make_person(alice, restricted=True)
    meet(alice, person, datetime(2026, 8, 5, 9, tzinfo=UTC))
    page = browser.login(bob).get("/reports/completeness?quarter=2026-3").text
    assert "Dossier protégé" in page
    assert person.family_name not in page


def reminders(db):
    return db.scalars(sa.select(Message).where(Message.kind == MessageKind.REPORT_REMINDER)).all()


def test_a_reminder_goes_once_to_the_managers_of_who_is_late(db, alice, bob, charlie, gaps):
    factories.make_manager("Max", charlie.structure)
    for _ in range(2):
        actions.remind(now=BEFORE_END)
        actions.remind(now=BEFORE_END + timedelta(days=1))
    (message,) = reminders(db)
    assert message.recipient == f"user:{bob.user_id}"
    content = told.compose(message, "http://localhost")
    assert content.to == bob.user.email
    assert "- 1 rendez-vous passé sans suite notée" in content.text
    assert "- 2 dossiers sans niveau ou sans commune" in content.text
    assert "/reports/completeness?quarter=2026-3" in content.text
    actions.remind(now=datetime(2026, 10, 10, 8, tzinfo=UTC))
    assert "en retard" in told.compose(reminders(db)[-1], "http://localhost").text


def test_no_reminder_leaves_when_all_is_written_since(db, alice, bob, gaps):
    actions.remind(now=BEFORE_END)
    (message,) = reminders(db)
    db.execute(sa.text("UPDATE person SET education_level = 'level_3'"))
    db.execute(sa.text("UPDATE participation SET status = 'attended'"))
    assert not missing(alice.structure_id, 2026, 3, datetime.now(UTC))
    with pytest.raises(Obsolete):
        told.compose(message, "http://localhost")


def test_the_calendar_asks_for_the_quarter_when_it_is_frozen(db, dora):
    actions.keep_calendar(now=datetime(2026, 10, 19, 8, tzinfo=UTC))
    assert queries.of_quarter(2026, 3) is None
    for _ in range(2):
        actions.keep_calendar(now=datetime(2026, 10, 20, 8, tzinfo=UTC))
    assert queries.of_quarter(2026, 3).state is EditionState.BUILDING
    assert len(queries.editions(dora)) == 1


def test_the_officer_is_told_that_a_draft_waits(db, edition, dora):
    (message,) = db.scalars(sa.select(Message).where(Message.kind == MessageKind.REPORT_TO_SIGN)).all()
    content = told.compose(message, "http://localhost")
    assert content.to == dora.user.email
    assert f"/reports/{edition.uid}" in content.text


def test_a_quarter_that_makes_no_sense_is_the_current_one(browser, bob):
    for asked in ("2026-9", "x", "20-1"):
        assert browser.login(bob).get(f"/reports/completeness?quarter={asked}").status_code == 200
