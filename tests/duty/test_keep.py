"""Computed by the product: who has an obligation, what satisfies it, and what the calendar does."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from crm.codes.duty import Means, ObligationTrigger
from crm.codes.duty import ObligationState as State
from crm.dropouts import actions as dropouts
from crm.dropouts import queries as cases
from crm.duty import actions
from crm.duty.models import TrainingObligation
from crm.support.models import Situation, SupportEpisode
from tests import factories
from tests.duty.conftest import one

BORN = date(2012, 7, 1)
"""Seventeen and a half on the day of the `now` fixture."""


@pytest.fixture
def minor(alice, platform):
    return factories.make_person(alice, born_on=BORN, education_level="level_3")


def situate(alice, person, category, started_on, ended_on=None):
    state = "ended" if ended_on else "ongoing"
    common = {"structure_id": alice.structure_id, "author_id": alice.user_id}
    dates = {"started_on": started_on, "ended_on": ended_on}
    return factories.add(Situation(person_id=person.id, category=category, state=state, **dates, **common))


def test_everybody_of_sixteen_and_seventeen_has_one_diploma_or_not(db, alice, minor, person, now):
    child = factories.make_person(alice, born_on=date(2014, 1, 16))
    actions.keep(now)
    actions.keep(now)
    (obligation,) = db.scalars(select(TrainingObligation)).all()
    assert person.id != obligation.person_id != child.id
    assert (obligation.person_id, obligation.ends_on) == (minor.id, date(2030, 7, 1))
    assert (obligation.structure_id, obligation.platform.name) == (alice.structure_id, "PSAD de Lille")
    assert obligation.state is State.TO_CHECK


def test_it_begins_on_the_sixteenth_birthday(db, alice, platform, now):
    child = factories.make_person(alice, born_on=date(2014, 1, 16))
    actions.keep(now)
    assert not db.scalars(select(TrainingObligation)).all()
    actions.keep(now + timedelta(days=1))
    assert one(db, child).opened_on == date(2030, 1, 16)


def test_somebody_whom_nobody_follows_is_in_the_leads_list(db, alice, charlie, platform, now):
    left = factories.make_person(charlie, born_on=BORN)
    for line in left.circle:
        line.until = now
    db.commit()
    actions.keep(now)
    assert one(db, left).structure_id == platform.lead_structure_id


@pytest.mark.parametrize(
    ("category", "means"),
    [
        ("schooling", Means.SCHOOL),
        ("work_study", Means.APPRENTICESHIP),
        ("training", Means.TRAINING),
        ("job", Means.JOB),
    ],
)
def test_a_situation_satisfies_it_since_its_own_date(db, alice, minor, now, category, means):
    situate(alice, minor, category, date(2030, 1, 7))
    db.get(type(minor), minor.id).created_at = datetime(2029, 9, 1, tzinfo=UTC)
    db.commit()
    actions.keep(now)
    obligation = one(db, minor)
    assert (obligation.state, obligation.satisfied_by) == (State.SATISFIED, means)
    assert obligation.satisfied_on == date(2030, 1, 7)
    assert [(c.move, c.happened_on, c.actor_id) for c in obligation.changes] == [("satisfy", date(2030, 1, 7), None)]


def test_volunteering_alone_proves_nothing(db, alice, minor, now):
    situate(alice, minor, "volunteering_civic_service", date(2030, 1, 7))
    actions.keep(now)
    assert one(db, minor).state is State.TO_CHECK


def test_an_open_scheme_satisfies_it_and_its_end_gives_it_back(db, alice, minor, now):
    episode = db.scalar(select(SupportEpisode).where(SupportEpisode.person_id == minor.id))
    episode.scheme = "cej"
    db.commit()
    actions.keep(now)
    assert one(db, minor).satisfied_by is Means.SUPPORT
    episode.closed_on, episode.end_reason, episode.next_step_on = date(2030, 1, 20), "counsellor_or_abandon", None
    db.commit()
    actions.keep(now + timedelta(days=7))
    obligation = one(db, minor)
    assert (obligation.state, obligation.satisfied_by) == (State.TO_CHECK, None)
    assert obligation.changes[-1].happened_on == date(2030, 1, 21)


def test_a_dropout_that_is_confirmed_is_not_satisfied_until_its_solution_starts(db, alice, dina, minor, platform, now):
    case = factories.make_case(minor, platform, state="assessed", verification="confirmed")
    actions.keep(now)
    assert one(db, minor).state is State.NOT_SATISFIED
    solution = dropouts.propose(alice, case, "apprenticeship", "CFA", date(2030, 1, 14), now=now)
    actions.keep(now)
    assert one(db, minor).satisfied_by is Means.APPRENTICESHIP
    dropouts.check(alice, solution, still_in=False, now=now + timedelta(days=31))
    actions.keep(now + timedelta(days=32))
    assert one(db, minor).state is State.NOT_SATISFIED


def test_a_report_that_found_a_school_counts_until_the_summer(db, alice, minor, platform, now):
    case = factories.make_case(minor, platform, state="reported")
    case = cases.get(alice, case.uid)
    dropouts.discard(alice, case, "re_enrolled_elsewhere", now=now)
    db.commit()
    actions.keep(now)
    assert one(db, minor).satisfied_by is Means.SCHOOL


def summoned(db, alice, minor, now, summoned_on=date(2030, 1, 15)):
    actions.keep(now)
    obligation = one(db, minor)
    trigger, at = ObligationTrigger.LEFT_PATH, now + timedelta(days=10)
    actions.summon(alice, obligation, trigger, summoned_on=summoned_on, interview_at=at, place="Ici", now=now)
    return obligation


def test_the_two_months_run_out_at_the_end_of_their_last_day(db, alice, minor, now):
    obligation = summoned(db, alice, minor, now)
    assert obligation.due_on == date(2030, 3, 15)
    actions.keep(datetime(2030, 3, 15, 22, 59, tzinfo=UTC))
    assert obligation.state is State.SUMMONED
    actions.keep(datetime(2030, 3, 15, 23, 1, tzinfo=UTC))
    assert obligation.state is State.TO_TRANSMIT
    assert obligation.changes[-1].happened_on == date(2030, 3, 16)


def test_majority_ends_it_on_the_day_whatever_the_clock(db, alice, minor, now):
    """At midnight in Paris, in summer time: 22:00 the day before in UTC."""
    obligation = summoned(db, alice, minor, now)
    actions.keep(datetime(2030, 6, 30, 21, 59, tzinfo=UTC))
    assert obligation.state is State.TO_TRANSMIT
    actions.keep(datetime(2030, 6, 30, 22, 1, tzinfo=UTC))
    assert (obligation.state, obligation.changes[-1].happened_on) == (State.ENDED_MAJORITY, date(2030, 7, 1))
    assert obligation.changes[-1].from_state is State.TO_TRANSMIT


def test_a_corrected_birth_date_moves_the_end(db, alice, minor, now):
    actions.keep(now)
    minor.born_on = date(2012, 1, 10)
    db.commit()
    actions.keep(now)
    obligation = one(db, minor)
    assert (obligation.state, obligation.ends_on) == (State.ENDED_MAJORITY, date(2030, 1, 10))


def test_as_many_statements_for_fifty_people_as_for_one(db, alice, platform, now, queries):
    situate(alice, factories.make_person(alice, born_on=BORN), "job_seeker", date(2030, 1, 7))
    queries.clear()
    actions.keep(now)
    few = len(queries)
    for _ in range(20):
        situate(alice, factories.make_person(alice, born_on=BORN), "job_seeker", date(2030, 1, 7))
    queries.clear()
    actions.keep(now)
    assert len(queries) == few
