"""Found, called, brought back: every verb of a dropout case.

`index`, `show`, `report`, `attempt`, `verify`, `decide`, `discard`, `assign`, `propose`, `start`,
`refuse_solution`, `check`.
"""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from crm.codes.dropouts import AttemptChannel, AttemptResult
from crm.codes.dropouts import DropoutState as State
from crm.codes.people import EducationLevel, LastClass
from crm.dropouts import actions, queries, rules
from crm.dropouts.forms import uai
from crm.dropouts.models import ContactAttempt, DropoutCase, Solution, TrainingObligation
from tests import factories


@pytest.fixture
def case(person, platform):
    return factories.make_case(person, platform)


def url(case, verb=""):
    return f"/dropouts/{case.uid}" + (f"/{verb}" if verb else "")


def refreshed(db, case):
    db.refresh(case)
    return case


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


def test_an_attempt_is_noted_and_the_next_case_comes(browser, alice, case, platform, db):
    other = factories.make_case(factories.make_person(alice), platform, next_step_on=date(2026, 1, 1))
    factories.add(case)
    data = {"channel": "call", "result": "no_answer", "next": "1"}
    answer = browser.login(alice).post(url(case, "attempts"), data=data)
    assert answer.location.endswith(str(other.uid))
    assert refreshed(db, case).state is State.CONTACTING
    assert case.next_step_on > datetime.now(UTC).date()
    assert db.scalars(select(ContactAttempt)).one().author_id == alice.user_id


def test_an_attempt_without_result_is_refused(browser, alice, case, db):
    answer = browser.login(alice).post(url(case, "attempts"), data={"channel": "call"})
    assert answer.status_code == 422
    assert "ce que l’essai a donné" in answer.text
    assert not db.scalars(select(ContactAttempt)).all()


def test_reached_then_received_then_in_a_solution_for_six_months(browser, alice, case, db):
    browser.login(alice)
    browser.post(url(case, "attempts"), data={"channel": "call", "result": "reached"})
    assert refreshed(db, case).state is State.REACHED
    browser.post(url(case, "decide"), data={"move": "assess"})
    assert refreshed(db, case).interviewed_at
    browser.post(url(case, "solutions/new"), data={"type": "apprenticeship"})
    assert refreshed(db, case).state is State.SOLUTION_PROPOSED
    solution = db.scalars(select(Solution)).one()
    assert browser.post(f"/solutions/{solution.uid}/start", data={"started_on": "2026-01-31"}).status_code == 303
    assert [c.due_on for c in solution.checks] == [date(2026, 2, 28), date(2026, 4, 30), date(2026, 7, 31)]
    for _ in range(3):
        browser.post(f"/solutions/{solution.uid}/check", data={"still_in": "yes"})
    assert refreshed(db, case).state is State.STABILISED
    browser.post(url(case, "decide"), data={"move": "close"})
    assert (refreshed(db, case).state, case.exit_reason) == (State.CLOSED, "solution_stable")


def test_a_broken_solution_brings_the_case_back_at_once(db, alice, case, now):
    actions.attempt(alice, case, AttemptChannel.CALL, AttemptResult.REACHED, "", now=now)
    actions.decide(alice, case, "assess", now=now)
    solution = actions.propose(alice, case, "job", "", now.date(), now=now)
    assert case.state is State.IN_SOLUTION
    actions.check(alice, solution, still_in=False, now=now)
    assert (case.state, case.next_step_on) == (State.TO_CONTACT, now.date())


def test_a_refused_solution_goes_back_to_the_interview(browser, alice, case, db, now):
    actions.attempt(alice, case, AttemptChannel.CALL, AttemptResult.REACHED, "", now=now)
    actions.decide(alice, case, "assess", now=now)
    solution = actions.propose(alice, case, "job", "", None, now=now)
    db.commit()
    assert browser.login(alice).post(f"/solutions/{solution.uid}/refuse").status_code == 303
    assert refreshed(db, case).state is State.ASSESSED
    assert "refuse_solution" in [t.move for t in case.transitions]


def test_unreachable_is_proposed_and_reverses_by_itself(db, alice, case, now):
    for day, channel in ((0, AttemptChannel.CALL), (7, AttemptChannel.SMS), (15, AttemptChannel.CALL)):
        assert not queries.unreachable_proposed(case)
        actions.attempt(alice, case, channel, AttemptResult.NO_ANSWER, "", now=now + timedelta(days=day))
    assert queries.unreachable_proposed(case)
    later = now + timedelta(days=16)
    actions.decide(alice, case, "give_up", now=later)
    assert actions.wake(later) == 0
    case.person.last_contact_from_person_at = later + timedelta(hours=1)
    db.flush()
    assert actions.wake(later + timedelta(hours=2)) == 1
    assert case.state is State.CONTACTING


def test_verifying_and_discarding(browser, alice, case, db):
    case.state = State.REPORTED
    factories.add(case)
    browser.login(alice)
    assert browser.post(url(case, "verify")).status_code == 303
    assert refreshed(db, case).verification == "confirmed"
    assert browser.post(url(case, "discard"), data={"code": "re_enrolled_elsewhere"}).status_code == 303
    assert (refreshed(db, case).state, case.closed_on is not None) == (State.NOT_CONCERNED, True)


def test_the_coordinator_gives_it_to_a_structure(browser, dina, charlie, case, db):
    data = {"structure": str(charlie.structure_id)}
    assert browser.login(dina).post(url(case, "assign"), data=data).status_code == 303
    assert (refreshed(db, case).structure_id, case.assigned) == (charlie.structure_id, True)
    assert browser.login(charlie).get(url(case)).status_code == 200


def test_a_stranger_sees_and_does_nothing(browser, charlie, case, alice, now, db):
    coordinator = factories.make_coordinator("Eva", factories.make_platform("PSAD Aisne", charlie.structure, ["022"]))
    for actor in (charlie, coordinator):
        browser.login(actor)
        assert browser.get(url(case)).status_code == 404
        for verb in ("attempts", "verify", "decide", "discard", "assign", "solutions/new"):
            assert browser.post(url(case, verb)).status_code == 404


def test_a_move_that_is_not_allowed_is_refused(browser, alice, case, db):
    answer = browser.login(alice).post(url(case, "decide"), data={"move": "close"})
    assert answer.status_code == 409
    assert browser.post(url(case, "decide"), data={"move": "nothing"}).status_code == 409
    assert refreshed(db, case).state is State.TO_CONTACT


def test_counters_are_their_lists(browser, alice, dina, platform):
    today = datetime.now(UTC).date()
    for n, state in enumerate((State.REPORTED, State.TO_CONTACT, State.REACHED, State.UNREACHABLE)):
        factories.make_case(factories.make_person(alice), platform, state=state, next_step_on=today - timedelta(days=n))
    for actor in (alice, dina):
        for name, count in queries.counts(actor, today).items():
            assert browser.login(actor).get(f"/dropouts?box={name}").text.count('<th scope="row">') == count


def test_minors_and_requests_go_first(db, alice, platform, now):
    today = now.date()
    grown = factories.make_case(factories.make_person(alice, born_on=date(2005, 1, 1)), platform)
    asked = factories.make_case(factories.make_person(alice, born_on=date(2005, 1, 1)), platform, requested=True)
    minor = factories.make_case(factories.make_person(alice, born_on=date(2013, 1, 1)), platform)
    rows, _ = queries.listed(alice, "to_call", today)
    assert {rows[0].id, rows[1].id} == {asked.id, minor.id}
    assert rows[2].id == grown.id


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_three_months_end_on_the_same_day_or_the_months_last(day):
    due = rules.interview_due(day)
    assert (due.year * 12 + due.month) - (day.year * 12 + day.month) == 3
    assert due.day == day.day or (due + timedelta(days=1)).day == 1


@pytest.mark.parametrize(
    ("level", "last_class", "born_on", "expected"),
    [
        (EducationLevel.BELOW_3_NO_DIPLOMA, LastClass.CAP1, date(2008, 1, 1), True),
        (EducationLevel.LEVEL_3, LastClass.CAP2, date(2008, 1, 1), False),
        (EducationLevel.BELOW_3_BREVET_CFG, LastClass.C_4E_3E, date(2008, 1, 1), False),
        (EducationLevel.BELOW_3_NO_DIPLOMA, LastClass.CAP1, date(2012, 1, 1), False),
        (EducationLevel.UNKNOWN, LastClass.CAP1, date(2008, 1, 1), None),
        (EducationLevel.BELOW_3_NO_DIPLOMA, None, date(2008, 1, 1), None),
    ],
)
def test_the_legal_test(level, last_class, born_on, expected):
    answer, reasons = rules.is_legal_dropout(level, last_class, born_on, date(2026, 1, 1))
    assert answer is expected
    assert reasons


def test_school_numbers_have_their_letter():
    assert uai(" 059 0001 f ") == "0590001F"
    assert uai("") is None


def test_every_state_is_reached():
    assert {m.target for m in rules.MOVES.values()} >= set(State) - {State.REPORTED, State.TRANSFERRED}
