"""The table of moves as people read it: the page docs/referrals.md, of which nothing is written by hand."""

from crm.codes.referrals import ReferralState as State
from crm.drawing import diagram, table
from crm.referrals.rules.loops import CHAIN, LOOP, MANY
from crm.referrals.rules.moves import (
    AGAIN,
    CALL,
    EXPIRES,
    EXPIRES_UNDER_REVIEW,
    FIRST_APPOINTMENT,
    LATE,
    LINK,
    MISSES,
    MOVES,
    NUDGES,
    REPLY,
    RESENT,
    Move,
)

INTRODUCTION = f"""# The life of a referral

`crm referrals moves > docs/referrals.md` writes this page from `crm/referrals/rules/moves.py`; a test compares them.

A silent recipient is reminded {", ".join(map(str, NUDGES[:-1]))} and {NUDGES[-1]} days after sending; after {CALL} the
sender is told whom to call. Without an answer it expires after {EXPIRES.days} days, {EXPIRES_UNDER_REVIEW.days} when
under review, and may be sent again {RESENT} times. The link of a structure without accounts lives {LINK.days} days.

A question puts the ball in the sender's court: the sender owns the next step, has {REPLY.days} days, then is reminded
every {AGAIN.days}; the recipient is not reminded meanwhile, and their clock goes on with the reply.

Once accepted, a first appointment is fixed within {FIRST_APPOINTMENT.days} days, and after a miss within {AGAIN.days};
{MISSES} misses close it. {LATE[0]} day after any such date, who took the person on is reminded; {LATE[1]} days after
it, their managers too, and the sender is told whom to call; the coordinator reads how many wait at each structure.
What comes back (declined, expired, did not come) is the sender's next step again, within {AGAIN.days} days, and the
follow-up that the acceptance alone had opened is closed. A transfer ends the sender's own follow-up when the person
has arrived, not before.

Whoever goes round in circles (back where they came from within {LOOP.days} days, {MANY} referrals without being taken
on, a chain of more than {CHAIN}) is shown to who sends, and raised to the coordinators of where the person lives.

A program has the same moves at the same addresses, with `Accept: application/json` and a session: `/referrals/<uid>`
says the state, whose turn it is, the dates, the moves open to the reader and a `csrf_token`; a move with `asks` tells
its fields by `GET`; it is made by `POST`, a JSON object of texts and the token in `X-CSRFToken`. What is refused comes
back as `errors`: 404 for a stranger, 409 when it is too late, 422 when something is missing.
"""


def document() -> str:
    """The whole page, in Markdown."""
    arrows = ((a, m.target, name) for name, m in MOVES.items() for a in origins(m))
    moves = ((f"`{name}`", from_(m), m.target.label, m.by.value, told(m), kinds(m)) for name, m in MOVES.items())
    columns = ["move", "from", "to", "by", "told", "kinds"]
    return "\n".join([INTRODUCTION, diagram(State, State.DRAFT, arrows), "", table(columns, moves)])


def origins(m: Move) -> list[State]:
    return [state for state in State if state in m.origins]


def from_(m: Move) -> str:
    return ", ".join(state.label for state in origins(m))


def told(m: Move) -> str:
    return ", ".join(who.value for who in m.tells) or "—"


def kinds(m: Move) -> str:
    return ", ".join(kind.label for kind in m.kinds)
