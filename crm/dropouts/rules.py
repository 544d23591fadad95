"""The life of a dropout case as one table, its legal clocks and tests: pure functions and values."""

import calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from crm.codes.dropouts import AttemptChannel, AttemptResult, ExitReason, Verification
from crm.codes.dropouts import DropoutState as State
from crm.codes.people import EducationLevel, LastClass

INTERVIEW_MONTHS = 3
"""L.313-8 of the Code de l'éducation: received by a body of the SPRO within three months of the report."""

FIRST_ATTEMPT = timedelta(days=7)
RETRY = timedelta(days=4)
AMBER = timedelta(days=30)
"""Before the interview is due: the clock turns amber."""

CHECKS = (1, 3, 6)
"""Months after its start at which a solution is checked."""

ATTEMPTS, CHANNELS, OVER_DAYS = 3, 2, 14
"""« Unreachable » is proposed after three attempts on two channels over fourteen days."""

SCHOOL_AGE, MAJORITY = 16, 18


@dataclass(frozen=True)
class Move:
    """One allowed change of state, and what the button says when a person makes it."""

    origins: frozenset[State]
    target: State
    label: str = ""


def move(target: State, *origins: State, label: str = "") -> Move:
    return Move(frozenset(origins), target, label)


ENDED = (State.NOT_CONCERNED, State.TRANSFERRED, State.CLOSED)
OPEN = tuple(state for state in State if state not in ENDED)
CALLABLE = (State.REPORTED, State.TO_CONTACT, State.CONTACTING)

MOVES: dict[str, Move] = {
    "verify": move(State.TO_CONTACT, State.REPORTED, label="Confirmer le décrochage"),
    "discard": move(State.NOT_CONCERNED, State.REPORTED, State.TO_CONTACT, State.CONTACTING, label="Non concerné·e"),
    "attempt": move(State.CONTACTING, State.REPORTED, State.TO_CONTACT, State.CONTACTING, State.UNREACHABLE),
    "reach": move(
        State.REACHED,
        State.REPORTED,
        State.TO_CONTACT,
        State.CONTACTING,
        State.UNREACHABLE,
        State.REACHED,
        State.REFUSED_SUPPORT,
    ),
    "give_up": move(State.UNREACHABLE, State.CONTACTING, label="Déclarer injoignable"),
    "come_back": move(State.CONTACTING, State.UNREACHABLE, State.REFUSED_SUPPORT, label="Reprendre contact"),
    "set_interview": move(State.INTERVIEW_SET, State.REACHED, State.CONTACTING, State.INTERVIEW_SET),
    "miss": move(State.CONTACTING, State.INTERVIEW_SET, label="Ne s’est pas présenté·e"),
    "assess": move(
        State.ASSESSED,
        State.REACHED,
        State.INTERVIEW_SET,
        State.SOLUTION_PROPOSED,
        State.CONTACTING,
        label="Reçu·e en entretien",
    ),
    "propose": move(State.SOLUTION_PROPOSED, State.ASSESSED, State.SOLUTION_PROPOSED),
    "refuse_solution": move(State.ASSESSED, State.SOLUTION_PROPOSED),
    "start": move(State.IN_SOLUTION, State.SOLUTION_PROPOSED, State.ASSESSED),
    "break": move(State.TO_CONTACT, State.IN_SOLUTION, State.STABILISED),
    "stabilise": move(State.STABILISED, State.IN_SOLUTION),
    "refuse_support": move(
        State.REFUSED_SUPPORT,
        State.REACHED,
        State.INTERVIEW_SET,
        State.ASSESSED,
        State.SOLUTION_PROPOSED,
        State.CONTACTING,
        label="Refuse l’accompagnement",
    ),
    "close": move(
        State.CLOSED, State.STABILISED, State.REFUSED_SUPPORT, State.UNREACHABLE, State.ASSESSED, label="Clore le suivi"
    ),
}
"""Every change that a case may know. Buttons, guards and the diagram of the documentation come from here."""


def allowed(name: str, state: State) -> bool:
    return state in MOVES[name].origins


def offered(state: State) -> list[str]:
    """The moves that a page offers as buttons, in the table's order."""
    return [name for name, m in MOVES.items() if m.label and allowed(name, state)]


def add_months(day: date, months: int) -> date:
    """The same day so many months later, or the month's last day where there is none."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return day.replace(year=year, month=month + 1, day=min(day.day, calendar.monthrange(year, month + 1)[1]))


def interview_due(reported_on: date) -> date:
    """L.313-8: three months after the report."""
    return add_months(reported_on, INTERVIEW_MONTHS)


def check_dates(started_on: date) -> dict[int, date]:
    """When to ask whether the person is still in the solution: month → day."""
    return {month: add_months(started_on, month) for month in CHECKS}


def eighteenth_birthday(born_on: date) -> date:
    return add_months(born_on, 12 * MAJORITY)


def is_legal_dropout(
    level: EducationLevel, last_class: LastClass | None, born_on: date, on: date
) -> tuple[bool | None, list[str]]:
    """The test of D.313-59, and its reasons in French; None when a fact is missing.

    No longer enrolled (which the verification says), at least sixteen, without a general baccalauréat or a
    professional diploma at level 3 or 4, after a cycle that leads to one.
    """
    if on < add_months(born_on, 12 * SCHOOL_AGE):
        return False, ["moins de 16 ans : l’instruction est obligatoire"]
    if level is EducationLevel.UNKNOWN or last_class is None:
        missing = "le diplôme" if level is EducationLevel.UNKNOWN else "la dernière classe"
        return None, [f"il manque {missing}"]
    if level not in (
        EducationLevel.BELOW_3_NO_DIPLOMA,
        EducationLevel.BELOW_3_BREVET_CFG,
        EducationLevel.FOREIGN_UNRECOGNISED,
    ):
        return False, ["déjà titulaire d’un diplôme de niveau 3 ou plus"]
    if last_class in (LastClass.C_4E_3E, LastClass.C_3E_PREPA_SEGPA, LastClass.SUP):
        return False, ["la dernière classe ne menait pas à un diplôme de niveau 3 ou 4"]
    return True, ["sans diplôme de niveau 3 ou 4", "a quitté un cycle qui y menait"]


@dataclass(frozen=True)
class Tried:
    """One attempt, as the rule sees it."""

    at: datetime
    channel: AttemptChannel
    result: AttemptResult


def seems_unreachable(attempts: Sequence[Tried]) -> bool:
    """Three attempts without reaching the person, on two channels, over fourteen days, since they were last reached."""
    since: list[Tried] = []
    for attempt in attempts:
        since = [] if attempt.result is AttemptResult.REACHED else [*since, attempt]
    if len(since) < ATTEMPTS or len({attempt.channel for attempt in since}) < CHANNELS:
        return False
    return since[-1].at - since[0].at >= timedelta(days=OVER_DAYS)


def priority(born_on: date, *, rqth: bool, requested: bool, today: date) -> int:
    """0 for those who go first: minors, RQTH, explicit requests; 1 for all others."""
    return 0 if requested or rqth or today < eighteenth_birthday(born_on) else 1


EXITS = {
    State.STABILISED: ExitReason.SOLUTION_STABLE,
    State.REFUSED_SUPPORT: ExitReason.REFUSED_SUPPORT,
    State.UNREACHABLE: ExitReason.UNREACHABLE_CLOSED,
    State.ASSESSED: ExitReason.QUALIFIED,
}
"""The usual reason to close from each state."""

NOT_CONFIRMED = tuple(code for code in Verification if code is not Verification.CONFIRMED)
