"""Solutions, from the proposal to the check at six months."""

from datetime import date, datetime

from crm.accounts.models import Membership
from crm.codes.dropouts import (
    SolutionStatus,
    SolutionType,
)
from crm.db import db
from crm.dropouts import rules
from crm.dropouts.actions.moves import MONTH, WEEK, change
from crm.dropouts.models import (
    DropoutCase,
    Solution,
    SolutionCheck,
)
from crm.dropouts.rules import allowed
from crm.errors import Refused
from crm.policy import May, require


def propose(
    actor: Membership, case: DropoutCase, kind: SolutionType, where: str, started_on: date | None, *, now: datetime
) -> Solution:
    """Offer a solution; with a start date it has begun, and is checked at one, three and six months."""
    require(actor, May.WORK_CASE, case)
    if not (allowed("propose", case.state) or allowed("start", case.state)):
        raise Refused("Recevez d’abord ce jeune en entretien : notez « Reçu·e en entretien ».")
    solution = Solution(type=kind, where=where, proposed_on=now.date(), author_id=actor.user_id)
    case.solutions.append(solution)
    if allowed("propose", case.state):
        change(case, "propose", actor, now, kind)
    case.next_step_on = now.date() + 2 * WEEK
    db.session.flush()
    if started_on:
        start(actor, solution, started_on, now=now)
    return solution


def start(actor: Membership, solution: Solution, started_on: date, *, now: datetime) -> None:
    case = solution.case
    require(actor, May.WORK_CASE, case)
    change(case, "start", actor, now, solution.type)
    solution.status, solution.started_on = SolutionStatus.STARTED, started_on
    solution.checks = [SolutionCheck(month=m, due_on=due) for m, due in rules.check_dates(started_on).items()]
    case.next_step_on = max(solution.checks[0].due_on, now.date())
    db.session.flush()


def refuse_solution(actor: Membership, solution: Solution, *, now: datetime) -> None:
    require(actor, May.WORK_CASE, solution.case)
    solution.status = SolutionStatus.REFUSED
    change(solution.case, "refuse_solution", actor, now, solution.type)
    solution.case.next_step_on = now.date() + WEEK
    db.session.flush()


def check(actor: Membership, solution: Solution, *, still_in: bool, now: datetime) -> None:
    """Still in it? Yes leads to the next check, then to “stabilised”; no brings the case back at once."""
    case = solution.case
    require(actor, May.WORK_CASE, case)
    pending = [line for line in solution.checks if line.done_on is None]
    if not pending or solution.started_on is None:
        raise Refused("Cette solution n’a plus de point prévu.")
    pending[0].done_on, pending[0].still_in = now.date(), still_in
    if not still_in:
        solution.status, solution.ended_on = SolutionStatus.BROKEN, now.date()
        change(case, "break", actor, now, solution.type)
        case.next_step_on = now.date()
    elif len(pending) == 1:
        solution.status = SolutionStatus.MAINTAINED
        change(case, "stabilise", actor, now, solution.type)
        case.next_step_on = now.date() + MONTH
    else:
        solution.status = SolutionStatus.MAINTAINED
        case.next_step_on = max(pending[1].due_on, now.date())
    db.session.flush()
