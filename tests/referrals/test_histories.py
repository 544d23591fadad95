"""Random histories of referrals, on the real database, with several structures and a clock that advances.

Whatever happens: no referral without an owner and a next date, no move outside the table, no sender left untold, and
nothing to read once it is closed.
`HISTORIES=2000` tells more of them than the 80 of each run.
"""

import os
from collections import Counter
from contextlib import suppress
from datetime import timedelta

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
from crm.codes.appointments import AppointmentLocation
from crm.codes.referrals import ReferralKind, ReferralOutcome, RefusalReason, SharingBasis, Urgency, UrgencyReason
from crm.codes.referrals import ReferralState as State
from crm.codes.support import EndReason, Theme
from crm.db import db as database
from crm.errors import Refused
from crm.referrals import actions, queries
from crm.referrals.models import Referral
from crm.referrals.rules import ANSWERABLE, ARRIVING, EXPIRES_UNDER_REVIEW, MOVES, TAKEN_ON, By, offered
from crm.structures.models import Structure
from crm.support import actions as support
from crm.support.queries import open_episode
from tests import factories
from tests.referrals.promises import START, Promises

WHO = st.sampled_from(["alice", "charlie", "erin"])
WHERE = st.sampled_from(["North", "South", "East", "Without accounts", "pool"])
WHICH = st.integers(0, 20)


class World:
    """Three structures with a counsellor each, one without accounts, and a platform with its coordinator."""

    def __init__(self, alice, charlie, dina, platform):
        erin = factories.make_counsellor("Erin", factories.make_structure("East"))
        factories.make_structure("Without accounts", email="accueil@example.org")
        erin.user.daily_digest = False
        database.session.commit()
        self.people = {"alice": alice.id, "charlie": charlie.id, "erin": erin.id, "dina": dina.id}
        self.platform_id = platform.id


class Histories(Promises, RuleBasedStateMachine):
    world: World
    made: Counter[str]
    """Moves of all the histories together."""

    def __init__(self):
        super().__init__()
        database.session.remove()
        self.undo = database.engines[None].begin_nested()
        self.now = START
        self.who = {name: database.session.get(Membership, n) for name, n in self.world.people.items()}
        names = {s.short_name: s for s in database.session.scalars(select(Structure))}
        self.where = {**names, "pool": self.who["dina"].platform}
        self.young = [factories.make_person(self.who[name]) for name in ("alice", "alice", "charlie")]
        self.found = set()
        self.steps = 0
        self.versions = {}

    def teardown(self):
        """What is written for good is read at the end: every move, and who heard of it."""
        try:
            found = self.referrals()
            self.every_move_is_of_the_table(found)
            self.everybody_is_told(found)
            self.every_agreement_is_recorded(found)
            Histories.made.update(step.move for referral in found for step in referral.transitions)
        finally:
            database.session.remove()
            self.undo.rollback()

    def referrals(self):
        query = select(Referral).order_by(Referral.id).options(selectinload(Referral.transitions))
        return database.session.scalars(query.execution_options(populate_existing=True)).all()

    def pick(self, which, *states):
        found = [r for r in self.referrals() if not states or r.state in states]
        return found[which % len(found)] if found else None

    def attempt(self, act, *arguments, **values):
        """Do it as a request would: all of it, or nothing when it is refused."""
        self.now += timedelta(minutes=1)
        with suppress(Refused, Forbidden), database.session.begin_nested():
            act(*arguments, **values, now=self.now)
        database.session.expire_all()

    @initialize()
    def three_are_sent(self):
        self.send("alice", 0, "South", ReferralKind.REFERRAL, Urgency.NORMAL)
        self.send("alice", 1, "Without accounts", ReferralKind.TRANSFER, Urgency.URGENT)
        self.send("charlie", 2, "East", ReferralKind.OPINION, Urgency.NORMAL)

    @precondition(lambda self: self.steps % 4 == 0)
    @rule(who=WHO, young=WHICH, where=WHERE, kind=st.sampled_from(ReferralKind), urgency=st.sampled_from(Urgency))
    def send(self, who, young, where, kind, urgency):
        to = self.where[where]
        values = {"kind": kind, "theme": Theme.TRAIN, "urgency": urgency, "message": "", "wish": ""}
        values |= {"basis": SharingBasis.AGREEMENT, "shared_fields": ["phone"], "guardian_reason": ""}
        values |= {"urgency_reason": UrgencyReason.SAFETY if urgency is not Urgency.NORMAL else None, "service": None}
        values |= {"recipient": None if where == "pool" else to, "platform": to if where == "pool" else None}
        person = self.young[young % len(self.young)]
        self.attempt(actions.refer, self.who[who], person, **values, guardian_informed=None)

    @rule(who=WHO, which=WHICH, verb=st.sampled_from(["acknowledge", "arrive", "write", "send_link"]))
    def meddle(self, who, which, verb):
        """Anybody tries anything, whoever it belongs to."""
        if referral := self.pick(which):
            act, more = (
                (actions.post, ("Avez-vous pu l’appeler ?",)) if verb == "write" else (getattr(actions, verb), ())
            )
            self.attempt(act, self.who[who], referral, *more)

    @precondition(lambda self: self.found & set(ANSWERABLE))
    @rule(which=WHICH, waits=st.booleans())
    def ask_and_reply(self, which, waits):
        """The recipient asks before answering; the sender replies at once, or lets their clock run."""
        referral = self.pick(which, *ANSWERABLE)
        if actor := self.recipient(referral):
            self.attempt(actions.post, actor, referral, "Peut-il venir ?", asks=True)
        if not waits:
            self.attempt(actions.post, self.sender(referral), referral, "Oui.")

    @precondition(lambda self: State.ENGAGED in self.found)
    @rule(which=WHICH)
    def the_follow_up_ends(self, which):
        referral = self.pick(which, State.ENGAGED)
        actor = self.recipient(referral)
        if actor and (episode := open_episode(referral.person, actor.structure_id)):
            self.attempt(support.close, actor, episode, EndReason.TRAINING)

    @precondition(lambda self: State.EXPIRED in self.found or self.steps % 9 == 8)
    @rule(which=WHICH)
    def the_sender_changes(self, which):
        referral = self.pick(which, State.EXPIRED) or self.pick(which, State.PENDING)
        if referral:
            act = actions.resend if referral.state is State.EXPIRED else actions.withdraw
            self.attempt(act, self.sender(referral), referral)

    @precondition(lambda self: self.found & {*ANSWERABLE, *TAKEN_ON})
    @rule(which=WHICH, button=st.integers(0, 5), outcome=st.sampled_from(ReferralOutcome))
    def press(self, which, button, outcome):
        """The recipient presses one of the buttons that the page offers."""
        referral = self.pick(which, *ANSWERABLE, *TAKEN_ON)
        actor = self.recipient(referral)
        offers = offered(referral.state, By.RECIPIENT, referral.kind)
        verb = offers[button % len(offers)]
        more = {"accept": (actor and actor.user,), "decline": (RefusalReason.SESSION_FULL, "")}
        more |= {"advise": ("Oui.",), "close": (outcome,)}
        if actor and verb not in ("redirect", "book"):
            self.attempt(getattr(actions, verb), actor, referral, *more.get(verb, ()))

    @rule(which=WHICH, verb=st.sampled_from(["accept", "acknowledge", "decline", "advise", "ask", "arrive", "close"]))
    def by_link(self, which, verb):
        linked = [r for r in self.referrals() if r.link_uid and queries.by_token(queries.token(r), self.now)]
        if linked:
            referral = linked[which % len(linked)]
            more = {"decline": (RefusalReason.OTHER, ""), "advise": ("Oui.",), "ask": ("Quel âge ?",)}
            self.attempt(getattr(actions, f"{verb}_by_link"), referral, "Zoé", *more.get(verb, ()))

    @precondition(lambda self: self.found & set(ANSWERABLE))
    @rule(which=WHICH, where=WHERE)
    def redirect(self, which, where):
        referral = self.pick(which, *ANSWERABLE)
        actor, to = referral and self.recipient(referral), self.where[where]
        if actor:
            pooled = where == "pool"
            platform = to if pooled else None
            self.attempt(actions.redirect, actor, referral, None if pooled else to, platform=platform)

    @rule(which=WHICH, where=st.sampled_from(["South", "East", "Without accounts"]))
    def assign(self, which, where):
        pooled = [r for r in self.referrals() if r.recipient_structure_id is None and r.state in ANSWERABLE]
        if pooled:
            self.attempt(actions.assign, self.who["dina"], pooled[which % len(pooled)], self.where[where])

    @precondition(lambda self: self.found & set(ARRIVING))
    @rule(which=WHICH, days=st.integers(1, 5))
    def book(self, which, days):
        referral = self.pick(which, *ARRIVING)
        actor = referral and self.recipient(referral)
        if actor:
            values = {"minutes": 5, "location": AppointmentLocation.OFFICE, "counsellor": actor.user}
            try:
                self.attempt(actions.book, actor, referral, starts_at=self.now + timedelta(days=days), **values)
            except Exception as error:  # the hour is taken: PostgreSQL says so, and the view in words
                if "ex_" not in str(error):
                    raise

    @precondition(lambda self: self.found & {*ANSWERABLE, *ARRIVING})
    @rule(which=WHICH, days=st.integers(1, 5), became=st.sampled_from(["attended", "missed", "never_comes", "excused"]))
    def meet(self, which, days, became):
        """Somebody is taken on, an appointment is fixed, and its day comes."""
        referral = self.pick(which, *ANSWERABLE)
        if referral and (actor := self.recipient(referral)):
            self.attempt(actions.accept, actor, referral, actor.user)
        for _ in range(2 if became == "never_comes" else 1):
            self.book(which, days)
            self.its_day_comes(became)

    def its_day_comes(self, became):
        query = select(Participation).where(Participation.status == "scheduled", Participation.referral_id.is_not(None))
        query = query.order_by(Participation.id)
        if part := database.session.scalars(query).first():
            actor = next(m for m in self.who.values() if m.structure_id == part.appointment.structure_id)
            if became == "excused":
                self.attempt(appointments.excuse, actor, part)
            else:
                self.now = max(self.now, part.ends_at)
                self.attempt(appointments.attend, actor, part, came_in=became == "attended")

    @rule(days=st.integers(1, 20))
    def time_passes(self, days):
        self.now += timedelta(days=days)
        actions.keep_clocks(self.now)
        assert actions.keep_clocks(self.now) == 0
        database.session.expire_all()
        for referral in self.referrals():
            if referral.state in ARRIVING and self.now.date() > referral.next_step_on:
                assert referral.nudged  # somebody was asked what became of them
            if referral.state in ANSWERABLE:
                assert self.now.date() < referral.next_step_on <= referral.expires_on
                assert self.now - referral.sent_at < EXPIRES_UNDER_REVIEW + timedelta(days=1)

    @precondition(lambda self: self.steps > 10)
    @rule()
    def the_sender_leaves(self):
        """Somebody goes: their structure is told in their place."""
        self.who["alice"].user.daily_digest = False
        self.who["charlie"].user.active = False
        database.session.flush()

    @invariant()
    def it_holds(self):
        self.steps += 1
        found = self.referrals()
        self.found = {referral.state for referral in found}
        self.nobody_is_lost(found)
        moved = {r.person_id for r in found if self.versions.get(r.id) != r.version}
        self.what_is_closed_is_not_read([r for r in found if r.person_id in moved])
        self.versions = {r.id: r.version for r in found}


@pytest.fixture
def world(db, alice, charlie, dina, platform):
    Histories.world, Histories.made = World(alice, charlie, dina, platform), Counter()


def test_histories(world):
    checks = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example]
    run_state_machine_as_test(
        Histories,
        settings=settings(
            max_examples=int(os.environ.get("HISTORIES", "80")),
            stateful_step_count=60,
            derandomize=True,
            phases=[Phase.generate],
            suppress_health_check=checks,
        ),
    )
    assert set(Histories.made) == set(MOVES), Histories.made
