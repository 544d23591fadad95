"""Each indicator, on histories small enough to be counted by hand. The quarter is the third of 2026."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import text

from crm.codes.duty import ObligationState
from crm.codes.people import Flag
from crm.dropouts.models import (
    ContactAttempt,
    DropoutTransition,
    Solution,
    SolutionCheck,
)
from crm.duty.models import ObligationChange, TrainingObligation
from crm.duty.rules import MOVES
from crm.people.models import PersonFlag, SharingAgreement
from crm.privacy.rules.anonymisation import COLUMNS, WHOLE, Fate
from crm.referrals.models import ReferralTransition
from crm.reports.queries import counting
from crm.reports.queries.indicators import Period
from crm.support.models import AnonymousReception, Barrier, ContactEvent, Situation
from tests import factories
from tests.reports.conftest import meet

P = Period.quarter(2026, 3)


def at(month: int, day: int, hour: int = 9) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=UTC)


def total(indicator: str, axis: str = "") -> int:
    """The whole région, under an axis."""
    return sum(line.count for line in counting.count_one(indicator, P) if line.axis == axis)


def middle(indicator: str) -> float | None:
    return next((m.value for m in counting.measure_one(indicator, P) if m.territory == "region"), None)


def test_anonymous_receptions_are_added_up_where_they_took_place(db, alice):
    for day, count in ((date(2026, 7, 1), 5), (date(2026, 9, 30), 2), (date(2026, 10, 1), 9)):
        factories.add(AnonymousReception(structure_id=alice.structure_id, received_on=day, count=count))
    assert [(line.arrondissement, line.count) for line in counting.count_one("A-1", P)] == [("595", 7)]


def test_a_person_is_received_once_in_the_spro_and_once_in_each_structure(db, alice, charlie, person):
    meet(alice, person, at(7, 5))
    meet(charlie, person, at(8, 5))
    meet(charlie, person, at(8, 6))
    known = factories.make_person(alice)
    meet(alice, known, at(2, 5))
    meet(charlie, known, at(8, 6))
    meet(charlie, factories.make_person(alice), at(8, 7), "workshop")
    assert (total("A-2"), total("A-2s"), total("A-3")) == (1, 3, 3)
    assert middle("A-4") == 1
    assert middle("A-4m") == 1.7  # 3, 1 and 1 contacts


def test_the_quarter_begins_and_ends_at_midnight_in_paris(db, alice, person):
    meet(alice, person, datetime(2026, 6, 30, 21, 59, tzinfo=UTC))  # 23:59 on 30 June
    assert total("A-3") == 0
    meet(alice, person, datetime(2026, 9, 30, 22, 0, tzinfo=UTC))  # midnight on 1 October
    assert total("A-3") == 0
    meet(alice, person, datetime(2026, 6, 30, 22, 0, tzinfo=UTC))
    assert total("A-3") == 1


def test_people_are_as_they_were_on_the_day(db, alice):
    """Eighteen in the middle of the quarter, moved and graduated since: counted as they were when they came."""
    person = factories.make_person(alice, born_on=date(2008, 8, 20), education_level="below_3_brevet_cfg")
    factories.add(PersonFlag(person_id=person.id, flag=Flag.QPV, value=True, dated_on=date(2026, 1, 1)))
    factories.add(PersonFlag(person_id=person.id, flag=Flag.RQTH, value=True, dated_on=date(2026, 9, 1)))
    meet(alice, person, at(8, 19))
    person.education_level = "level_4"
    person.flags[0].value = False
    db.commit()
    db.execute(text("UPDATE attribute_past SET until = '2026-10-01'"))
    assert total("A-3", "age:-18") == 1
    assert total("A-3", "level:below_3_brevet_cfg") == 1
    assert total("A-3", "qpv:yes") == 1
    assert total("A-3", "rqth:unknown") == 1  # recorded only afterwards


def test_where_somebody_lived_is_read_in_the_past(db, alice, person):
    """A situation bears no commune: it is that of the person on its day."""
    factories.add(situation(alice, person, date(2026, 8, 1), "job", "cdi"))
    person.commune_code = "02408"
    db.commit()
    db.execute(text("UPDATE attribute_past SET until = '2026-09-01'"))
    factories.add(situation(alice, person, date(2026, 9, 2), "training"))
    places = {(line.arrondissement, line.count) for line in counting.count_one("F-1", P) if not line.axis}
    assert places == {("595", 1), ("022", 1)}
    assert (total("F-1", "situation:job"), total("F-2")) == (1, 1)


def situation(actor, person, started_on, category, contract=None):
    common = {"structure_id": actor.structure_id, "author_id": actor.user_id, "state": "ongoing"}
    return Situation(person_id=person.id, category=category, contract=contract, started_on=started_on, **common)


def test_appointments_by_what_came_of_them(db, alice, person):
    statuses = ["attended"] * 5 + ["no_show"] * 2 + ["excused", "revoked", "scheduled", "rescheduled"]
    for n, status in enumerate(statuses):
        factories.make_appointment(
            alice, person, at(8, 3 + n), status=status, booked_at=at(8, 1), slot_origin="imposed"
        )
    assert [total(i) for i in ("B-1", "B-3", "B-2", "B-2p")] == [10, 9, 2, 7]
    assert total("B-2", "origin:imposed") == 2
    assert middle("B-4") == 6.5  # 2 to 11 days ahead


def test_reminders_are_of_those_that_could_be_reminded(db, alice, person):
    for n, (state, channel) in enumerate(
        [("delivered", "sms"), ("sent", "email"), ("sent", "sms"), ("failed", "sms"), ("suppressed", "sms")]
    ):
        part = factories.make_appointment(alice, person, at(8, 10 + n), status="attended", booked_at=at(8, 1))
        factories.make_message(
            alice,
            person,
            subject=f"participation:{part.id}",
            state=state,
            channel=channel,
            not_before=at(8, 5),
            not_after=at(8, 20),
            sent_at=at(8, 8) if state in ("delivered", "sent") else None,
        )
    factories.make_appointment(alice, person, at(8, 20), status="attended", booked_at=at(8, 19))
    assert (total("B-5t"), total("B-5")) == (4, 2)
    assert (total("F-8"), total("F-8f"), total("F-8", "channel:email")) == (4, 1, 1)


def refer(alice, person, to, sent, *moves, **kw):
    referral = factories.make_referral(alice, person, to, sent_at=sent, **kw)
    for state, moment in moves:
        factories.add(
            ReferralTransition(referral_id=referral.id, move="x", from_state="pending", to_state=state, at=moment)
        )
    return referral


def test_referrals_are_followed_from_their_first_sending(db, alice, charlie, person):
    to, sent = charlie.structure, at(7, 10)
    refer(alice, person, to, sent, ("accepted", sent + timedelta(days=9)), engaged_at=sent + timedelta(days=40))
    refer(alice, person, to, sent, ("accepted", sent + timedelta(days=20)), engaged_at=sent + timedelta(days=61))
    no = {"state": "declined", "refusal_reason": "in_job"}
    refer(alice, person, to, sent, ("declined", sent + timedelta(days=31)), **no)
    refer(alice, person, to, sent, ("expired", sent + timedelta(days=30)), state="expired")
    again = refer(alice, person, to, at(9, 25), ("pending", at(7, 11)), ("expired", at(8, 11)), resent=1)
    assert [total(i) for i in ("C-1", "C-2t", "C-2", "C-2bt", "C-2b")] == [5, 5, 1, 5, 2]
    assert [total(i) for i in ("C-3t", "C-3", "C-5t", "C-4", "C-5")] == [3, 2, 5, 2, 1]
    assert (total("C-8", "reason:in_job"), total("C-6t")) == (1, 2)
    assert middle("C-6") == 50.5
    assert again.resent == 1


def test_an_opinion_asked_is_no_orientation(db, alice, charlie, person):
    """Nobody is sent, so nobody can be received: it would only lower C-5."""
    to, no = charlie.structure, {"state": "declined", "refusal_reason": "other"}
    refer(alice, person, to, at(7, 10), ("declined", at(7, 13)), kind="opinion", **no)
    refer(alice, factories.make_person(alice), to, at(7, 10), ("closed", at(7, 12)), kind="opinion")
    assert not any(total(i) for i in ("C-1", "C-2bt", "C-3t", "C-5t", "C-8"))


def test_small_networks_are_counted_together(db, alice, charlie, person):
    refer(alice, person, charlie.structure, at(7, 10))
    assert total("C-1", "pair:autre>autre") == 1
    factories.make_structure("East")
    assert total("C-1", "pair:autre>autre") == 1  # three structures, of which two have a referral


def test_a_pair_of_networks_is_told_of_when_no_structure_makes_most_of_it(db, alice, charlie, person):
    """Three referrals in a ring; ten more from one make 11 of 13 (84.6 %), and an eleventh 12 of 14 (85.7 %)."""
    east = factories.make_counsellor("Eve", factories.make_structure("East"))
    ring = [(alice, charlie), (charlie, east), (east, alice)]
    for sender, recipient in ring:
        refer(sender, factories.make_person(sender), recipient.structure, at(7, 10))
    told, others = "pair:mission_locale>mission_locale", "pair:autre>autre"
    assert (total("C-1", told), total("C-1", others)) == (3, 0)
    for n in range(10):
        refer(alice, factories.make_person(alice), (charlie, east)[n % 2].structure, at(7, 11))
    assert (total("C-1", told), total("C-1", others)) == (13, 0)
    refer(alice, factories.make_person(alice), east.structure, at(7, 12))
    assert (total("C-1", told), total("C-1", others), total("C-1")) == (0, 14, 14)


def test_a_loop_is_three_referrals_and_nobody(db, alice, charlie, person):
    for month in (5, 6, 8):
        refer(alice, person, charlie.structure, at(month, 10))
    assert total("C-7") == 1
    other = factories.make_person(alice)
    for month in (5, 6, 8):
        refer(alice, other, charlie.structure, at(month, 10), engaged_at=at(9, 1) if month == 6 else None)
    assert total("C-7") == 1


@pytest.fixture
def case(platform, person):
    """Reported at the end of the second quarter, confirmed, tried, reached and interviewed in time."""
    case = factories.make_case(
        person,
        platform,
        reported_on=date(2026, 6, 10),
        interview_due_on=date(2026, 9, 10),
        verification="confirmed",
        reached_at=at(7, 2),
        interviewed_at=at(9, 10, 21),
        state="in_solution",
    )
    attempt = {"channel": "call", "result": "reached", "author_id": person.created_by_id}
    factories.add(ContactAttempt(case_id=case.id, at=at(7, 10), structure_id=case.structure_id, **attempt))
    return case


def move(case, before, after, moment):
    factories.add(DropoutTransition(case_id=case.id, move="x", from_state=before, to_state=after, at=moment))


def test_a_case_is_followed_from_report_to_interview(db, case):
    assert [total(i) for i in ("D-4t", "D-4", "D-5", "D-7t", "D-7", "D-14t")] == [1, 1, 1, 1, 1, 1]
    assert middle("D-14") == 22
    assert total("D-1") == 0  # reported the quarter before


def test_reports_are_confirmed_or_not_or_nobody_knows(db, platform, alice):
    for verification in ("confirmed", "confirmed", "already_graduated", None):
        factories.make_case(
            factories.make_person(alice),
            platform,
            reported_on=date(2026, 8, 3),
            interview_due_on=date(2026, 11, 3),
            verification=verification,
        )
    assert [total(i) for i in ("D-1", "D-3", "D-2", "D-1v")] == [4, 2, 1, 1]
    assert (total("D-1", "source:school_report"), total("D-2", "code:already_graduated")) == (4, 1)


def test_the_stock_is_that_of_the_last_day(db, case):
    move(case, "reported", "to_contact", at(6, 11))
    move(case, "to_contact", "unreachable", at(8, 1))
    move(case, "unreachable", "in_solution", at(10, 2))
    assert (total("D-15"), total("D-15", "state:unreachable"), total("D-6")) == (1, 1, 1)


def test_before_its_first_move_a_case_was_where_that_left_from(db, case):
    move(case, "reported", "to_contact", at(10, 2))
    assert total("D-15") == 0


def test_solutions_start_last_and_break(db, case, alice):
    common = {"case_id": case.id, "author_id": alice.user_id}
    kept = Solution(
        type="job", status="maintained", proposed_on=date(2026, 4, 1), started_on=date(2026, 5, 31), **common
    )
    gone = Solution(
        type="e2c", status="maintained", proposed_on=date(2026, 4, 1), started_on=date(2026, 5, 2), **common
    )
    factories.add(kept)
    factories.add(gone)
    factories.add(
        SolutionCheck(solution_id=gone.id, month=3, due_on=date(2026, 8, 2), done_on=date(2026, 8, 3), still_in=False)
    )
    new = {"proposed_on": date(2026, 7, 4), "started_on": date(2026, 7, 8), "ended_on": date(2026, 9, 1)}
    factories.add(Solution(type="apprenticeship", status="broken", **new, **common))
    factories.add(Solution(type="job", status="broken", **(new | {"started_on": date(2026, 2, 28)}), **common))
    assert [total(i) for i in ("D-8", "D-9", "D-10t", "D-10", "D-11t", "D-11", "D-12")] == [1, 1, 2, 1, 1, 1, 2]
    assert total("D-9", "solution:apprenticeship") == 1
    assert middle("D-14b") == 28


def test_refusing_support_is_counted_once_a_person(db, case):
    move(case, "assessed", "refused_support", at(8, 1))
    move(case, "refused_support", "contacting", at(8, 5))
    move(case, "contacting", "refused_support", at(9, 1))
    assert total("D-13") == 1


APRIL, MAY, JUNE, JULY, AUGUST, SEPTEMBER, OCTOBER = (date(2026, month, 10) for month in range(4, 11))
DUTIES = [
    ([], "E-1"),
    ([("deny", JUNE), ("satisfy", AUGUST)], "E-1 E-2"),
    ([("satisfy", JUNE)], ""),
    ([("satisfy", JUNE), ("doubt", AUGUST)], "E-1"),
    ([("satisfy", JUNE), ("doubt", AUGUST), ("satisfy", AUGUST)], "E-2"),  # found out on the day: no day without
    ([("satisfy", JUNE), ("lapse", OCTOBER)], ""),
    ([("exempt", APRIL), ("resume", OCTOBER)], ""),
    ([("exempt", APRIL), ("resume", JULY), ("exempt", AUGUST)], "E-1 E-3"),
    ([("deny", MAY), ("summon", JUNE), ("overdue", AUGUST)], "E-1 E-6"),
    ([("summon", JULY), ("overdue", SEPTEMBER), ("transmit", SEPTEMBER)], "E-1 E-4 E-5"),
    ([("summon", JULY), ("overdue", SEPTEMBER), ("transmit", OCTOBER)], "E-1 E-4 E-6"),
    ([("summon", JULY), ("withdraw", AUGUST), ("summon", SEPTEMBER)], "E-1 E-4"),
    ([("summon", APRIL), ("overdue", JUNE), ("satisfy", JULY)], "E-1 E-2"),
    ([("summon", JULY), ("overdue", OCTOBER)], "E-1 E-4"),
    ([("come_of_age", AUGUST)], "E-1 E-7"),
    ([("satisfy", JUNE), ("come_of_age", AUGUST)], ""),
    ([("exempt", JUNE), ("come_of_age", AUGUST)], ""),
    ([("summon", APRIL), ("overdue", JUNE), ("come_of_age", AUGUST)], "E-1 E-7"),
    ([("come_of_age", JUNE)], ""),
    # typed late: school had begun in June, and the certificate is older than the summons that it answers
    ([("summon", JULY), ("satisfy", JUNE)], "E-1 E-2 E-4"),
    ([("deny", AUGUST), ("exempt", APRIL)], "E-1 E-3"),
]


@pytest.mark.parametrize(("changes", "expected"), DUTIES)
def test_the_obligation_by_what_it_went_through(db, alice, person, changes, expected):
    lives(alice, person, changes)
    assert " ".join(f"E-{n}" for n in range(1, 8) if total(f"E-{n}")) == expected


def lives(actor, person, changes, opened_on=date(2026, 3, 1), ends_on=date(2027, 3, 2)):
    """An obligation that went through these changes, each as the table of moves has it."""
    ends_on = next((on for name, on in changes if name == "come_of_age"), ends_on)
    days = {"opened_on": opened_on, "ends_on": ends_on, "due_on": ends_on}
    duty = factories.add(TrainingObligation(person_id=person.id, structure_id=actor.structure_id, **days))
    state = ObligationState.TO_CHECK
    for name, on in changes:
        assert state in MOVES[name].origins
        means = "job" if MOVES[name].target is ObligationState.SATISFIED else None
        common = {"obligation_id": duty.id, "move": name, "happened_on": on, "at": at(10, 11), "means": means}
        factories.add(ObligationChange(from_state=state, to_state=MOVES[name].target, **common))
        state = MOVES[name].target


def test_what_satisfies_is_counted_by_means_and_person(db, alice, person):
    lives(alice, person, [("satisfy", JULY), ("doubt", AUGUST), ("confirm", SEPTEMBER)])
    lives(alice, factories.make_person(alice), [("satisfy", JULY)])
    assert (total("E-2"), total("E-2", "means:job")) == (2, 2)


def test_an_obligation_ends_on_the_birthday_before_anything_says_so(db, alice, person):
    lives(alice, person, [("summon", APRIL), ("overdue", JUNE)], ends_on=date(2026, 7, 1))
    assert [total(f"E-{n}") for n in (1, 6)] == [0, 0]


def test_a_barrier_is_overcome_when_it_was_blocking(db, alice, person):
    def check(theme, severity, moment):
        common = {"structure_id": alice.structure_id, "author_id": alice.user_id}
        factories.add(Barrier(person_id=person.id, theme=theme, severity=severity, checked_at=moment, **common))

    check("mobility", "blocking", at(3, 1))
    check("mobility", "none", at(8, 1))
    check("housing", "blocking", at(3, 1))
    check("housing", "to_watch", at(5, 1))
    check("housing", "none", at(8, 1))
    assert total("F-3") == 1


def test_a_file_is_complete_when_all_is_known_and_checked(db, alice, charlie, person):
    factories.follow(person, charlie)  # in two structures, and counted once
    assert (total("F-4t"), total("F-4")) == (1, 0)
    person.education_level, person.confirmed_at = "level_3", at(5, 1)
    factories.add(situation(alice, person, date(2026, 1, 1), "job_seeker"))
    db.execute(text("UPDATE attribute_past SET until = '2026-09-01'"))
    assert (total("F-4t"), total("F-4")) == (1, 1)


def test_agreements_in_force_and_revoked(db, alice, charlie, person):
    common = {"person_id": person.id, "structure_id": charlie.structure_id, "scope": ["phone"]}
    for revoked_on in (None, date(2026, 8, 1), date(2026, 10, 1)):
        factories.add(SharingAgreement(agreed_on=date(2026, 2, 1), revoked_on=revoked_on, **common))
    assert (total("F-6"), total("F-6r")) == (2, 1)


def test_people_whose_time_is_over(db, alice, person):
    episode = factories.follow(
        factories.make_person(alice), factories.make_counsellor("Zoe", factories.make_structure("Z"))
    )
    episode.closed_on, episode.end_reason = date(2026, 8, 1), "retention_purge"
    db.commit()
    assert total("F-5") == 1


def test_the_coverage_is_of_structures(db, alice, charlie, person):
    """One worked, one did not; one that closed in the middle had worked."""
    closed = factories.make_counsellor("Yves", factories.make_structure("West"))
    db.execute(text("UPDATE structure SET created_at = '2026-01-01'"))
    meet(alice, person, at(8, 1))
    meet(closed, person, at(7, 2))
    closed.structure.active = False
    db.commit()
    (line,) = [m for m in counting.measure_one("F-7", P) if m.territory == "region"]
    assert (line.value, line.total, line.number) == (67, 2, 3)


def test_a_birthday_or_a_move_counts_nobody_outside_those_they_are_part_of(db, alice):
    person = factories.make_person(alice, born_on=date(2004, 8, 1))
    meet(alice, person, at(7, 5))
    meet(alice, person, at(9, 5), "workshop", commune_code="59606")
    first, followed = (
        {(line.arrondissement, line.axis) for line in counting.count_one(name, P)} for name in ("A-2", "A-3")
    )
    assert first == {("596", ""), ("596", "sex:female"), ("596", "age:22-25")}
    assert first <= followed


def test_merged_files_are_one_person(db, alice, person, dina):
    from crm.people import actions

    twin = factories.make_person(alice)
    meet(alice, person, at(7, 5))
    meet(alice, twin, at(8, 5))
    assert total("A-3") == 2
    pair = factories.make_pair(person, twin, platform_id=dina.platform_id)
    actions.merge(dina, pair, {}, now=at(10, 1))
    assert (total("A-3"), total("A-2")) == (1, 1)
    assert db.query(ContactEvent).count() == 2


def test_an_erased_person_is_counted_still_where_nothing_tells_who(db, alice, person):
    """What `crm/privacy/rules/anonymisation.py` leaves of a file: the month, the year of birth, no commune."""
    meet(alice, person, at(8, 5))
    before = (total("A-3"), total("A-2"), total("A-3", "sex:female") + total("A-3", "sex:other"))
    assert COLUMNS["contact_event"][Fate.MONTH].startswith("happened_at")
    assert (COLUMNS["contact_event"][Fate.PLACE], WHOLE["attribute_past"]) == ("commune_code", Fate.ERASE)
    db.execute(text("UPDATE contact_event SET happened_at = date_trunc('month', happened_at), commune_code = NULL"))
    db.execute(text("UPDATE person SET given_name = '-', family_name = '-', commune_code = NULL"))
    db.execute(text("UPDATE person SET born_on = date_trunc('year', born_on)"))
    db.execute(text("DELETE FROM attribute_past"))
    assert (total("A-3"), total("A-2"), total("A-3", "sex:female") + total("A-3", "sex:other")) == before
    assert [line.arrondissement for line in counting.count_one("A-3", P) if not line.axis] == ["unknown"]
