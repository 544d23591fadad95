"""How far the dates of cases have climbed, as SQL of the rules."""

from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, case, exists, func, literal

from crm.accounts.models import Membership, User
from crm.dropouts.models import DropoutCase
from crm.dropouts.rules import CLOCKED, INTERVIEW, STEP, Rung
from crm.dropouts.rules.clocks import Clock


def climbing(clock: Clock, due_on: Any, today: date) -> ColumnElement[int]:
    """`Clock.rung` of a column; 0 while there is time."""
    rungs = zip((clock.red, clock.coordinator, clock.manager, clock.counsellor), reversed(Rung), strict=True)
    return case(*((due_on <= today + timedelta(days=days), rung.value) for days, rung in rungs), else_=0)


def awaits_interview() -> ColumnElement[bool]:
    """The three months of L.313-8 run."""
    return and_(DropoutCase.interviewed_at.is_(None), DropoutCase.state.in_(CLOCKED))


def interview_rung(today: date) -> ColumnElement[int]:
    return case((awaits_interview(), climbing(INTERVIEW, DropoutCase.interview_due_on, today)), else_=0)


def step_rung(today: date) -> ColumnElement[int]:
    return climbing(STEP, DropoutCase.next_step_on, today)


def rung(today: date) -> ColumnElement[int]:
    """The further of both."""
    return func.greatest(interview_rung(today), step_rung(today), literal(0))


def owner_left() -> ColumnElement[bool]:
    """The owner no longer works in the case's structure."""
    there = exists().where(
        Membership.user_id == DropoutCase.owner_id,
        Membership.structure_id == DropoutCase.structure_id,
        Membership.ended_on.is_(None),
        User.id == DropoutCase.owner_id,
        User.active,
    )
    return and_(DropoutCase.owner_id.is_not(None), ~there)
