"""D, dropouts: each case goes at random through moves that are allowed."""

import calendar
from collections.abc import Iterator
from datetime import date, datetime, timedelta

from crm.codes.dropouts import (
    AttemptChannel,
    AttemptResult,
    DropoutSource,
    ExitReason,
    SolutionStatus,
    SolutionType,
    Verification,
)
from crm.codes.dropouts import DropoutState as State
from crm.dropouts.models import ContactAttempt, DropoutCase, DropoutReport, DropoutTransition, Solution, SolutionCheck
from crm.dropouts.rules import ENDED, MOVES, allowed
from crm.people.models import Person
from crm.structures.models import Platform
from tests import factories
from tests.reports.twice import Fact, World, local, midnight, once, second

LIKELY = ("attempt", "give_up", "refuse_support")
"""Moves that happen more often than others."""
MINUTE = timedelta(minutes=1)


def tell(w: World) -> None:
    platform = factories.make_platform("PSAD", w.staff[0].structure, ["595"])
    for person in w.people:
        case = reported(w, person, platform, w.day(before=w.pick((90, 260)), after=0))
        while case.state in ENDED and w.maybe(0.8):
            case = reported(w, person, platform, case.closed_on + w.later(60 * 24 * 60))


def reported(w: World, person: Person, platform: Platform, on: date) -> DropoutCase:
    case = DropoutCase(
        person_id=person.id,
        platform_id=platform.id,
        structure_id=w.pick(w.staff).structure_id,
        state=State.REPORTED,
        reported_on=on,
        interview_due_on=after(on, 3),
        next_step_on=on,
        commune_code=w.home(person, midnight(on)),
        solutions=[solution(w, on) for _ in range(w.chance.randrange(3, 10))],
    )
    for day in sorted({on, *(max(on, w.day()) for _ in range(w.chance.randrange(3)))}):
        case.reports.append(DropoutReport(source=w.pick(DropoutSource), reported_on=day))
    at = midnight(on)
    for _ in range(w.chance.randrange(w.pick((3, 10)))):
        at += w.later(15 * 24 * 60)
        names = [name for name in MOVES if allowed(name, case.state)]
        names += [name for name in names if name in LIKELY] * 3
        name, day = w.pick((("attempt", on + timedelta(days=30)), ("assess", case.interview_due_on)))
        if allowed(name, case.state) and local(at) <= day and w.maybe(0.2):  # in the last minute, or just too late
            move(w, case, at := midnight(day, 1) - w.pick((0, 1)) * MINUTE, name)
        elif names:
            move(w, case, at, w.pick(names))
    last = w.pick(("give_up", "refuse_support", "discard"))
    if allowed(last, case.state):
        move(w, case, at + w.later(60), last)
    w.add(case)
    return case


def move(w: World, case: DropoutCase, at: datetime, name: str) -> None:
    """One more, with what the product writes beside it."""
    target = MOVES[name].target
    case.transitions.append(DropoutTransition(move=name, from_state=case.state, to_state=target, at=at))
    case.state = target
    if name == "discard":
        case.verification = w.pick([code for code in Verification if code != "confirmed"])
    elif name != "transfer":
        case.verification = Verification.CONFIRMED
    if name in ("attempt", "reach"):
        result = AttemptResult.REACHED if name == "reach" else AttemptResult.NO_ANSWER
        who = {"author_id": w.staff[0].user_id, "structure_id": case.structure_id}
        case.attempts.append(ContactAttempt(at=at, channel=w.pick(AttemptChannel), result=result, **who))
    if name in ("reach", "assess"):
        case.reached_at = case.reached_at or at
    if name == "assess":
        case.interviewed_at = case.interviewed_at or at
    if target in ENDED:
        case.closed_on, case.exit_reason = local(at), ExitReason.MOVED


def solution(w: World, reported_on: date) -> Solution:
    """Proposed, and perhaps begun, checked and over: often on the very day on which it has lasted so long."""
    status = w.pick(SolutionStatus)
    proposed_on = reported_on + w.later(120 * 24 * 60)
    begun = status in ("started", "maintained", "broken", "completed")
    started_on = last_of_month(proposed_on) if w.maybe(0.2) else proposed_on + timedelta(days=w.chance.randrange(40))
    return Solution(
        type=w.pick(SolutionType),
        status=status,
        proposed_on=proposed_on,
        started_on=started_on if begun else None,
        ended_on=ends(w, started_on) if status in ("broken", "completed") else None,
        author_id=w.staff[0].user_id,
        checks=[check(w, started_on, month) for month in (1, 3, 6) if begun],
    )


def ends(w: World, started_on: date) -> date:
    due = after(started_on, w.pick((3, 6)))
    return w.pick((due - timedelta(days=1), due, started_on + timedelta(days=w.chance.randrange(200))))


def check(w: World, started_on: date, month: int) -> SolutionCheck:
    due_on, done = after(started_on, month), w.maybe()
    return SolutionCheck(
        month=month, due_on=due_on, done_on=due_on if done else None, still_in=w.maybe(0.8) if done else None
    )


def last_of_month(day: date) -> date:
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def after(day: date, months: int) -> date:
    """So many months later, date to date: the month's last day where there is no such day."""
    year, month = day.year + (day.month - 1 + months) // 12, (day.month - 1 + months) % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def reports(w: World) -> Iterator[DropoutReport]:
    return (report for report in w.rows(DropoutReport) if w.holds(report.reported_on))


def of_report(report: DropoutReport) -> Fact:
    case = report.case
    under = {"source": report.source, "code": case.verification}
    return Fact(case.commune_code, report.reported_on, case.person_id, under=under)


@second("D-1")
def all_reports(w: World) -> list[Fact]:
    return [of_report(report) for report in reports(w)]


@second("D-2")
def not_concerned(w: World) -> list[Fact]:
    return [of_report(report) for report in reports(w) if report.case.verification not in (None, "confirmed")]


@second("D-3", verification="confirmed")
@second("D-1v", verification=None)
def by_verification(w: World, verification: str | None) -> list[Fact]:
    return [of_report(report) for report in reports(w) if report.case.verification == verification]


def month_old(w: World) -> list[DropoutCase]:
    """Confirmed, and their thirty days ended in the quarter."""
    confirmed = [case for case in w.rows(DropoutCase) if case.verification == "confirmed"]
    return [case for case in confirmed if w.holds(case.reported_on + timedelta(days=30))]


def facts(cases: list[DropoutCase]) -> list[Fact]:
    return [Fact(case.commune_code, case.reported_on, case.person_id) for case in cases]


@second("D-4t")
def observed_thirty_days(w: World) -> list[Fact]:
    return facts(month_old(w))


@second("D-4")
def tried(w: World) -> list[Fact]:
    def soon(case: DropoutCase) -> bool:
        return any((local(attempt.at) - case.reported_on).days <= 30 for attempt in case.attempts)

    return facts([case for case in month_old(w) if soon(case)])


@second("D-5")
def reached(w: World) -> list[Fact]:
    return facts([case for case in month_old(w) if case.reached_at and local(case.reached_at) < w.last])


def three_months_old(w: World) -> list[DropoutCase]:
    confirmed = [case for case in w.rows(DropoutCase) if case.verification == "confirmed"]
    return [case for case in confirmed if w.before <= case.reported_on < w.first]


@second("D-7t")
def observed_three_months(w: World) -> list[Fact]:
    return facts(three_months_old(w))


@second("D-7")
def received(w: World) -> list[Fact]:
    def in_time(case: DropoutCase) -> bool:
        return case.interviewed_at is not None and local(case.interviewed_at) <= after(case.reported_on, 3)

    return facts([case for case in three_months_old(w) if in_time(case)])


def state_at_the_end(w: World, case: DropoutCase) -> State:
    state = State.REPORTED
    for step in sorted(case.transitions, key=lambda step: (step.at, step.id)):
        if local(step.at) < w.last:
            state = step.to_state
    return state


@second("D-15", wanted=tuple(State))
@second("D-6", wanted=("unreachable",))
def stock(w: World, wanted: tuple[str, ...]) -> list[Fact]:
    """Cases that had left the state of a report, and not ended, when the quarter ended."""
    found = []
    for case in w.rows(DropoutCase):
        state = state_at_the_end(w, case)
        if case.reported_on < w.last and state not in (*ENDED, "reported") and state in wanted:
            found.append(Fact(case.commune_code, w.last_day, case.person_id, under={"state": state}))
    return found


def of_solutions(w: World, day_of) -> list[Fact]:
    """Solutions by the day of something that happened to them, where that is in the quarter, in order."""
    dated = [(day_of(one), one.id, one) for one in w.rows(Solution) if day_of(one) and w.holds(day_of(one))]
    return [
        Fact(
            one.case.commune_code,
            day,
            one.case.person_id,
            value=(day - one.case.reported_on).days,
            under={"solution": one.type},
        )
        for day, _, one in sorted(dated, key=lambda line: line[:2])
    ]


@second("D-8")
def proposed(w: World) -> list[Fact]:
    return once(of_solutions(w, lambda one: one.proposed_on))


@second("D-9")
@second("D-14b")
def started(w: World) -> list[Fact]:
    return once(of_solutions(w, lambda one: one.started_on))


@second("D-10t", months=3)
@second("D-11t", months=6)
def lasted(w: World, months: int) -> list[Fact]:
    return of_solutions(w, lambda one: one.started_on and after(one.started_on, months))


@second("D-10", months=3)
@second("D-11", months=6)
def maintained(w: World, months: int) -> list[Fact]:
    """Of those, not ended before that day, nor found over by the check of that month."""

    def still(one: Solution) -> date | None:
        due = one.started_on and after(one.started_on, months)
        over = any(check.month == months and check.still_in is False for check in one.checks)
        return None if over or (due and one.ended_on and one.ended_on < due) else due

    return of_solutions(w, still)


@second("D-12")
def broken(w: World) -> list[Fact]:
    return of_solutions(w, lambda one: one.ended_on if one.status == "broken" else None)


@second("D-13")
def refused(w: World) -> list[Fact]:
    moves = [(step, case) for case in w.rows(DropoutCase) for step in case.transitions if w.holds(local(step.at))]
    moves = sorted((line for line in moves if line[0].to_state == "refused_support"), key=lambda line: line[0].at)
    return once(Fact(case.commune_code, local(step.at), case.person_id) for step, case in moves)


@second("D-14t")
@second("D-14")
def newly_reached(w: World) -> list[Fact]:
    return [
        Fact(case.commune_code, local(case.reached_at), case.person_id, value=days_to_reach(case))
        for case in w.rows(DropoutCase)
        if case.reached_at and w.holds(local(case.reached_at))
    ]


def days_to_reach(case: DropoutCase) -> int:
    return (local(case.reached_at) - case.reported_on).days
