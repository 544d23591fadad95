"""Clocks, states and the legal test."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.codes.dropouts import AttemptChannel as Channel
from crm.codes.dropouts import AttemptResult as Result
from crm.codes.dropouts import ContactTemplate, SolutionStatus
from crm.codes.dropouts import DropoutState as State
from crm.codes.people import EducationLevel, LastClass
from crm.dropouts import rules
from crm.dropouts.rules import words
from crm.dropouts.rules.clocks import Rung
from crm.messages.rules import plain, sensitive, size


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


def test_a_missing_fact_is_named():
    unknown = (EducationLevel.UNKNOWN, None, date(2008, 1, 1), date(2026, 1, 1))
    assert rules.is_legal_dropout(*unknown) == (None, ["il manque le diplôme", "il manque la dernière classe"])


@given(st.integers(0, 9_999_999), st.sampled_from("ABCDEFGHJKLMNPRSTUVWXYZIOQ"))
def test_a_school_number_has_one_right_letter(digits, letter):
    right = "ABCDEFGHJKLMNPRSTUVWXYZ"[digits % 23]
    number = f"{digits:07}{letter}"
    assert rules.read_uai(f" {number[:3]} {number[3:].lower()} ") == (number if letter == right else None)


@pytest.mark.parametrize("text", ["", "0590001", "059000١F", "0590001FF", "ABCDEFGH"])
def test_what_is_no_school_number(text):
    assert rules.read_uai(text) is None


def test_every_state_is_reached_and_left_by_the_table():
    assert {m.target for m in rules.MOVES.values()} == set(State) - {State.REPORTED}
    assert {origin for m in rules.MOVES.values() for origin in m.origins} == set(rules.OPEN)


def test_a_move_ends_the_case_or_says_when_the_next_step_is():
    for name, move in rules.MOVES.items():
        assert (move.then is None) is (move.target in rules.ENDED), name


def test_a_case_closes_only_for_reasons_of_its_state():
    for state in State:
        assert bool(rules.exits(state)) is rules.allowed("close", state)


def test_every_solution_status_is_reached():
    assert {step.target for step in rules.STEPS.values()} == set(SolutionStatus) - {SolutionStatus.PROPOSED}


def test_the_page_of_the_documentation_is_the_table():
    assert Path("docs/dropouts.md").read_text() == rules.document()


@given(st.integers(-400, 400))
def test_a_clock_only_climbs_as_its_date_comes(left):
    today = date(2030, 1, 15)
    for clock in (rules.INTERVIEW, rules.STEP):
        now, later = (clock.rung(today + timedelta(days=left - n), today) or 0 for n in (0, 1))
        assert later >= now


@pytest.mark.parametrize(
    ("left", "rung"),
    [
        (31, None),
        (30, Rung.COUNSELLOR),
        (16, Rung.COUNSELLOR),
        (15, Rung.MANAGER),
        (8, Rung.MANAGER),
        (7, Rung.COORDINATOR),
        (0, Rung.COORDINATOR),
        (-1, Rung.RED),
    ],
)
def test_the_interview_climbs_as_agreed(left, rung):
    today = date(2030, 1, 15)
    assert rules.INTERVIEW.rung(today + timedelta(days=left), today) is rung


def test_minors_rqth_and_requests_go_first():
    today = date(2028, 2, 28)
    assert rules.priority(date(2010, 2, 28), rqth=False, requested=False, today=today) == 1
    assert rules.priority(date(2010, 3, 1), rqth=False, requested=False, today=today) == 0
    assert rules.priority(date(2000, 1, 1), rqth=True, requested=False, today=today) == 0
    assert rules.priority(date(2000, 1, 1), rqth=False, requested=True, today=today) == 0


START = datetime(2030, 1, 15, 9, tzinfo=UTC)
EVERYTHING = rules.Reachable(phone=True, sms=True, email=True, guardian=True, address=True)


def tries(*lines):
    return [rules.Tried(START + timedelta(days=day), channel, result) for day, channel, result in lines]


def test_after_two_failed_attempts_another_way_is_proposed():
    one = tries((0, Channel.CALL, Result.NO_ANSWER))
    assert rules.advise(one, EVERYTHING) is None
    two = [*one, *tries((1, Channel.CALL, Result.MESSAGE_LEFT))]
    assert rules.advise(two, EVERYTHING).channel is Channel.SMS
    third = [*two, *tries((2, Channel.SMS, Result.MESSAGE_LEFT))]
    assert rules.advise(third, EVERYTHING).channel is Channel.VIA_GUARDIAN
    reached = [*two, *tries((3, Channel.CALL, Result.REACHED))]
    assert rules.advise(reached, EVERYTHING) is None


def test_a_wrong_number_asks_for_another_way_at_once():
    wrong = tries((0, Channel.CALL, Result.WRONG_NUMBER))
    assert rules.advise(wrong, EVERYTHING).channel is Channel.VIA_GUARDIAN


def test_unreachable_takes_three_attempts_on_two_channels_over_fourteen_days():
    calls = tries(*((day, Channel.CALL, Result.NO_ANSWER) for day in (0, 7, 14)))
    assert not rules.seems_unreachable(calls)
    both = tries((0, Channel.CALL, Result.NO_ANSWER), (7, Channel.SMS, Result.MESSAGE_LEFT))
    assert not rules.seems_unreachable(both)
    assert not rules.seems_unreachable([*both, *tries((13, Channel.CALL, Result.NO_ANSWER))])
    assert rules.seems_unreachable([*both, *tries((14, Channel.CALL, Result.NO_ANSWER))])
    assert rules.advise([*both, *tries((14, Channel.CALL, Result.NO_ANSWER))], EVERYTHING).give_up


def test_no_message_says_why_and_a_text_message_takes_two_segments():
    said = words.Words(
        "Marie-Clémentine", "ML Réussir en Sambre", "03 27 00 00 00", "https://passerelle.fr/c/" + "x" * 36
    )
    for template in ContactTemplate:
        subject, text = words.mail(template, said)
        letters = [" ".join(words.paragraphs(template, said, guardian=who)) for who in (True, False)]
        for written in (words.brief(template, said), subject, text, *letters):
            assert not sensitive(written), written
            assert "03 27 00 00 00" in written or written == subject
        assert size(plain(words.brief(template, said))).segments <= 2
