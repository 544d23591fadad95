"""What may become of an appointment, as one table of allowed moves."""

from datetime import datetime

from crm.codes.appointments import ParticipationStatus as Status

OPEN = (Status.SCHEDULED, Status.CONFIRMED)


BEFORE = {
    Status.SCHEDULED: {Status.CONFIRMED, Status.EXCUSED, Status.REVOKED, Status.RESCHEDULED},
    Status.CONFIRMED: {Status.EXCUSED, Status.REVOKED, Status.RESCHEDULED},
}
"""Allowed moves before the hour."""


AFTER = {
    Status.SCHEDULED: {Status.ATTENDED, Status.NO_SHOW, Status.EXCUSED, Status.REVOKED},
    Status.CONFIRMED: {Status.ATTENDED, Status.NO_SHOW, Status.EXCUSED, Status.REVOKED},
    Status.ATTENDED: {Status.NO_SHOW},
    Status.NO_SHOW: {Status.ATTENDED, Status.EXCUSED},
    Status.EXCUSED: {Status.ATTENDED, Status.NO_SHOW},
}
"""Allowed moves once the hour has come; what was noted too fast can be corrected."""


def may_become(status: Status, wanted: Status, starts_at: datetime, now: datetime) -> bool:
    """Attendance is noted once the hour has come, never before; nothing is moved or cancelled afterwards."""
    return wanted in (BEFORE if now < starts_at else AFTER).get(status, set())
