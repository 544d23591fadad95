"""What can be done with dropout cases. Every change goes through the table of allowed moves and is recorded."""

from datetime import date, datetime, timedelta

from crm import journal
from crm.accounts.models import Membership, User
from crm.appointments.models import Participation
from crm.codes.appointments import ParticipationStatus
from crm.codes.dropouts import (
    AttemptChannel,
    AttemptResult,
    DropoutSource,
    ExitReason,
    ObligationState,
    SolutionStatus,
    SolutionType,
    Verification,
)
from crm.codes.dropouts import DropoutState as State
from crm.codes.people import CircleReason
from crm.db import db
from crm.dropouts import queries, rules
from crm.dropouts.models import (
    ContactAttempt,
    DropoutCase,
    DropoutReport,
    DropoutTransition,
    Solution,
    SolutionCheck,
    TrainingObligation,
)
from crm.dropouts.rules import MOVES, allowed, interview_due
from crm.errors import Refused
from crm.people.actions import came, join, leave
from crm.people.models import Person
from crm.people.rules import forbidden_number, is_minor
from crm.policy import May, require
from crm.structures.models import Structure

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


def report(
    actor: Membership,
    person: Person,
    *,
    source: DropoutSource,
    reported_on: date,
    now: datetime,
    school_uai: str | None = None,
    school_name: str = "",
    left_on: date | None = None,
    import_id: int | None = None,
    requested: bool = False,
) -> DropoutCase:
    """Record a report: it opens a case, or joins the one that is open. The platform's lead owns it until assigned."""
    require(actor, May.REPORT_DROPOUT)
    if reported_on > now.date():
        raise Refused("La date du signalement est dans l’avenir : vérifiez-la.")
    case = queries.open_case(person) or open_case(actor, person, reported_on, now, requested=requested)
    case.reports.append(
        DropoutReport(
            source=source,
            reported_on=reported_on,
            school_uai=school_uai,
            school_name=school_name,
            left_on=left_on,
            reported_by_id=actor.user_id,
            import_id=import_id,
        )
    )
    journal.record(actor, "dropouts.report", person)
    db.session.flush()
    return case


def open_case(actor: Membership, person: Person, reported_on: date, now: datetime, *, requested: bool) -> DropoutCase:
    platform = actor.platform or queries.platform_of(person.commune_code) or queries.any_platform()
    if platform is None:
        raise Refused("Aucune plateforme (PSAD) ne couvre ce territoire : demandez à l’administration de l’ajouter.")
    legal, _ = rules.is_legal_dropout(person.education_level, person.last_class, person.born_on, reported_on)
    case = DropoutCase(
        person=person,
        platform=platform,
        structure_id=platform.lead_structure_id,
        state=State.REPORTED,
        reported_on=reported_on,
        interview_due_on=interview_due(reported_on),
        next_step_on=now.date() + rules.FIRST_ATTEMPT,
        requested=requested,
        is_legal_dropout=legal,
        commune_code=person.commune_code,
        version=1,
    )
    db.session.add(case)
    db.session.flush()
    join(person, CircleReason.DROPOUT, now=now, structure_id=case.structure_id)
    join(person, CircleReason.DROPOUT, now=now, platform_id=platform.id)
    watch_obligation(person, case.structure_id, now.date())
    return case


def watch_obligation(person: Person, structure_id: int, today: date) -> None:
    """A 16-17 year-old is under the obligation de formation (L.114-1): it is followed apart from the case."""
    if is_minor(person.born_on, today) and today >= rules.add_months(person.born_on, 12 * rules.SCHOOL_AGE):
        obligation = TrainingObligation(
            person_id=person.id,
            structure_id=structure_id,
            state=ObligationState.TO_CHECK,
            opened_on=today,
            ends_on=rules.eighteenth_birthday(person.born_on),
        )
        db.session.add(obligation)


def verify(actor: Membership, case: DropoutCase, *, now: datetime) -> None:
    require(actor, May.WORK_CASE, case)
    change(case, "verify", actor, now)
    case.verification = Verification.CONFIRMED
    db.session.flush()


def discard(actor: Membership, case: DropoutCase, code: Verification, *, now: datetime) -> None:
    """Not concerned, and why: enrolled elsewhere, already graduated, under sixteen."""
    require(actor, May.WORK_CASE, case)
    if code is Verification.CONFIRMED:
        raise Refused("Choisissez pourquoi ce jeune n’est pas concerné.")
    case.verification = code
    change(case, "discard", actor, now, code)
    end(case, ExitReason.NOT_CONCERNED, now)


def assign(actor: Membership, case: DropoutCase, structure: Structure, owner: User | None, *, now: datetime) -> None:
    """Give the case to a structure, which enters the circle and owns the next step."""
    require(actor, May.ASSIGN_CASE, case)
    if case.structure_id != structure.id:
        leave(case.person, CircleReason.DROPOUT, now=now, structure_id=case.structure_id)
        join(case.person, CircleReason.DROPOUT, now=now, structure_id=structure.id)
    case.structure_id, case.assigned, case.owner_id = structure.id, True, owner.id if owner else None
    case.next_step_on = min(case.next_step_on or now.date(), now.date() + WEEK)
    journal.record(actor, "dropouts.assign", case.person)
    db.session.flush()


def attempt(
    actor: Membership,
    case: DropoutCase,
    channel: AttemptChannel,
    result: AttemptResult,
    comment: str,
    *,
    now: datetime,
) -> ContactAttempt:
    """Log one try to reach the person, and move the case accordingly."""
    require(actor, May.WORK_CASE, case)
    if why := forbidden_number(comment):
        raise Refused(why)
    tried = ContactAttempt(
        at=now,
        channel=channel,
        result=result,
        author_id=actor.user_id,
        structure_id=case.structure_id,
        comment=comment,
    )
    case.attempts.append(tried)
    case.first_attempt_at = case.first_attempt_at or now
    case.owner_id = case.owner_id or (actor.user_id if actor.structure_id == case.structure_id else None)
    case.verification = case.verification or Verification.CONFIRMED
    reached = result is AttemptResult.REACHED
    if reached:
        case.reached_at = case.reached_at or now
        came(case.person, now)
    name = "reach" if reached else "attempt"
    if allowed(name, case.state):
        change(case, name, actor, now)
        case.next_step_on = now.date() + (WEEK if reached else rules.RETRY)
    db.session.flush()
    return tried


SIMPLE = ("give_up", "come_back", "miss", "assess", "refuse_support", "close")
"""Moves that need nothing but the decision."""

NEXT = {
    "give_up": MONTH,
    "come_back": timedelta(),
    "miss": timedelta(),
    "assess": 2 * WEEK,
    "refuse_support": 6 * MONTH,
}


def decide(actor: Membership, case: DropoutCase, name: str, *, now: datetime) -> None:
    """Make one of the moves that need nothing but the decision."""
    require(actor, May.WORK_CASE, case)
    if name not in SIMPLE:
        raise Refused("Cette décision n’existe pas.")
    reason = rules.EXITS.get(case.state, ExitReason.QUALIFIED)
    change(case, name, actor, now)
    if name == "close":
        end(case, reason, now)
        return
    if name == "assess":
        case.interviewed_at = case.interviewed_at or now
        case.reached_at = case.reached_at or now
        came(case.person, now)
    case.next_step_on = now.date() + NEXT[name]
    db.session.flush()


def end(case: DropoutCase, reason: ExitReason, now: datetime) -> None:
    case.closed_on, case.exit_reason, case.next_step_on = now.date(), reason, None
    leave(case.person, CircleReason.DROPOUT, now=now, structure_id=case.structure_id)
    leave(case.person, CircleReason.DROPOUT, now=now, platform_id=case.platform_id)
    db.session.flush()


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


def follow(participation: Participation, now: datetime) -> None:
    """An interview kept by a person with an open case is the interview that the law asks for."""
    case = queries.open_case(participation.person)
    if case is None or participation.appointment.structure_id != case.structure_id:
        return
    if participation.status is ParticipationStatus.ATTENDED and allowed("assess", case.state):
        change(case, "assess", None, now)
        case.interviewed_at = case.interviewed_at or participation.starts_at
        case.reached_at = case.reached_at or participation.starts_at
        case.next_step_on = now.date() + 2 * WEEK
    elif participation.status is ParticipationStatus.NO_SHOW and allowed("miss", case.state):
        change(case, "miss", None, now)
        case.next_step_on = now.date()
    db.session.flush()


def wake(now: datetime) -> int:
    """“Unreachable” reverses by itself when the person comes, calls or writes. Returns how many came back."""
    back = 0
    for case in queries.waiting(now):
        gave_up = max((t.at for t in case.transitions if t.move == "give_up"), default=None)
        if gave_up and (case.person.last_contact_from_person_at or gave_up) > gave_up:
            change(case, "come_back", None, now)
            case.next_step_on = now.date()
            back += 1
    db.session.flush()
    return back
