"""Random histories of somebody of sixteen, on the real database, until after their majority.

Whatever happens: no move outside the table, no gap in the history, no clock that passed unseen, an owner always.
`HISTORIES=2000` tells more of them than the 40 of each run.
"""

import os
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from crm.codes.duty import Means, ObligationTrigger
from crm.codes.duty import ObligationState as State
from crm.codes.support import SituationCategory, SupportScheme
from crm.duty import actions
from crm.duty.models import ObligationChange
from crm.duty.rules import CALLED, LIVING, MOVES, due, transmit_due
from crm.errors import Refused
from crm.support.models import Situation, SupportEpisode
from tests import factories
from tests.duty.conftest import one

BIRTHDAYS = st.sampled_from([date(2012, 2, 29), date(2012, 1, 31), date(2011, 12, 31), date(2012, 6, 1)])
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("wait"), st.integers(1, 70)),
        st.tuples(st.just("situate"), st.sampled_from(list(SituationCategory))),
        st.tuples(st.just("end"), st.none()),
        st.tuples(st.just("scheme"), st.sampled_from(list(SupportScheme))),
        st.tuples(st.just("confirm"), st.sampled_from(list(Means))),
        st.tuples(st.just("exempt"), st.none()),
        st.tuples(st.just("summon"), st.sampled_from(list(ObligationTrigger))),
        st.tuples(st.just("transmit"), st.none()),
        st.tuples(st.just("decide"), st.sampled_from(["deny", "withdraw", "resume", "satisfy", "come_of_age"])),
    ),
    min_size=5,
    max_size=25,
)


HISTORIES = int(os.environ.get("HISTORIES", "40"))


class Life:
    """One person, their obligation, and a clock."""

    def __init__(self, db, alice, born_on):
        self.db, self.alice = db, alice
        self.person = factories.make_person(alice, born_on=born_on)
        self.now = datetime(2029, 9, 1, 9, tzinfo=UTC)
        self.keep()

    @property
    def today(self):
        return self.now.date()

    def keep(self):
        actions.keep(self.now)
        self.db.flush()

    def wait(self, days):
        self.now += timedelta(days=days)

    def situate(self, category):
        common = {"structure_id": self.alice.structure_id, "author_id": self.alice.user_id, "state": "ongoing"}
        factories.add(Situation(person_id=self.person.id, category=category, started_on=self.today, **common))

    def end(self, _):
        for line in self.db.scalars(select(Situation).where(Situation.person_id == self.person.id)):
            line.ended_on, line.state = line.ended_on or self.today, "ended"

    def scheme(self, scheme):
        self.db.scalar(select(SupportEpisode).where(SupportEpisode.person_id == self.person.id)).scheme = scheme

    def confirm(self, means):
        actions.confirm(self.alice, self.obligation, means, self.today, now=self.now)

    def exempt(self, _):
        actions.exempt(self.alice, self.obligation, self.today, now=self.now)

    def summon(self, trigger):
        when = {"summoned_on": self.today, "interview_at": self.now + timedelta(days=12)}
        actions.summon(self.alice, self.obligation, trigger, **when, place="Ici", now=self.now)

    def transmit(self, _):
        actions.transmit(self.alice, self.obligation, self.today, now=self.now)

    def decide(self, name):
        actions.decide(self.alice, self.obligation, name, now=self.now)

    @property
    def obligation(self):
        return one(self.db, self.person)

    def check(self):
        obligation, state = self.obligation, State.TO_CHECK
        query = select(ObligationChange).where(ObligationChange.obligation_id == obligation.id)
        for change in self.db.scalars(query.order_by(ObligationChange.id)):
            move = MOVES[change.move]
            assert change.from_state is state
            assert state in move.origins
            assert change.to_state is move.target
            assert obligation.opened_on <= change.happened_on <= max(self.today, obligation.opened_on)
            state = change.to_state
        assert obligation.state is state
        assert (self.today >= obligation.ends_on) == (state not in LIVING)
        assert obligation.due_on == due(state, obligation.transmit_due_on, obligation.ends_on)
        assert state is not State.SUMMONED or self.today <= obligation.transmit_due_on
        assert state not in CALLED or obligation.transmit_due_on == transmit_due(obligation.summoned_on)
        assert (obligation.satisfied_by is not None) == (state is State.SATISFIED) or state is State.ENDED_MAJORITY
        assert obligation.structure_id == self.alice.structure_id


@settings(
    max_examples=HISTORIES,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(BIRTHDAYS, STEPS)
def test_whatever_happens_the_obligation_is_where_the_table_says(db, alice, platform, born_on, steps):
    life = Life(db, alice, born_on)
    for name, value in [*steps, ("wait", 400), ("wait", 400)]:
        with suppress(Refused), db.begin_nested():
            getattr(life, name)(value)
        life.keep()
        life.check()
    assert life.obligation.state is State.ENDED_MAJORITY
