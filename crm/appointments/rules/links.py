"""What the link to an appointment's page shows, and until when."""

from datetime import datetime, timedelta
from enum import StrEnum

from crm.codes.appointments import ParticipationStatus as Status

AFTERWARDS = timedelta(days=1)


class Standing(StrEnum):
    """Where the appointment stands for the person who opens its page."""

    COMING = "coming"
    """To come, and nothing answered yet."""
    CONFIRMED = "confirmed"
    EXCUSED = "excused"
    CANCELLED = "cancelled"
    MOVED = "moved"
    OVER = "over"
    """The hour has come: nothing can be answered any more."""


STANDINGS = {
    Status.CONFIRMED: Standing.CONFIRMED,
    Status.EXCUSED: Standing.EXCUSED,
    Status.REVOKED: Standing.CANCELLED,
    Status.RESCHEDULED: Standing.MOVED,
}


def lives(ends_at: datetime, now: datetime) -> bool:
    """A link opens its page until a day after the end of the appointment, whatever became of it."""
    return now < ends_at + AFTERWARDS


def standing(status: Status, starts_at: datetime, now: datetime) -> Standing:
    if now >= starts_at:
        return Standing.OVER
    return STANDINGS.get(status, Standing.COMING)
