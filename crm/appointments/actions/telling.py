"""What a person is told about their appointment, and by which channel, promised in the transaction of its cause."""

from collections.abc import Sequence
from datetime import datetime

from crm.appointments.models import Participation
from crm.appointments.rules import occasion, reminder_window, short_window
from crm.codes.appointments import Channel, MessageKind, SlotOrigin
from crm.messages.actions import promise
from crm.messages.rules import Reach, channels, first_moment
from crm.people.queries import reach


def about(
    participation: Participation,
    kind: MessageKind,
    by: Sequence[Channel],
    window: tuple[datetime, datetime],
    now: datetime,
    *,
    again: bool = False,
) -> None:
    for channel in by:
        promise(
            kind,
            f"participation:{participation.id}",
            f"person:{participation.person_id}",
            occasion=occasion(participation.starts_at, again=again),
            not_before=window[0],
            not_after=window[1],
            now=now,
            person_id=participation.person_id,
            structure_id=participation.appointment.structure_id,
            channel=channel,
        )


def reached(participation: Participation, now: datetime) -> Reach:
    return reach(participation.person, participation.appointment.structure, now)


def tell(participation: Participation, kind: MessageKind, now: datetime) -> None:
    """Say it at once, or at the next sending hour if that is still before the appointment."""
    moment = first_moment(now)
    if moment < participation.starts_at:
        by = channels(
            kind,
            reached(participation, now),
            starts_at=participation.starts_at,
            now=now,
            self_booked=participation.slot_origin is SlotOrigin.SELF_BOOKED,
        )
        about(participation, kind, by, (moment, participation.starts_at), now)


def remind(participation: Participation, now: datetime) -> None:
    """Two days before, and once more three hours before, by text message, to those who asked for it."""
    kind, starts_at = MessageKind.APPOINTMENT_REMINDER, participation.starts_at
    found = reached(participation, now)
    if window := reminder_window(starts_at, now):
        about(participation, kind, channels(kind, found, starts_at=starts_at, now=now), window, now)
    wanted = participation.person.reminded_shortly and Channel.SMS in found.channels
    if wanted and (window := short_window(starts_at, now)):
        about(participation, kind, [Channel.SMS], window, now, again=True)
