"""What may become of a message, as one table of allowed moves."""

from crm.codes.appointments import MessageState as State

PENDING = (State.WAITING, State.SENDING)
"""It may still leave."""

MOVES = {
    State.WAITING: {State.SENDING, State.CANCELLED, State.TOO_LATE, State.SUPPRESSED, State.DELIVERED},
    State.SENDING: {
        State.WAITING,
        State.SENT,
        State.DELIVERED,
        State.FAILED,
        State.CANCELLED,
        State.TOO_LATE,
        State.SUPPRESSED,
    },
    State.SENT: {State.DELIVERED, State.FAILED},
}
"""A receipt may overtake our own record, or come after an answer we never got: hence `delivered` from anywhere open."""


def may_become(state: State, wanted: State) -> bool:
    """Whether a message may go from one state to another; what is settled stays so, but for its receipt."""
    return wanted in MOVES.get(state, set())
