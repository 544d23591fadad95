"""What the clock does: dates that come near climb to who must know, and no case keeps an owner who has left."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger as Number
from sqlalchemy import ColumnElement, Select, column, func, literal, select, true, update, values
from sqlalchemy.dialects.postgresql import insert

from crm.db import db
from crm.dropouts import queries
from crm.dropouts.actions.moves import day
from crm.dropouts.models import DropoutAlert, DropoutCase
from crm.dropouts.rules import OPEN, Rung

RUNGS = values(column("rung", Number), name="rungs").data([(rung.value,) for rung in Rung])


def keep_clocks(now: datetime) -> int:
    """See to every case whose dates have climbed. Returns how much was new; late or twice, it does the same."""
    today = day(now)
    release(now)
    rung = queries.rung(today)
    climbed = update(DropoutCase).where(DropoutCase.state.in_(OPEN), DropoutCase.climbed != rung).values(climbed=rung)
    moved = db.session.scalars(climbed.returning(DropoutCase.id).execution_options(synchronize_session=False)).all()
    told = alert(True, queries.interview_rung(today), DropoutCase.interview_due_on, now)
    told += alert(False, queries.step_rung(today), DropoutCase.next_step_on, now)
    return told + len(moved)


def alert(interview: bool, reached: ColumnElement[int], due_on: Any, now: datetime) -> int:
    """Write down whom a date was told to: every rung up to the one it has reached, once."""
    found: Select[tuple[object, ...]] = (
        select(DropoutCase.id, literal(interview), due_on, RUNGS.c.rung, literal(now))
        .join(RUNGS, true())
        .where(DropoutCase.state.in_(OPEN), RUNGS.c.rung <= reached)
    )
    names = ["case_id", "interview", "due_on", "rung", "at"]
    told = insert(DropoutAlert).from_select(names, found).on_conflict_do_nothing().returning(DropoutAlert.id)
    return len(db.session.scalars(told).all())


def release(now: datetime) -> None:
    """A case whose owner no longer works in its structure is everybody's there, and to be seen to today."""
    gone = update(DropoutCase).where(DropoutCase.state.in_(OPEN), queries.owner_left())
    soon = func.least(DropoutCase.next_step_on, day(now))
    freed = gone.values(owner_id=None, next_step_on=soon)
    db.session.execute(freed.execution_options(synchronize_session=False))
