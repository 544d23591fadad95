"""Dates climb by themselves: counsellor, manager, coordinator; told once, never missed."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from crm.codes.dropouts import DropoutState as State
from crm.dropouts import actions, queries
from crm.dropouts.models import DropoutAlert
from crm.dropouts.rules import INTERVIEW, STEP
from tests import factories

DUE = date(2030, 4, 7)


@pytest.fixture
def quiet(person, platform):
    """A case whose next step is far: only its interview comes near."""
    return factories.make_case(person, platform, next_step_on=date(2030, 12, 31))


def at(days):
    """So many days before the interview is due."""
    return datetime(DUE.year, DUE.month, DUE.day, 9, tzinfo=UTC) - timedelta(days=days)


def told(db, case, *, interview=True):
    query = select(DropoutAlert.rung).where(DropoutAlert.case_id == case.id, DropoutAlert.interview.is_(interview))
    return sorted(db.scalars(query))


def test_it_climbs_on_its_day_and_is_told_once(db, quiet, alice, bob, dina):
    for days, last in ((31, 0), (30, 1), (16, 1), (15, 2), (7, 3), (0, 3), (-1, 4)):
        actions.keep_clocks(at(days))
        assert actions.keep_clocks(at(days)) == 0
        assert told(db, quiet) == list(range(1, last + 1))
    db.expire_all()
    today = at(-1).date()
    assert [queries.counts(actor, today).get("climbed") for actor in (alice, bob, dina)] == [None, 1, 1]
    assert queries.counts(alice, today)["late"] == 1 == len(queries.listed(alice, "late", today)[0])


def test_a_clock_that_slept_tells_every_rung_it_missed(db, quiet):
    actions.keep_clocks(at(-40))
    assert told(db, quiet) == [1, 2, 3, 4]


def test_a_step_that_passes_climbs_each_week_and_a_new_date_starts_again(db, quiet, alice):
    quiet.next_step_on = date(2030, 1, 20)
    db.flush()
    actions.keep_clocks(datetime(2030, 2, 4, 9, tzinfo=UTC))
    assert told(db, quiet, interview=False) == [1, 2, 3]
    db.expire_all()
    actions.attempt(alice, quiet, "call", "no_answer", "", now=datetime(2030, 2, 4, 10, tzinfo=UTC))
    actions.keep_clocks(datetime(2030, 2, 5, 10, tzinfo=UTC))
    db.expire_all()
    assert quiet.climbed == 0
    actions.keep_clocks(datetime(2030, 2, 16, 9, tzinfo=UTC))
    assert told(db, quiet, interview=False) == [1, 1, 2, 2, 3]


def test_the_interview_stops_its_clock(db, quiet, alice):
    quiet.state, quiet.interviewed_at = State.ASSESSED, at(60)
    db.flush()
    actions.keep_clocks(at(-5))
    assert told(db, quiet) == []


def test_the_database_counts_as_the_rule_does(db, quiet):
    for days in range(-40, 60):
        today = (at(0) - timedelta(days=days)).date()
        row = db.execute(select(queries.interview_rung(today), queries.step_rung(today))).one()
        expected = (INTERVIEW.rung(DUE, today) or 0, STEP.rung(quiet.next_step_on, today) or 0)
        assert tuple(row) == expected


def test_a_case_does_not_keep_an_owner_who_left(db, quiet, alice):
    quiet.owner_id = alice.user_id
    db.flush()
    actions.keep_clocks(at(60))
    db.refresh(quiet)
    assert quiet.owner_id == alice.user_id
    alice.ended_on = at(60).date()
    db.flush()
    actions.keep_clocks(at(59))
    db.refresh(quiet)
    assert (quiet.owner_id, quiet.next_step_on) == (None, at(59).date())
