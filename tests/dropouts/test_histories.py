"""Random histories of dropout cases over two years, on the real database, with a clock that advances.

Whatever happens: nobody in nobody's list, no clock missed without having been told, no state outside the table.
`HISTORIES=2000` tells so many new ones instead of the 20 of each run; `-s` says how many moves they made.
"""

import os
from collections import Counter
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import select
from sqlalchemy.orm import selectinload
from werkzeug.exceptions import Forbidden

from crm.accounts.models import Membership
from crm.appointments import actions as appointments
from crm.appointments.models import Participation
from crm.codes.appointments import AppointmentLocation, SlotOrigin
from crm.codes.dropouts import AttemptChannel, AttemptResult, ContactTemplate, SolutionStatus, SolutionType
from crm.codes.dropouts import DropoutState as State
from crm.codes.people import CircleReason
from crm.db import db as database
from crm.dropouts import actions, queries
from crm.dropouts.actions.contacting import DECISIONS
from crm.dropouts.models import DropoutAlert, DropoutCase, Solution
from crm.dropouts.rules import (
    ENDED,
    INTERVIEW,
    MOVES,
    NOT_CONFIRMED,
    OPEN,
    RUNNING,
    STEP,
    By,
    exits,
    interview_due,
    offered,
    steps,
)
from crm.errors import Refused
from crm.people import actions as people
from crm.people.models import Circle
from crm.structures.models import Platform
from tests import factories

START = datetime(2030, 1, 15, 9, tzinfo=UTC)
YEARS = timedelta(days=730)
WHO = st.sampled_from(["alice", "alice", "bob", "charlie", "dina"])
WHICH = st.integers(0, 20)
BY_ITSELF = {"set_interview", "unset", "assess", "miss", "come_back"}
"""Moves that may have no actor: an appointment, or the person, makes them."""

LATE = tuple(state for state in MOVES["discard"].origins if state is not State.REPORTED)
MANY = 200
"""From so many histories on, every move of the table has been made, and every rung told."""

LISTS = ("to_call", "to_recall", "in_hand", "in_solution", "unreachable")


class World:
    """Two structures, a platform with its coordinator, and another platform to move to."""

    def __init__(self, alice, bob, charlie, dina, platform):
        other = factories.make_platform("PSAD de Laon", charlie.structure, ["022"])
        far = factories.make_coordinator("Far", other)
        database.session.commit()
        self.people = {"alice": alice, "bob": bob, "charlie": charlie, "dina": dina, "far": far}
        self.people = {name: membership.id for name, membership in self.people.items()}
        self.platforms = [platform.id, other.id]


class Histories(RuleBasedStateMachine):
    world: World
    made: Counter[str]
    """Moves of all the histories together."""

    lived: int
    told: Counter[int]
    """Announcements of each rung."""

    def __init__(self):
        super().__init__()
        database.session.remove()
        self.undo_all = database.engines[None].begin_nested()
        self.now = START
        self.who = {name: database.session.get(Membership, n) for name, n in self.world.people.items()}
        self.platforms = [database.session.get(Platform, n) for n in self.world.platforms]
        self.young = [
            factories.make_person(self.who["alice"], born_on=born_on)
            for born_on in (datetime(2013, 2, 28).date(), datetime(2008, 2, 29).date(), datetime(2011, 12, 31).date())
        ]
        self.found = set()

    def teardown(self):
        """Whatever was done, the two years go to their end."""
        while self.now < START + YEARS:
            self.clock_runs(25)
            self.it_holds()
        self.every_open_case_is_listed()
        Histories.lived += 1
        Histories.made.update(step.move for case in self.cases() for step in case.transitions)
        Histories.told.update(database.session.scalars(select(DropoutAlert.rung)))
        database.session.remove()
        self.undo_all.rollback()

    def cases(self):
        query = select(DropoutCase).order_by(DropoutCase.id).options(selectinload(DropoutCase.transitions))
        return database.session.scalars(query.execution_options(populate_existing=True)).all()

    def pick(self, which, *states):
        found = [case for case in self.cases() if case.state in (states or OPEN)]
        return found[which % len(found)] if found else None

    def owner(self, case):
        """Somebody who works where the case is."""
        return next((m for m in self.who.values() if m.structure_id == case.structure_id), self.who["dina"])

    def attempt(self, act, *arguments, **values):
        """Do it as a request would: all of it, or nothing when it is refused."""
        self.now += timedelta(minutes=1)
        with suppress(Refused, Forbidden), database.session.begin_nested():
            act(*arguments, **values, now=self.now)
        database.session.expire_all()
        if self.pace:
            self.clock_runs(self.pace)

    @initialize(pace=st.sampled_from([0, 0, 4, 15]))
    def two_are_reported(self, pace):
        """Every act of a history takes `pace` days: all of it in an hour, or spread over two years."""
        self.pace = pace
        for young in (0, 1):
            self.report("dina", young, 0)

    @precondition(lambda self: self.now < START + YEARS)
    @rule(who=WHO, young=WHICH, ago=st.integers(0, 60))
    def report(self, who, young, ago):
        person, day = self.young[young % len(self.young)], self.now.date() - timedelta(days=ago)
        self.attempt(actions.report, self.who[who], person, source="school_report", reported_on=day)

    @precondition(lambda self: self.found & {State.REPORTED})
    @rule(which=WHICH, code=st.sampled_from([None, None, None, *NOT_CONFIRMED[:2]]))
    def verify(self, which, code):
        if case := self.pick(which, State.REPORTED):
            self.attempt(
                *((actions.discard, self.owner(case), case, code) if code else (actions.verify, self.owner(case), case))
            )

    @precondition(lambda self: self.found & set(OPEN))
    @rule(
        which=WHICH,
        channel=st.sampled_from(AttemptChannel),
        result=st.sampled_from([*AttemptResult, AttemptResult.NO_ANSWER, AttemptResult.REACHED]),
        again=st.sampled_from([None, None, 0, 3, 30]),
    )
    def call(self, which, channel, result, again):
        if case := self.pick(which):
            day = None if again is None else self.now.date() + timedelta(days=again)
            self.attempt(actions.attempt, self.owner(case), case, channel, result, "", again_on=day)

    @precondition(lambda self: self.found & {State.CONTACTING, State.TO_CONTACT})
    @rule(which=WHICH)
    def call_in_vain(self, which):
        """Three times in two weeks, by two ways; then the screen offers to give up."""
        if case := self.pick(which, State.CONTACTING, State.TO_CONTACT):
            for channel in (AttemptChannel.CALL, AttemptChannel.LETTER, AttemptChannel.CALL):
                self.attempt(actions.attempt, self.owner(case), case, channel, AttemptResult.NO_ANSWER, "")
                self.clock_runs(7)
            self.attempt(actions.decide, self.owner(case), case, "give_up")

    @precondition(lambda self: self.found & set(OPEN))
    @rule(which=WHICH, by=st.sampled_from([AttemptChannel.EMAIL, AttemptChannel.LETTER]))
    def write(self, which, by):
        if case := self.pick(which):
            self.attempt(actions.write, self.owner(case), case, by, ContactTemplate.TRIED)

    @rule(which=WHICH)
    def undo(self, which):
        if case := self.pick(which):
            self.attempt(actions.undo, self.owner(case), case)

    @precondition(lambda self: self.found & set(OPEN))
    @rule(which=WHICH, who=WHO, button=st.integers(0, 4))
    def decide(self, which, who, button):
        """Anybody presses one of the buttons that the page offers."""
        case = self.pick(which)
        if case and (buttons := [name for name in offered(case.state) if name in DECISIONS]):
            self.attempt(actions.decide, self.who[who], case, buttons[button % len(buttons)])

    @precondition(lambda self: self.found & {State.REACHED, State.CONTACTING, State.UNREACHABLE, State.INTERVIEW_SET})
    @rule(which=WHICH, days=st.integers(1, 20), became=st.sampled_from(["attended", "missed", "excused", "cancelled"]))
    def meet(self, which, days, became):
        """An appointment is fixed; its day comes, or it is given up before."""
        case = self.pick(which, State.REACHED, State.CONTACTING, State.UNREACHABLE, State.INTERVIEW_SET)
        actor = case and self.owner(case)
        if not case or not actor.structure_id:
            return
        values = {"minutes": 5, "location": AppointmentLocation.OFFICE, "slot_origin": SlotOrigin.AGREED}
        values |= {"counsellor": actor.user, "starts_at": self.now + timedelta(days=days)}
        try:
            self.attempt(appointments.book, actor, case.person, **values)
        except Exception as error:  # the hour is taken: PostgreSQL says so, and the view in words
            if "ex_" not in str(error):
                raise
        query = select(Participation).where(Participation.status == "scheduled").order_by(Participation.id)
        if part := database.session.scalars(query).first():
            host = next(m for m in self.who.values() if m.structure_id == part.appointment.structure_id)
            if became in ("excused", "cancelled"):
                act = appointments.excuse if became == "excused" else appointments.cancel
                self.attempt(act, host, part)
            else:
                self.clock_runs(days)
                self.now = max(self.now, part.ends_at)
                self.attempt(appointments.attend, host, part, came_in=became == "attended")

    @precondition(lambda self: self.found & {State.REACHED, State.CONTACTING, State.REFUSED_SUPPORT})
    @rule(which=WHICH, ago=st.sampled_from([None, 0, 20]))
    def receive(self, which, ago):
        """Received without an appointment, and offered something at once."""
        if case := self.pick(which, State.REACHED, State.CONTACTING, State.REFUSED_SUPPORT):
            self.attempt(actions.decide, self.owner(case), case, "assess")
            began = None if ago is None else self.now.date() - timedelta(days=ago)
            self.attempt(actions.propose, self.owner(case), case, SolutionType.JOB, "", began)

    @precondition(lambda self: self.found & {State.SOLUTION_PROPOSED})
    @rule(which=WHICH)
    def think_again(self, which):
        """Nothing that was offered is wanted."""
        if case := self.pick(which, State.SOLUTION_PROPOSED):
            for solution in [s for s in case.solutions if "refuse" in steps(s.status)]:
                self.attempt(actions.refuse_solution, self.owner(case), solution)

    @precondition(lambda self: self.found & {State.STABILISED})
    @rule(which=WHICH)
    def finish(self, which):
        """It goes to its end."""
        if case := self.pick(which, State.STABILISED):
            solution = next(s for s in case.solutions if s.status in RUNNING)
            self.attempt(actions.complete, self.owner(case), solution)

    @precondition(lambda self: self.found & {State.IN_SOLUTION})
    @rule(which=WHICH)
    def hold_on(self, which):
        """Still in it at every check."""
        if case := self.pick(which, State.IN_SOLUTION):
            solution = next(s for s in case.solutions if s.status in RUNNING)
            for line in [line for line in solution.checks if line.done_on is None]:
                self.clock_runs(max((line.due_on - self.now.date()).days, 0))
                self.attempt(actions.check, self.owner(case), solution, still_in=True)

    @precondition(lambda self: self.found & {State.ASSESSED, State.SOLUTION_PROPOSED})
    @rule(which=WHICH, kind=st.sampled_from(SolutionType), ago=st.sampled_from([None, None, 0, 20, 45]))
    def propose(self, which, kind, ago):
        if case := self.pick(which, State.ASSESSED, State.SOLUTION_PROPOSED):
            began = None if ago is None else self.now.date() - timedelta(days=ago)
            self.attempt(actions.propose, self.owner(case), case, kind, "", began)

    @precondition(lambda self: self.found & {State.SOLUTION_PROPOSED, State.IN_SOLUTION, State.STABILISED})
    @rule(
        which=WHICH, verb=st.sampled_from(["accept", "refuse", "start", "yes", "yes", "yes", "no", "break", "complete"])
    )
    def solve(self, which, verb):
        wished = [s for s in database.session.scalars(select(Solution).order_by(Solution.id)) if steps(s.status)]
        if not wished:
            return
        solution = wished[which % len(wished)]
        actor = self.owner(solution.case)
        act, more, values = {
            "accept": (actions.accept_solution, (), {}),
            "refuse": (actions.refuse_solution, (), {}),
            "start": (actions.start, (self.now.date(),), {}),
            "yes": (actions.check, (), {"still_in": True}),
            "no": (actions.check, (), {"still_in": False}),
            "break": (actions.break_off, (), {}),
            "complete": (actions.complete, (), {}),
        }[verb]
        if verb == "yes" and (due := [line.due_on for line in solution.checks if line.done_on is None]):
            self.clock_runs(max((due[0] - self.now.date()).days, 0))
        self.attempt(act, actor, solution, *more, **values)

    @precondition(lambda self: self.now.day % 20 == 0 and self.found & set(LATE))
    @rule(which=WHICH, code=st.sampled_from(NOT_CONFIRMED))
    def discard_late(self, which, code):
        """It turns out, once somebody was spoken to, that they are none of the list's business."""
        if case := self.pick(which, *LATE):
            self.attempt(actions.discard, self.owner(case), case, code)

    @precondition(lambda self: self.found - set(ENDED) - {State.REPORTED, State.TO_CONTACT})
    @rule(which=WHICH, reason=st.integers(0, 4))
    def close(self, which, reason):
        returned = [State.ASSESSED] * (self.now.day % 3 == 0)
        case = self.pick(which, State.STABILISED, State.REFUSED_SUPPORT, State.UNREACHABLE, *returned)
        if case and (reasons := exits(case.state)):
            self.attempt(actions.close, self.owner(case), case, reasons[reason % len(reasons)])

    @precondition(lambda self: self.now.day % 2 == 0)
    @rule(which=WHICH, who=WHO, to=st.sampled_from([None, 0, 1, 1]))
    def move_house(self, which, who, to):
        if case := self.pick(which):
            self.attempt(actions.transfer, self.who[who], case, None if to is None else self.platforms[to])

    @rule(which=WHICH, to=st.sampled_from(["alice", "charlie"]), owned=st.booleans())
    def assign(self, which, to, owned):
        if case := self.pick(which):
            taker = self.who[to]
            coordinator = self.who["dina" if case.platform_id == self.world.platforms[0] else "far"]
            self.attempt(actions.assign, coordinator, case, taker.structure, taker.user if owned else None)

    @rule(young=WHICH, how=st.sampled_from(["writes", "number", "page"]))
    def sign_of_life(self, young, how):
        """The person writes, has a new number, or answers the page of a message."""
        person = self.young[young % len(self.young)]
        self.now += timedelta(minutes=1)
        before = queries.open_case(person)
        away = before and before.state is State.UNREACHABLE
        if how == "writes":
            people.came(person, self.now)
        elif how == "page" and before:
            actions.ask_back(before, now=self.now)
        else:
            guardian = {"name": "Awa", "relation": "mother", "phone": f"+3363998{young:04d}"}
            people.add_guardian(self.who["alice"], person, guardian, now=self.now)
        database.session.flush()
        database.session.expire_all()
        if away:
            assert before.state is State.CONTACTING
            assert before.next_step_on == self.now.date()

    @rule()
    def somebody_leaves(self):
        """Who leaves keeps no case."""
        self.who["charlie"].user.active = not self.who["charlie"].user.active
        database.session.flush()
        self.clock_runs(0)

    @rule(days=st.integers(1, 40))
    def time_passes(self, days):
        self.clock_runs(days)
        assert days < 30 or actions.keep_clocks(self.now) == 0
        self.every_open_case_is_listed()

    def clock_runs(self, days):
        self.now += timedelta(days=days)
        actions.keep_clocks(self.now)
        database.session.expire_all()
        self.no_clock_is_missed_unannounced()
        self.no_owner_has_left()

    def no_clock_is_missed_unannounced(self):
        alerts = {(a.case_id, a.interview, a.due_on, a.rung) for a in database.session.scalars(select(DropoutAlert))}
        today = self.now.date()
        for case in (case for case in self.cases() if case.state in OPEN):
            due = [(False, case.next_step_on, STEP)]
            settled = (State.IN_SOLUTION, State.STABILISED, State.REFUSED_SUPPORT)
            if case.interviewed_at is None and case.state not in settled:
                due.append((True, case.interview_due_on, INTERVIEW))
            for interview, due_on, clock in due:
                reached = clock.rung(due_on, today) or 0
                assert case.climbed >= reached
                assert all((case.id, interview, due_on, rung) in alerts for rung in range(1, reached + 1))

    def no_owner_has_left(self):
        for case in (case for case in self.cases() if case.state in OPEN and case.owner_id):
            assert any(
                m.user_id == case.owner_id and m.structure_id == case.structure_id and m.user.active
                for m in self.who.values()
            )

    @invariant()
    def it_holds(self):
        found = self.cases()
        self.found = {case.state for case in found}
        self.nobody_is_in_nobodys_list(found)
        self.every_move_is_of_the_table(found)
        self.solutions_and_cases_agree(found)

    def nobody_is_in_nobodys_list(self, found):
        lines = {
            (line.person_id, line.structure_id, line.platform_id)
            for line in database.session.scalars(select(Circle))
            if line.until is None and line.reason is CircleReason.DROPOUT
        }
        for case in found:
            follows = (case.person_id, case.structure_id, None) in lines
            coordinates = (case.person_id, None, case.platform_id) in lines
            if case.state in OPEN:
                assert case.next_step_on
                assert follows
                assert coordinates
            else:
                assert case.exit_reason
        opened = Counter(case.person_id for case in found if case.state in OPEN)
        assert all(number == 1 for number in opened.values())

    def every_open_case_is_listed(self):
        """A coordinator finds every open case in the lists, and the counters count them."""
        actor, today = self.who["dina"], self.now.date()
        counted, listed = queries.counts(actor, today), set()
        for box in LISTS:
            rows, _, _ = queries.listed(actor, box, today)
            listed |= {row.id for row in rows}
            assert counted[box] == len(rows)
        assert {c.id for c in self.cases() if c.state in OPEN and c.platform_id == actor.platform_id} <= listed

    def every_move_is_of_the_table(self, found):
        for case in found:
            state = State.REPORTED
            for step in case.transitions:
                allowed = MOVES[step.move]
                assert (step.from_state, step.to_state) == (state, allowed.target)
                assert state in allowed.origins
                assert step.actor_id or step.move in BY_ITSELF or By.PERSON in allowed.by
                state = step.to_state
            assert state is case.state

    def solutions_and_cases_agree(self, found):
        for case in found:
            running = [s for s in case.solutions if s.status in RUNNING]
            if case.state in (State.IN_SOLUTION, State.STABILISED):
                assert len(running) == 1
            elif case.state in OPEN:
                assert not running
            for solution in case.solutions:
                assert (solution.started_on is not None) is (
                    solution.status not in (SolutionStatus.PROPOSED, SolutionStatus.ACCEPTED, SolutionStatus.REFUSED)
                )
            assert case.interview_due_on == interview_due(case.reported_on)
            if case.state not in (State.REPORTED, *ENDED):
                assert case.verification


@pytest.fixture
def world(db, alice, bob, charlie, dina, platform):
    Histories.world = World(alice, bob, charlie, dina, platform)
    Histories.made, Histories.told, Histories.lived = Counter(), Counter(), 0


def test_histories(world):
    asked = os.environ.get("HISTORIES")
    checks = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example]
    run_state_machine_as_test(
        Histories,
        settings=settings(
            max_examples=int(asked or 20),
            stateful_step_count=40,
            derandomize=asked is None,
            phases=[Phase.generate],
            suppress_health_check=checks,
        ),
    )
    print(f"{Histories.lived} histories, {Histories.made.total()} moves: {dict(Histories.made)}")
    assert len(Histories.made) > len(MOVES) / 2
    if Histories.lived >= MANY:
        assert set(Histories.made) == set(MOVES)
        assert set(Histories.told) >= {1, 2, 3}
