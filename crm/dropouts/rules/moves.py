"""The life of a dropout case, and that of its solutions, as two tables of allowed moves."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum

from crm.codes.dropouts import DropoutState as State
from crm.codes.dropouts import ExitReason, SolutionStatus, Verification

TODAY, RETRY, WEEK, FORTNIGHT = timedelta(), timedelta(days=4), timedelta(days=7), timedelta(days=14)
MONTH, HALF_YEAR = timedelta(days=30), timedelta(days=182)


class By(Enum):
    """Whose move it is."""

    STAFF = "staff"
    """Whoever works on the case: in its structure, or its coordinator."""

    PERSON = "person"
    """The young person, by what they do: they come, answer, call back; or somebody gives their new number."""


@dataclass(frozen=True)
class Move:
    """One allowed change of state: from which states, to which one, by whom, and when the next step is due."""

    origins: frozenset[State]
    target: State
    by: tuple[By, ...]
    label: str
    """What the button says, for the moves that need nothing but the decision."""

    then: timedelta | None
    """From the move to the next step; None where the move ends the case."""


def move(
    target: State,
    *origins: State,
    then: timedelta | None,
    label: str = "",
    by: tuple[By, ...] = (By.STAFF,),
) -> Move:
    return Move(frozenset(origins), target, by, label, then)


ENDED = (State.NOT_CONCERNED, State.TRANSFERRED, State.CLOSED)
OPEN = tuple(state for state in State if state not in ENDED)
"""States in which a structure owns a next step, with its date."""

NEW = (State.REPORTED, State.TO_CONTACT)
CALLABLE = (*NEW, State.CONTACTING)
RECEIVED = (State.ASSESSED, State.SOLUTION_PROPOSED)
SETTLED = (State.IN_SOLUTION, State.STABILISED)
AWAY = (State.UNREACHABLE, State.REFUSED_SUPPORT)
"""Nobody calls, and the first sign of life brings the case back."""

CLOCKED = tuple(state for state in OPEN if state not in (*SETTLED, State.REFUSED_SUPPORT))
"""Where the three months of L.313-8 run, until the interview has taken place."""

MEETING = (*CALLABLE, State.UNREACHABLE, State.REACHED, State.INTERVIEW_SET, State.REFUSED_SUPPORT)
ANYBODY = (By.STAFF, By.PERSON)

MOVES: dict[str, Move] = {
    "verify": move(State.TO_CONTACT, State.REPORTED, then=TODAY, label="Confirmer le décrochage"),
    "discard": move(
        State.NOT_CONCERNED, *CALLABLE, State.UNREACHABLE, State.REACHED, State.INTERVIEW_SET, State.ASSESSED, then=None
    ),
    "attempt": move(State.CONTACTING, *CALLABLE, State.UNREACHABLE, then=RETRY),
    "reach": move(State.REACHED, *CALLABLE, *AWAY, State.REACHED, then=WEEK),
    "give_up": move(State.UNREACHABLE, State.CONTACTING, then=MONTH, label="Déclarer injoignable"),
    "come_back": move(State.CONTACTING, *AWAY, then=TODAY, label="Reprendre contact", by=ANYBODY),
    "set_interview": move(State.INTERVIEW_SET, *MEETING, then=WEEK),
    "unset": move(State.REACHED, State.INTERVIEW_SET, then=TODAY, by=ANYBODY),
    "miss": move(State.CONTACTING, State.INTERVIEW_SET, then=TODAY, label="Ne s’est pas présenté·e"),
    "assess": move(State.ASSESSED, *MEETING, then=FORTNIGHT, label="Reçu·e en entretien"),
    "propose": move(State.SOLUTION_PROPOSED, *RECEIVED, then=FORTNIGHT),
    "refuse_solution": move(State.ASSESSED, State.SOLUTION_PROPOSED, then=WEEK),
    "start": move(State.IN_SOLUTION, *RECEIVED, then=MONTH),
    "stabilise": move(State.STABILISED, State.IN_SOLUTION, then=MONTH),
    "complete": move(State.ASSESSED, *SETTLED, then=WEEK),
    "break": move(State.TO_CONTACT, *SETTLED, then=TODAY),
    "refuse_support": move(
        State.REFUSED_SUPPORT,
        *(State.CONTACTING, State.REACHED, State.INTERVIEW_SET, *RECEIVED),
        then=HALF_YEAR,
        label="Refuse l’accompagnement",
    ),
    "transfer": move(State.TRANSFERRED, *OPEN, then=None),
    "close": move(State.CLOSED, *RECEIVED[:1], *AWAY, State.STABILISED, then=None),
}
"""Every change that a case may know. Buttons, guards, next dates and the diagram of docs/dropouts.md come from here."""


def allowed(name: str, state: State) -> bool:
    return state in MOVES[name].origins


def offered(state: State) -> list[str]:
    """The moves that a page offers as buttons, in the table's order."""
    return [name for name, m in MOVES.items() if m.label and allowed(name, state)]


EXITS: dict[State, tuple[ExitReason, ...]] = {
    State.STABILISED: (ExitReason.SOLUTION_STABLE, ExitReason.QUALIFIED),
    State.ASSESSED: (ExitReason.QUALIFIED,),
    State.REFUSED_SUPPORT: (ExitReason.REFUSED_SUPPORT,),
    State.UNREACHABLE: (ExitReason.UNREACHABLE_CLOSED,),
}
ALWAYS = (ExitReason.AGED_OUT_26, ExitReason.DECEASED)


def exits(state: State) -> tuple[ExitReason, ...]:
    """The reasons for which a case may be closed from a state, the usual one first; none where it may not."""
    return (*EXITS[state], *ALWAYS) if state in EXITS else ()


NOT_CONFIRMED = tuple(code for code in Verification if code is not Verification.CONFIRMED)
"""The codes of false positives: why somebody reported did not drop out."""


@dataclass(frozen=True)
class Step:
    """One allowed change of a solution."""

    origins: frozenset[SolutionStatus]
    target: SolutionStatus


Status = SolutionStatus
WISHED = frozenset({Status.PROPOSED, Status.ACCEPTED})
RUNNING = frozenset({Status.STARTED, Status.MAINTAINED})

STEPS: dict[str, Step] = {
    "accept": Step(frozenset({Status.PROPOSED}), Status.ACCEPTED),
    "refuse": Step(WISHED, Status.REFUSED),
    "start": Step(WISHED, Status.STARTED),
    "keep": Step(RUNNING, Status.MAINTAINED),
    "break": Step(RUNNING, Status.BROKEN),
    "complete": Step(RUNNING, Status.COMPLETED),
}
"""Every change that a solution may know."""


def may(name: str, status: SolutionStatus) -> bool:
    return status in STEPS[name].origins


def steps(status: SolutionStatus) -> Collection[str]:
    return [name for name, step in STEPS.items() if status in step.origins]
