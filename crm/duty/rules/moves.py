"""The life of an obligation de formation as one table, and its dates: pure functions and values."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum

from crm.codes.duty import ObligationState as State
from crm.codes.structures import Role
from crm.dropouts.rules import add_months
from crm.people.rules import birthday, born_by

FROM, UNTIL = 16, 18
"""The obligation begins at sixteen, when that of instruction ends, and ends at eighteen (L.114-1)."""

SUMMONS_MONTHS = 2
"""R.114-7: from the formal summons to the transmission to the président du conseil départemental."""

WARNED = {Role.COUNSELLOR: 30, Role.STRUCTURE_MANAGER: 15, Role.PSAD_COORDINATOR: 7}
"""Days before the end of the two months at which each is told: the clock climbs by itself."""


class By(Enum):
    """Who makes a move: somebody, or the product from the facts and the calendar."""

    PERSON = "a person"
    PRODUCT = "computed"


@dataclass(frozen=True)
class Move:
    """One allowed change of state, by whom, and what the button says."""

    origins: frozenset[State]
    target: State
    by: By
    label: str = ""


def move(target: State, by: By, *origins: State, label: str = "") -> Move:
    return Move(frozenset(origins), target, by, label)


LIVING = tuple(state for state in State if state is not State.ENDED_MAJORITY)
CLOCKED = (State.SUMMONED, State.TO_TRANSMIT)
"""The two months of R.114-7 run, or have run out."""

CALLED = (*CLOCKED, State.TRANSMITTED_DEPARTMENT)
"""A formal summons stands: only what began since then answers it."""

UNMET = (State.TO_CHECK, State.NOT_SATISFIED, *CALLED)

MOVES: dict[str, Move] = {
    "satisfy": move(State.SATISFIED, By.PRODUCT, *UNMET),
    "lapse": move(State.NOT_SATISFIED, By.PRODUCT, State.TO_CHECK, State.SATISFIED),
    "doubt": move(State.TO_CHECK, By.PRODUCT, State.SATISFIED),
    "confirm": move(State.SATISFIED, By.PERSON, *UNMET, label="Noter ce qui la satisfait"),
    "deny": move(State.NOT_SATISFIED, By.PERSON, State.TO_CHECK, label="Vérifié : pas de solution"),
    "exempt": move(State.EXEMPT_MEDICAL, By.PERSON, *UNMET, State.SATISFIED, label="Noter un certificat médical"),
    "resume": move(State.TO_CHECK, By.PERSON, State.EXEMPT_MEDICAL, label="L’exemption a pris fin"),
    "summon": move(State.SUMMONED, By.PERSON, State.TO_CHECK, State.NOT_SATISFIED, State.SATISFIED, label="Convoquer"),
    "withdraw": move(State.TO_CHECK, By.PERSON, *CLOCKED, label="Annuler la convocation"),
    "overdue": move(State.TO_TRANSMIT, By.PRODUCT, State.SUMMONED),
    "transmit": move(State.TRANSMITTED_DEPARTMENT, By.PERSON, State.TO_TRANSMIT, label="Noter la transmission"),
    "come_of_age": move(State.ENDED_MAJORITY, By.PRODUCT, *LIVING),
}
"""Every change that an obligation may know. Buttons, guards and the diagram of docs/duty.md come from here."""


def allowed(name: str, state: State) -> bool:
    return state in MOVES[name].origins


def offered(state: State) -> list[str]:
    """The moves that a page offers as buttons, in the table's order."""
    return [name for name, m in MOVES.items() if m.label and allowed(name, state)]


def opening(born_on: date, known_on: date) -> date:
    """When the obligation of somebody known begins for us: at sixteen, or when we met them."""
    return max(birthday(born_on, FROM), known_on)


def is_concerned(born_on: date, today: date) -> bool:
    """Sixteen or seventeen on that day."""
    return birthday(born_on, FROM) <= today < birthday(born_on, UNTIL)


def born_between(today: date) -> tuple[date, date]:
    """The first and last birth dates of whoever is 16 or 17 on that day."""
    return born_by(today, UNTIL) + timedelta(days=1), born_by(today, FROM)


def transmit_due(summoned_on: date) -> date:
    """The last day of the two months of R.114-7, date to date: the month's last where there is no such day."""
    return add_months(summoned_on, SUMMONS_MONTHS)


def due(state: State, transmit_due_on: date | None, ends_on: date) -> date:
    """What comes next: the end of the two months while they run, the eighteenth birthday otherwise."""
    return transmit_due_on if state in CLOCKED and transmit_due_on else ends_on
