"""What a person is told about their appointment, promised in the transaction of its cause."""

from datetime import datetime

from crm.appointments.models import Participation
from crm.appointments.rules import occasion
from crm.codes.appointments import (
    MessageKind,
)
from crm.messages.actions import promise
from crm.messages.rules import first_moment


def about(
    participation: Participation, kind: MessageKind, not_before: datetime, not_after: datetime, now: datetime
) -> None:
    promise(
        kind,
        f"participation:{participation.id}",
        f"person:{participation.person_id}",
        occasion=occasion(participation.starts_at),
        not_before=not_before,
        not_after=not_after,
        now=now,
        person_id=participation.person_id,
        structure_id=participation.appointment.structure_id,
    )


def tell(participation: Participation, kind: MessageKind, now: datetime) -> None:
    """Say it at once, or at the next sending hour if that is still before the appointment."""
    moment = first_moment(now)
    if moment < participation.starts_at:
        about(participation, kind, moment, participation.starts_at, now)
