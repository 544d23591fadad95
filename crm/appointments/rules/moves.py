"""What may become of an appointment: one table of allowed moves, which buttons and actions read (domain §9.3)."""

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

from crm.codes.appointments import ParticipationStatus as Status

OPEN = (Status.SCHEDULED, Status.CONFIRMED)
"""Somebody is expected."""

HELD = (Status.SCHEDULED, Status.CONFIRMED, Status.WAITING)
"""Somebody is expected, or would come if a place were free."""


class Move(NamedTuple):
    before: Collection[Status]
    """From where, while the hour has not come."""

    after: Collection[Status]
    """From where, once the hour has come: what was noted too fast can be corrected."""

    to: Status


MOVES = {
    "promote": Move((Status.WAITING,), (), Status.SCHEDULED),
    "confirm": Move((Status.SCHEDULED,), (), Status.CONFIRMED),
    "move": Move(HELD, (), Status.RESCHEDULED),
    "excuse": Move(HELD, (*OPEN, Status.NO_SHOW), Status.EXCUSED),
    "cancel": Move(HELD, HELD, Status.REVOKED),
    "attend": Move((), (*HELD, Status.NO_SHOW, Status.EXCUSED), Status.ATTENDED),
    "miss": Move((), (*OPEN, Status.ATTENDED, Status.EXCUSED), Status.NO_SHOW),
}
"""Attendance is noted once the hour has come, never before; nothing is moved afterwards. « To complete » is not a
state: it is to be expected at an hour that is past."""


def moves(status: Status, starts_at: datetime, now: datetime) -> list[str]:
    """The moves that are open, by name, to somebody of that status at an appointment of that hour."""
    return [name for name, move in MOVES.items() if status in (move.before if now < starts_at else move.after)]


def may_become(status: Status, wanted: Status, starts_at: datetime, now: datetime) -> bool:
    """Does one of the open moves lead there?"""
    return wanted in {MOVES[name].to for name in moves(status, starts_at, now)}
