"""Who came, by how the slot was set: for the structure, never one counsellor against another."""

from datetime import UTC, datetime, timedelta

import pytest

from crm.appointments import queries
from crm.codes.appointments import ParticipationStatus as Status
from crm.codes.appointments import SlotOrigin
from tests import factories


@pytest.fixture
def past(alice, bob, charlie, now):
    """Of Alice's and Bob's structure: three agreed, of which one missed, and one imposed that nobody noted."""
    outcomes = (
        (alice, SlotOrigin.AGREED, Status.ATTENDED),
        (bob, SlotOrigin.AGREED, Status.NO_SHOW),
        (bob, SlotOrigin.AGREED, Status.EXCUSED),
        (alice, SlotOrigin.AGREED, Status.RESCHEDULED),
        (alice, SlotOrigin.IMPOSED, Status.SCHEDULED),
        (charlie, SlotOrigin.IMPOSED, Status.NO_SHOW),
    )
    for n, (actor, slot_origin, status) in enumerate(outcomes):
        person = factories.make_person(actor)
        starts_at = now - timedelta(days=1 + n)
        factories.make_appointment(actor, person, starts_at, slot_origin=slot_origin, status=status)


def test_both_rates_by_origin(past, alice, now):
    first = (now - timedelta(days=30)).date()
    agreed, imposed = queries.attendance(alice, first, now.date(), now)
    assert (agreed.origin, agreed.resolved, agreed.unexcused, agreed.unexcused_of_expected) == (
        "agreed",
        3,
        1 / 3,
        1 / 2,
    )
    assert (imposed.resolved, imposed.unnoted, imposed.unexcused) == (0, 1, None)
    assert agreed.few


def test_the_page_marks_what_is_small_and_names_nobody(browser, alice, bob, person):
    factories.make_appointment(alice, person, datetime.now(UTC) - timedelta(days=2), status=Status.NO_SHOW)
    page = browser.login(bob).get("/agenda/statistics?days=30").text
    assert "à lire avec prudence" in page
    assert "100" in page
    assert "Alice" not in page
    assert browser.get("/agenda/statistics?days=x").status_code == 200


def test_who_works_in_no_structure_has_no_rates(browser, rita):
    assert browser.login(rita).get("/agenda/statistics").status_code == 403
