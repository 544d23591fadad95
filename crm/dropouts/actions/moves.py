"""Make a move, end a case: what every action on a case shares."""

from datetime import datetime, timedelta

from crm import journal
from crm.accounts.models import Membership
from crm.codes.dropouts import (
    ExitReason,
)
from crm.codes.people import CircleReason
from crm.db import db
from crm.dropouts.models import (
    DropoutCase,
    DropoutTransition,
)
from crm.dropouts.rules import MOVES, allowed
from crm.errors import Refused
from crm.people.actions import leave

WEEK = timedelta(days=7)


MONTH = timedelta(days=30)


def change(case: DropoutCase, name: str, actor: Membership | None, now: datetime, reason: str = "") -> None:
    """Make one allowed move and record it. Raises Refused when the case is not where it must be."""
    if not allowed(name, case.state):
        raise Refused(f"Ce suivi est maintenant « {case.state.label.lower()} » : rechargez la page.")
    target = MOVES[name].target
    case.transitions.append(
        DropoutTransition(
            move=name,
            from_state=case.state,
            to_state=target,
            at=now,
            actor_id=actor.user_id if actor else None,
            reason=reason,
        )
    )
    case.state = target
    if actor:
        journal.record(actor, f"dropouts.{name}", case.person)


def end(case: DropoutCase, reason: ExitReason, now: datetime) -> None:
    case.closed_on, case.exit_reason, case.next_step_on = now.date(), reason, None
    leave(case.person, CircleReason.DROPOUT, now=now, structure_id=case.structure_id)
    leave(case.person, CircleReason.DROPOUT, now=now, platform_id=case.platform_id)
    db.session.flush()
