"""D, dropouts. Source: reports, cases, their moves, attempts and solutions. Attribution: the structure that owns it,
the commune of residence written when it was reported."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import ColumnElement, Date, cast, func, or_, select
from sqlalchemy.dialects.postgresql import distinct_on

from crm.codes.dropouts import DropoutState, SolutionStatus, Verification
from crm.dropouts.models import ContactAttempt, DropoutCase, DropoutReport, DropoutTransition, Solution, SolutionCheck
from crm.reports.queries.indicators.shared import Facts, Period, day, facts, some

Case = DropoutCase
ENDED = (DropoutState.NOT_CONCERNED, DropoutState.TRANSFERRED, DropoutState.CLOSED)


def reports(p: Period, *conditions: Any, **more: Any) -> Facts:
    """D-1 by source, and with conditions D-2 by code, D-3, and D-1v. Unit: reports received in P."""
    found = facts(
        DropoutReport, DropoutReport.reported_on, Case.commune_code, Case.structure_id, person=Case.person_id, **more
    ).join(Case, Case.id == DropoutReport.case_id)
    return found.where(p.has(DropoutReport.reported_on), *conditions)


def reported(p: Period) -> Facts:
    """D-1. Unit: reports received in P, by source."""
    return reports(p, source=DropoutReport.source)


def not_concerned(p: Period) -> Facts:
    """D-2. Of D-1, those that verification found not to be of a dropout, by code."""
    return reports(p, Case.verification != Verification.CONFIRMED, code=Case.verification)


def confirmed(p: Period) -> Facts:
    """D-3. Of D-1, those verified as confirmed."""
    return reports(p, Case.verification == Verification.CONFIRMED)


def unverified(p: Period) -> Facts:
    """D-1v. Of D-1, those that nobody has verified: printed apart, never silently in or out."""
    return reports(p, Case.verification.is_(None))


def cases(p: Period, *conditions: Any) -> Facts:
    """Confirmed cases first reported in P."""
    found = facts(Case, Case.reported_on, Case.commune_code, Case.structure_id)
    return found.where(p.has(Case.reported_on), Case.verification == Verification.CONFIRMED, *conditions)


def month_old(p: Period) -> Facts:
    """The denominator of D-4 and D-5: confirmed cases observed for 30 days when P ends."""
    return cases(p.earlier(30))


def tried(p: Period) -> Facts:
    """D-4. Of those, with an attempt within 30 days of the report."""
    soon = day(ContactAttempt.at) <= Case.reported_on + 30
    return cases(p.earlier(30), some(ContactAttempt.case_id == Case.id, soon))


def reached(p: Period) -> Facts:
    """D-5. Of those, reached at least once by the end of P."""
    return cases(p.earlier(30), Case.reached_at < p.end)


def state_at(p: Period) -> ColumnElement[Any]:
    """Where a case was when P ended: after its last move before that, or else before its first one since."""
    move = DropoutTransition
    last = (
        select(move.to_state)
        .where(move.case_id == Case.id, move.at < p.end)
        .order_by(move.at.desc(), move.id.desc())
        .limit(1)
    )
    following = (
        select(move.from_state).where(move.case_id == Case.id, move.at >= p.end).order_by(move.at, move.id).limit(1)
    )
    return func.coalesce(last.scalar_subquery(), following.scalar_subquery(), Case.state)


def open_cases(p: Period) -> Facts:
    """D-15 by state. Unit: cases verified and open on the last day of P."""
    ended_since = or_(Case.closed_on.is_(None), Case.closed_on >= p.last)
    all_cases = facts(Case, p.last_day, Case.commune_code, Case.structure_id, state=state_at(p))
    found = all_cases.where(Case.reported_on < p.last, ended_since).subquery()
    open_ = found.c.state.not_in([s.value for s in (*ENDED, DropoutState.REPORTED)])
    return select(*found.c).where(open_)


def unreachable(p: Period) -> Facts:
    """D-6. Of D-15, those whose young person was unreachable."""
    found = open_cases(p).subquery()
    return select(*found.c).where(found.c.state == DropoutState.UNREACHABLE.value)


def three_months_old(p: Period) -> Facts:
    """The denominator of D-7: confirmed cases reported the quarter before, whose three months are over."""
    return cases(p.previous)


def received(p: Period) -> Facts:
    """D-7, the legal clock (L.313-8). Of those, interviewed within three months of the report."""
    return cases(p.previous, day(Case.interviewed_at) <= Case.interview_due_on)


def solutions(p: Period, on: Any, *conditions: Any, **more: Any) -> Facts:
    found = facts(
        Solution, on, Case.commune_code, Case.structure_id, person=Case.person_id, solution=Solution.type, **more
    ).join(Case, Case.id == Solution.case_id)
    return found.where(p.has(on), *conditions)


def proposed(p: Period) -> Facts:
    """D-8. Unit: people, once, to whom a solution was proposed in P."""
    return solutions(p, Solution.proposed_on)


def started(p: Period) -> Facts:
    """D-9 by solution. Unit: people, once, whose solution started in P (the latest, if several)."""
    return solutions(p, Solution.started_on)


def due(months: int) -> ColumnElement[Any]:
    """The day at which a solution has lasted so many months."""
    return cast(Solution.started_on + func.make_interval(0, months), Date)


def lasted(months: int) -> Callable[[Period], Facts]:
    """The denominators of D-10 and D-11: solutions whose third (sixth) month ends in P."""
    return lambda p: solutions(p, due(months))


def maintained(months: int) -> Callable[[Period], Facts]:
    """D-10, D-11. Of those, still started or maintained on that day: not ended before, as broken or as completed, nor
    found over by its check."""
    gone = some(
        SolutionCheck.solution_id == Solution.id, SolutionCheck.month == months, SolutionCheck.still_in.is_(False)
    )
    kept = or_(Solution.ended_on.is_(None), Solution.ended_on >= due(months))
    return lambda p: solutions(p, due(months), kept, ~gone)


def broken(p: Period) -> Facts:
    """D-12 by solution. Unit: solutions broken in P."""
    return solutions(p, Solution.ended_on, Solution.status == SolutionStatus.BROKEN)


def refused(p: Period) -> Facts:
    """D-13. Unit: people, once, who refused support in P. Sensitive."""
    move = DropoutTransition
    found = facts(Case, day(move.at), Case.commune_code, Case.structure_id).join(move, move.case_id == Case.id)
    return found.where(p.holds(move.at), move.to_state == DropoutState.REFUSED_SUPPORT)


def newly_reached(p: Period, **more: Any) -> Facts:
    """Whose people D-14 is of: cases reached for the first time in P."""
    found = facts(Case, day(Case.reached_at), Case.commune_code, Case.structure_id, **more)
    return found.where(p.holds(Case.reached_at))


def days_to_reach(p: Period) -> Facts:
    """D-14. Unit: calendar days from report to the first contact, median."""
    return newly_reached(p, value=day(Case.reached_at) - Case.reported_on)


def days_to_solution(p: Period) -> Facts:
    """D-14, second part. Unit: calendar days from report to the start of the solution, median, over D-9."""
    found = solutions(p, Solution.started_on, value=Solution.started_on - Case.reported_on)
    return found.ext(distinct_on(Case.person_id)).order_by(
        Case.person_id, Solution.started_on.desc(), Solution.id.desc()
    )
