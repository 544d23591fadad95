"""Solutions, from the proposal to the check at six months. The case always stays in somebody's list."""

from datetime import date, datetime

from crm import journal
from crm.accounts.models import Membership
from crm.codes.dropouts import SolutionStatus, SolutionType
from crm.db import db
from crm.dropouts import rules
from crm.dropouts.actions.moves import change, day
from crm.dropouts.models import DropoutCase, Solution, SolutionCheck
from crm.dropouts.rules import STEPS, WISHED, allowed, may
from crm.errors import Refused
from crm.policy import May, require


def step(actor: Membership, solution: Solution, name: str) -> DropoutCase:
    """Make one allowed change of a solution. Raises Refused when it is not where it must be."""
    require(actor, May.WORK_CASE, solution.case)
    if not may(name, solution.status):
        raise Refused(f"Cette solution est maintenant « {solution.status.label.lower()} » : rechargez la page.")
    solution.status = STEPS[name].target
    return solution.case


def propose(
    actor: Membership, case: DropoutCase, kind: SolutionType, where: str, started_on: date | None, *, now: datetime
) -> Solution:
    """Offer a solution; with a start date it has begun, and is checked at one, three and six months."""
    require(actor, May.WORK_CASE, case)
    if not allowed("propose", case.state):
        raise Refused("Recevez d’abord ce jeune en entretien : notez « Reçu·e en entretien ».")
    solution = Solution(
        case=case, type=kind, status=SolutionStatus.PROPOSED, where=where, proposed_on=day(now), author_id=actor.user_id
    )
    db.session.add(solution)
    change(case, "propose", actor, now, kind)
    db.session.flush()
    if started_on:
        start(actor, solution, started_on, now=now)
    return solution


def accept_solution(actor: Membership, solution: Solution, *, now: datetime) -> None:
    """The young person wants it: what is left is that it begins."""
    case = step(actor, solution, "accept")
    if allowed("start", case.state):
        case.next_step_on = day(now) + rules.WEEK
    journal.record(actor, "dropouts.accept_solution", case.person)
    db.session.flush()


def refuse_solution(actor: Membership, solution: Solution, *, now: datetime) -> None:
    """The young person does not want it: another one is looked for, unless one is already offered."""
    case = step(actor, solution, "refuse")
    others = any(other.status in WISHED for other in case.solutions if other is not solution)
    if allowed("refuse_solution", case.state) and not others:
        change(case, "refuse_solution", actor, now, solution.type)
    else:
        journal.record(actor, "dropouts.refuse_solution", case.person)
    db.session.flush()


def start(actor: Membership, solution: Solution, started_on: date, *, now: datetime) -> None:
    """It begins: the case is looked at again one, three and six months later."""
    if started_on > day(now):
        raise Refused("Cette date est dans l’avenir : notez le début quand il aura eu lieu.")
    case = step(actor, solution, "start")
    solution.started_on = started_on
    solution.checks = [SolutionCheck(month=m, due_on=due) for m, due in rules.check_dates(started_on).items()]
    change(case, "start", actor, now, solution.type, next_on=max(solution.checks[0].due_on, day(now)))
    db.session.flush()


def check(actor: Membership, solution: Solution, *, still_in: bool, now: datetime) -> None:
    """Still in it? Yes leads to the next check, then to “stabilised”; no brings the case back at once."""
    pending = [line for line in solution.checks if line.done_on is None]
    if not pending:
        raise Refused("Cette solution n’a plus de point prévu.")
    if still_in and not rules.may_check(pending[0].due_on, day(now)):
        raise Refused(f"Ce point est prévu le {pending[0].due_on:%d/%m/%Y} : il se fait au plus tôt une semaine avant.")
    case = step(actor, solution, "keep" if still_in else "break")
    pending[0].done_on, pending[0].still_in = day(now), still_in
    if not still_in:
        back(actor, case, solution, now)
    elif len(pending) == 1:
        change(case, "stabilise", actor, now, solution.type)
    else:
        case.next_step_on = max(pending[1].due_on, day(now))
        journal.record(actor, "dropouts.check", case.person)
    db.session.flush()


def break_off(actor: Membership, solution: Solution, *, now: datetime) -> None:
    """It broke, between two checks or long after the last one."""
    back(actor, step(actor, solution, "break"), solution, now)
    db.session.flush()


def back(actor: Membership, case: DropoutCase, solution: Solution, now: datetime) -> None:
    """The case returns at once to who had it."""
    solution.ended_on = day(now)
    change(case, "break", actor, now, solution.type)


def complete(actor: Membership, solution: Solution, *, now: datetime) -> None:
    """It ended as it should: what comes next is to be seen with the young person."""
    case = step(actor, solution, "complete")
    solution.ended_on = day(now)
    change(case, "complete", actor, now, solution.type)
    db.session.flush()
