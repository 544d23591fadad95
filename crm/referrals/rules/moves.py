"""The life of a referral as one table, and its clocks."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum

from crm.codes.referrals import ReferralState as State

NUDGES = (3, 10, 20)
"""Days after sending at which a silent recipient is reminded."""

EXPIRES = timedelta(days=30)
EXPIRES_UNDER_REVIEW = timedelta(days=60)
FIRST_APPOINTMENT = timedelta(days=14)
RESENT = 2
MISSES = 2


class By(Enum):
    """Whose move it is."""

    SENDER = "sender"
    RECIPIENT = "recipient"
    COORDINATOR = "coordinator"
    CLOCK = "clock"


@dataclass(frozen=True)
class Move:
    """One allowed change of state: from which states, to which one, by whom, and what the button says."""

    origins: frozenset[State]
    target: State
    by: By
    label: str = ""


def move(target: State, by: By, *origins: State, label: str = "") -> Move:
    return Move(frozenset(origins), target, by, label)


ANSWERABLE = (State.PENDING, State.UNDER_REVIEW)
OPEN = (*ANSWERABLE, State.ACCEPTED, State.APPOINTMENT_SET, State.MISSED)
"""States in which a structure owns a next step, with its date."""

MOVES: dict[str, Move] = {
    "send": move(State.PENDING, By.SENDER, State.DRAFT, label="Envoyer"),
    "acknowledge": move(State.UNDER_REVIEW, By.RECIPIENT, State.PENDING, label="Mettre à l’étude"),
    "accept": move(State.ACCEPTED, By.RECIPIENT, *ANSWERABLE, label="Accepter"),
    "decline": move(State.DECLINED, By.RECIPIENT, *ANSWERABLE, label="Refuser"),
    "redirect": move(State.REDIRECTED, By.RECIPIENT, *ANSWERABLE, label="Réorienter"),
    "assign": move(State.PENDING, By.COORDINATOR, *ANSWERABLE, label="Attribuer"),
    "expire": move(State.EXPIRED, By.CLOCK, *ANSWERABLE),
    "withdraw": move(State.WITHDRAWN, By.SENDER, *ANSWERABLE, label="Retirer"),
    "resend": move(State.PENDING, By.SENDER, State.EXPIRED, label="Renvoyer"),
    "book": move(
        State.APPOINTMENT_SET,
        By.RECIPIENT,
        State.ACCEPTED,
        State.MISSED,
        State.APPOINTMENT_SET,
        label="Fixer un rendez-vous",
    ),
    "unbook": move(State.ACCEPTED, By.RECIPIENT, State.APPOINTMENT_SET),
    "attend": move(State.ENGAGED, By.RECIPIENT, State.APPOINTMENT_SET),
    "miss": move(State.MISSED, By.RECIPIENT, State.APPOINTMENT_SET),
    "give_up": move(State.CLOSED, By.RECIPIENT, State.APPOINTMENT_SET),
    "close": move(
        State.CLOSED,
        By.RECIPIENT,
        State.ACCEPTED,
        State.APPOINTMENT_SET,
        State.MISSED,
        State.ENGAGED,
        label="Clore",
    ),
}
"""Every change that a referral may know. Buttons, guards and the diagram of the documentation come from here."""


def allowed(name: str, state: State) -> bool:
    return state in MOVES[name].origins


def offered(state: State, by: By) -> list[str]:
    """The moves that a page offers as buttons, in the table's order."""
    return [name for name, m in MOVES.items() if m.by is by and m.label and allowed(name, state)]


def expiry(sent_on: date, state: State) -> date:
    """When an unanswered referral expires: 30 days after sending, 60 when under review."""
    return sent_on + (EXPIRES_UNDER_REVIEW if state is State.UNDER_REVIEW else EXPIRES)


def next_nudge(sent_on: date, nudged: int) -> date:
    """The date of the next reminder to a silent recipient, then of the expiry."""
    return sent_on + (timedelta(days=NUDGES[nudged]) if nudged < len(NUDGES) else EXPIRES)
