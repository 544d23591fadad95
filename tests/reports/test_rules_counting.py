"""What is counted, and how it adds up."""

from datetime import UTC, date, datetime

from crm.reports.queries import counting
from crm.reports.rules.tables import INDICATORS, Counted, age_band, build
from tests import factories


def test_people_are_counted_once_by_their_age_then(db, history):
    counted = {(c.indicator, c.arrondissement, c.axis): c.count for c in counting.count(2026, 3).counted}
    assert counted["A-3", "595", "sex:female"] == 7
    assert counted["A-3", "595", "age:22-25"] == 6
    assert counted["A-3", "595", "age:-18"] == 1
    assert counted["A-2", "595", "age:22-25"] == 6
    assert counted["A-3", "595", ""] == 7


def test_appointments_referrals_and_cases_are_counted(db, alice, charlie, person, platform):
    for day, status in ((3, "attended"), (4, "no_show"), (5, "rescheduled")):
        factories.make_appointment(alice, person, datetime(2026, 8, day, 9, tzinfo=UTC), status=status)
    sent = datetime(2026, 7, 1, 9, tzinfo=UTC)
    factories.make_referral(
        alice, person, charlie.structure, sent_at=sent, state="engaged", engaged_at=datetime(2026, 8, 1, tzinfo=UTC)
    )
    factories.make_referral(
        alice, person, charlie.structure, sent_at=sent, state="engaged", engaged_at=datetime(2026, 9, 29, tzinfo=UTC)
    )
    factories.make_case(
        person,
        platform,
        reported_on=date(2026, 5, 1),
        interview_due_on=date(2026, 8, 1),
        verification="confirmed",
        interviewed_at=datetime(2026, 8, 1, 9, tzinfo=UTC),
    )
    totals = dict.fromkeys(INDICATORS, 0)
    for line in counting.count(2026, 3).counted:
        totals[line.indicator] += line.count if not line.axis else 0
    assert (totals["B-1"], totals["B-2"]) == (2, 1)
    assert (totals["C-5t"], totals["C-5"]) == (2, 1)
    assert (totals["D-7t"], totals["D-7"]) == (1, 1)


def test_every_total_is_the_sum_of_its_parts():
    counted = [
        Counted("C-8", place, axis, count)
        for place, value, count in (("595", "session_full", 12), ("022", "in_job", 4), ("??", "other", 9))
        for axis in ("", f"reason:{value}")
    ]
    system = build(counted, {"595": "59", "596": "59", "022": "02"}, 5)
    assert system.cells["C-8|region|"].value == 25
    for relation in system.relations:
        assert system.cells[relation.total].value == sum(system.cells[part].value for part in relation.parts)


def test_ages_are_whole_years():
    assert age_band(date(2008, 11, 24), date(2026, 11, 23)) == "-18"
    assert age_band(date(2008, 11, 24), date(2026, 11, 24)) == "18-21"
    assert [age_band(date(2000, 1, 1), date(y, 6, 1)) for y in (2021, 2022, 2025, 2026)] == [
        "18-21",
        "22-25",
        "22-25",
        "26-",
    ]
