"""Make a move, end a case: what every action on a case shares."""

from datetime import date, datetime

from crm import journal
from crm.accounts.models import Membership
from crm.codes.dropouts import ExitReason
from crm.codes.people import CircleReason
from crm.db import db
from crm.dropouts.models import DropoutCase, DropoutTransition
from crm.dropouts.rules import MOVES, allowed
from crm.errors import Refused
from crm.people.actions import leave
from crm.territory.rules import PARIS


def day(now: datetime) -> date:
    return now.astimezone(PARIS).date()


def change(
    case: DropoutCase,
    name: str,
    actor: Membership | None,
    now: datetime,
    reason: str = "",
    next_on: date | None = None,
) -> None:
    """Make one allowed move, record it, and set the next step: the table's, unless another day is known.

    Raises Refused when the case is not where it must be.
    """
    if not allowed(name, case.state):
        raise Refused(f"Ce suivi est maintenant « {case.state.label.lower()} » : rechargez la page.")
    move = MOVES[name]
    if actor:
        journal.record(actor, f"dropouts.{name}", case.person)
    case.transitions.append(
        DropoutTransition(
            move=name,
            from_state=case.state,
            to_state=move.target,
            at=now,
            actor_id=actor.user_id if actor else None,
            reason=reason,
        )
    )
    case.state = move.target
    if move.then is not None:
        case.next_step_on = next_on or day(now) + move.then


def end(case: DropoutCase, reason: ExitReason, now: datetime) -> None:
    """The case is over, and why: nobody follows the person for it any more."""
    case.closed_on, case.exit_reason, case.next_step_on, case.climbed = day(now), reason, None, 0
    db.session.flush()
    leave(case.person, CircleReason.DROPOUT, now=now, structure_id=case.structure_id)
    leave(case.person, CircleReason.DROPOUT, now=now, platform_id=case.platform_id)
