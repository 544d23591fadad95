"""The table of moves, its dates, and where an obligation stands: laws over all dates."""

from datetime import date, timedelta
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from crm.codes.dropouts import SolutionType
from crm.codes.duty import Means, ObligationTrigger
from crm.codes.duty import ObligationState as State
from crm.duty.rules import (
    CALLED,
    LIVING,
    MOVES,
    SOLUTIONS,
    By,
    Proof,
    Standing,
    Summons,
    born_between,
    computed,
    document,
    due,
    is_concerned,
    offered,
    summons,
    transmit_due,
)
from crm.people.rules import age

DAY = timedelta(days=1)
DAYS = st.dates(date(2000, 1, 1), date(2060, 12, 31))
BORN = st.one_of(DAYS, st.sampled_from([date(2008, 2, 29), date(2012, 2, 29), date(2010, 12, 31), date(2011, 1, 31)]))


def test_the_documentation_is_the_table():
    """`crm duty moves > docs/duty.md` writes it again."""
    assert (Path(__file__).parents[2] / "docs/duty.md").read_text() == document()


def test_every_state_can_be_reached_and_left_but_the_end():
    reached = {m.target for m in MOVES.values()}
    assert reached == set(State)
    assert {state for m in MOVES.values() for state in m.origins} == set(LIVING)
    assert not offered(State.ENDED_MAJORITY)


def test_only_a_person_summons_and_transmits():
    assert {name for name, m in MOVES.items() if m.target in CALLED and m.by is By.PRODUCT} == {"overdue"}


def test_every_solution_but_the_exemption_satisfies():
    assert set(SolutionType) - set(SOLUTIONS) == {SolutionType.EXEMPT_MEDICAL}


@given(BORN, DAYS)
def test_concerned_means_sixteen_or_seventeen_and_the_range_is_theirs(born_on, today):
    assert is_concerned(born_on, today) == (age(born_on, today) in (16, 17))
    first, last = born_between(today)
    assert is_concerned(born_on, today) == (first <= born_on <= last)


@given(DAYS)
def test_two_months_are_counted_from_date_to_date(summoned_on):
    last = transmit_due(summoned_on)
    assert (last.year * 12 + last.month) - (summoned_on.year * 12 + summoned_on.month) == 2
    assert last.day == summoned_on.day or (last + DAY).month != last.month
    assert 59 <= (last - summoned_on).days <= 62


@given(DAYS)
def test_a_later_summons_is_never_due_earlier(summoned_on):
    assert transmit_due(summoned_on) <= transmit_due(summoned_on + DAY)


def test_month_ends_and_leap_years():
    assert transmit_due(date(2027, 12, 31)) == date(2028, 2, 29)
    assert transmit_due(date(2026, 12, 31)) == date(2027, 2, 28)
    assert transmit_due(date(2026, 7, 31)) == date(2026, 9, 30)


def standing(state=State.TO_CHECK, **kw):
    return Standing(**{"state": state, "opened_on": date(2029, 6, 1), "ends_on": date(2031, 3, 2), **kw})


TODAY = date(2030, 1, 15)
SCHOOL = Proof(Means.SCHOOL, date(2029, 9, 3))
NOTHING = Proof(None, date(2029, 11, 5))


def test_what_satisfies_is_dated_by_its_fact():
    change = computed(standing(), [NOTHING, SCHOOL], TODAY)
    assert (change.move, change.on, change.means) == ("satisfy", date(2029, 9, 3), Means.SCHOOL)
    before = computed(standing(), [Proof(Means.JOB, date(2028, 1, 1))], TODAY)
    assert before.on == date(2029, 6, 1)


def test_what_ended_leaves_it_to_check_or_unsatisfied():
    over = Proof(Means.SCHOOL, date(2029, 9, 3), date(2029, 12, 20))
    now = standing(State.SATISFIED)
    assert computed(now, [over], TODAY).move == "doubt"
    lapse = computed(now, [over, NOTHING], TODAY)
    assert (lapse.move, lapse.on) == ("lapse", date(2029, 12, 21))
    assert computed(now, [SCHOOL, NOTHING], TODAY) is None


def test_what_somebody_checked_holds_until_a_later_fact():
    now = standing(State.SATISFIED, declared_on=date(2029, 12, 1))
    assert computed(now, [NOTHING], TODAY) is None
    assert computed(now, [Proof(None, date(2029, 12, 15))], TODAY).move == "lapse"


def test_after_a_summons_only_what_began_since_answers_it():
    kept = {"summoned_on": date(2029, 12, 10), "transmit_due_on": date(2030, 2, 10)}
    now = standing(State.SUMMONED, **kept)
    assert computed(now, [SCHOOL], TODAY) is None
    assert computed(now, [Proof(Means.TRAINING, date(2030, 1, 7))], TODAY).move == "satisfy"
    assert computed(now, [SCHOOL], date(2030, 2, 10)) is None
    assert computed(now, [SCHOOL], date(2030, 2, 11)).move == "overdue"


@given(
    st.sampled_from(State), st.lists(st.builds(Proof, st.sampled_from([*Means, None]), DAYS, st.none() | DAYS)), DAYS
)
def test_the_product_never_makes_a_forbidden_move_nor_two_in_a_row_for_ever(state, proofs, today):
    kept = {"summoned_on": date(2029, 12, 10), "transmit_due_on": date(2030, 2, 10)} if state in CALLED else {}
    now, seen = standing(state, **kept), 0
    while change := computed(now, proofs, today):
        move = MOVES[change.move]
        assert move.by is By.PRODUCT
        assert now.state in move.origins
        now, seen = standing(move.target, **(kept if move.target in CALLED else {})), seen + 1
        assert seen <= 3
    assert (now.state is State.ENDED_MAJORITY) == (today >= now.ends_on or state is State.ENDED_MAJORITY)


@given(st.sampled_from(State), DAYS)
def test_what_comes_next_is_the_clock_or_the_majority(state, summoned_on):
    ends_on = date(2031, 3, 2)
    running = state in (State.SUMMONED, State.TO_TRANSMIT)
    assert due(state, transmit_due(summoned_on), ends_on) == (transmit_due(summoned_on) if running else ends_on)


def test_the_letter_says_the_date_the_place_and_the_law():
    said = Summons(
        name="Lina Exemple",
        birthday="2 mars 2031",
        trigger=ObligationTrigger.NO_LONGER_ANSWERS,
        interview="le mardi 29 janvier 2030 à 14 h 30",
        place="Mission locale, Lille",
        phone="03 20 00 00 00",
        due="15 mars 2030",
        departement="du Nord",
    )
    for guardian in (False, True):
        words = " ".join(" ".join(summons(said, guardian=guardian)[1]).split())
        for part in ("14 h 30", "Mission locale, Lille", "03 20 00 00 00", "15 mars 2030", "R. 114-7", "du Nord"):
            assert part in words
        assert ("Vous ne répondez" in words) != guardian
