"""The life of a referral as one table, and its clocks."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum

from crm.codes.referrals import ReferralKind
from crm.codes.referrals import ReferralState as State

NUDGES = (3, 10, 20)
"""Days after sending at which a silent recipient is reminded."""

CALL = 10
"""Days after sending at which the sender of an unanswered referral is told whom to call."""

EXPIRES = timedelta(days=30)
EXPIRES_UNDER_REVIEW = timedelta(days=60)
LINK = timedelta(days=8)
"""How long a structure without accounts may answer from its link, which can be sent anew."""

REPLY = timedelta(days=3)
"""By when a sender answers what the recipient asked; meanwhile the recipient is not reminded."""

AGAIN = timedelta(days=7)
"""By when what came back is taken up again: a question unanswered, an appointment missed, somebody who did not come."""

FIRST_APPOINTMENT = timedelta(days=14)
LATE = (1, 8)
"""Days after its date at which the next step of somebody taken on is asked for: of who took them on, then also of
their managers, while the sender is told whom to call."""

RESENT = 2
MISSES = 2


class By(Enum):
    """Whose move it is, and who is told of it."""

    SENDER = "sender"
    RECIPIENT = "recipient"
    COORDINATOR = "coordinator"
    CLOCK = "clock"


@dataclass(frozen=True)
class Move:
    """One allowed change of state: from which states, to which one, by whom, who is told, and what the button says."""

    origins: frozenset[State]
    target: State
    by: By
    label: str
    tells: tuple[By, ...]
    """The sender stands for their structure: the previous referent is told with them."""

    kinds: tuple[ReferralKind, ...]


def move(
    target: State,
    by: By,
    *origins: State,
    label: str = "",
    tells: tuple[By, ...] = (By.SENDER,),
    kinds: tuple[ReferralKind, ...] = tuple(ReferralKind),
) -> Move:
    return Move(frozenset(origins), target, by, label, tells, kinds)


ANSWERABLE = (State.PENDING, State.UNDER_REVIEW)
ARRIVING = (State.ACCEPTED, State.APPOINTMENT_SET, State.MISSED)
"""Taken on, and not there yet."""

TAKEN_ON = (*ARRIVING, State.ENGAGED)
"""The structure follows the person for this referral."""

OPEN = (*ANSWERABLE, *ARRIVING)
"""States in which a structure owns a next step, with its date, and reads what travelled."""

FOLLOW_UP = (ReferralKind.REFERRAL, ReferralKind.TRANSFER)
"""Kinds of which the person arrives; an opinion is answered in words, and opens nothing."""

MOVES: dict[str, Move] = {
    "send": move(State.PENDING, By.SENDER, State.DRAFT, label="Envoyer", tells=(By.RECIPIENT,)),
    "acknowledge": move(State.UNDER_REVIEW, By.RECIPIENT, State.PENDING, label="Mettre à l’étude"),
    "ask": move(State.UNDER_REVIEW, By.RECIPIENT, *ANSWERABLE),
    "reply": move(State.UNDER_REVIEW, By.SENDER, State.UNDER_REVIEW, tells=(By.RECIPIENT,)),
    "accept": move(State.ACCEPTED, By.RECIPIENT, *ANSWERABLE, label="Accepter", kinds=FOLLOW_UP),
    "advise": move(State.CLOSED, By.RECIPIENT, *ANSWERABLE, label="Donner un avis", kinds=(ReferralKind.OPINION,)),
    "decline": move(State.DECLINED, By.RECIPIENT, *ANSWERABLE, label="Refuser"),
    "redirect": move(State.REDIRECTED, By.RECIPIENT, *ANSWERABLE, label="Réorienter"),
    "assign": move(State.PENDING, By.COORDINATOR, *ANSWERABLE, label="Attribuer", tells=(By.SENDER, By.RECIPIENT)),
    "expire": move(State.EXPIRED, By.CLOCK, *ANSWERABLE),
    "withdraw": move(State.WITHDRAWN, By.SENDER, *ANSWERABLE, label="Retirer", tells=()),
    "resend": move(State.PENDING, By.SENDER, State.EXPIRED, label="Renvoyer", tells=(By.RECIPIENT,)),
    "book": move(State.APPOINTMENT_SET, By.RECIPIENT, *ARRIVING, label="Fixer un rendez-vous"),
    "unbook": move(State.ACCEPTED, By.RECIPIENT, State.APPOINTMENT_SET),
    "attend": move(State.ENGAGED, By.RECIPIENT, State.APPOINTMENT_SET),
    "arrive": move(State.ENGAGED, By.RECIPIENT, State.ACCEPTED, State.MISSED, label="Est venu·e"),
    "miss": move(State.MISSED, By.RECIPIENT, State.APPOINTMENT_SET),
    "give_up": move(State.CLOSED, By.RECIPIENT, State.APPOINTMENT_SET),
    "close": move(State.CLOSED, By.RECIPIENT, *TAKEN_ON, label="Clore"),
}
"""Every change that a referral may know. Buttons, guards, who is told, and the diagram of docs/referrals.md: all
come from here."""


def allowed(name: str, state: State, kind: ReferralKind = ReferralKind.REFERRAL) -> bool:
    return state in MOVES[name].origins and kind in MOVES[name].kinds


def offered(state: State, by: By, kind: ReferralKind = ReferralKind.REFERRAL) -> list[str]:
    """The moves that a page offers as buttons, in the table's order."""
    return [name for name, m in MOVES.items() if m.by is by and m.label and allowed(name, state, kind)]


def expiry(sent_on: date, state: State) -> date:
    """When an unanswered referral expires: 30 days after sending, 60 when under review."""
    return sent_on + (EXPIRES_UNDER_REVIEW if state is State.UNDER_REVIEW else EXPIRES)


def nudges_due(since: date, today: date, days: tuple[int, ...] = NUDGES) -> int:
    """How many reminders there should have been by today, one after each of these days: none before the third."""
    return sum(today - since >= timedelta(days=day) for day in days)


def next_nudge(sent_on: date, nudged: int) -> date:
    """The date of the next reminder to a silent recipient, then of the expiry."""
    return sent_on + (timedelta(days=NUDGES[nudged]) if nudged < len(NUDGES) else EXPIRES)
