"""What may become of an appointment, when its reminder leaves, and what it says: pure functions and values."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from icalendar import Calendar, Event

from crm.codes.appointments import ParticipationStatus as Status
from crm.messages.rules import first_moment, last_moment
from crm.territory.rules import PARIS

OPEN = (Status.SCHEDULED, Status.CONFIRMED)

EARLY = timedelta(hours=48)
"""A reminder leaves two days before, which leaves time to give the slot to somebody else."""

BOOKED_AHEAD = timedelta(hours=72)
"""Booked later than that, two days before is nearly now: the reminder comes on the day instead."""

SHORT = timedelta(hours=3)
LAST_USEFUL = timedelta(hours=1)

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


def reminder_window(starts_at: datetime, booked_at: datetime) -> tuple[datetime, datetime] | None:
    """When the reminder may leave, from and until; None when the booking itself is reminder enough.

    Two days before, or three hours before what was booked shortly ahead; always within the sending hours, later rather
    than earlier where that leaves time, else the evening before; never in the last hour.
    """
    ahead = EARLY if starts_at - booked_at >= BOOKED_AHEAD else SHORT
    until = starts_at - LAST_USEFUL
    begins = first_moment(starts_at - ahead)
    if begins >= until:
        begins = last_moment(starts_at - ahead)
    return (begins, until) if begins - booked_at >= LAST_USEFUL else None


def occasion(starts_at: datetime) -> str:
    """The appointment's hour as a message remembers it: the same instant is the same text, in any time zone."""
    return starts_at.astimezone(UTC).isoformat()


@dataclass(frozen=True)
class Words:
    """What a message about an appointment says: no subject, no reason, nothing sensitive."""

    given_name: str
    starts_at: datetime
    where: str
    structure: str
    call_back: str
    """The number to call, as it is dialled."""


DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
MONTHS = (
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
)


def spoken(instant: datetime) -> str:
    """« jeudi 3 décembre à 14 h 30 », in Paris."""
    here = instant.astimezone(PARIS)
    day = "1er" if here.day == 1 else str(here.day)
    return f"{DAYS[here.weekday()]} {day} {MONTHS[here.month - 1]} à {here.hour} h {here.minute:02d}"


def confirmation(words: Words) -> tuple[str, str]:
    return f"Votre rendez-vous à {words.structure}", letter(words, "Votre rendez-vous est pris :")


def reminder(words: Words) -> tuple[str, str]:
    return f"Rappel : votre rendez-vous à {words.structure}", letter(words, "Nous vous attendons :")


def changed(words: Words) -> tuple[str, str]:
    return f"Votre rendez-vous à {words.structure} change", letter(words, "Votre rendez-vous est déplacé :")


def cancelled(words: Words) -> tuple[str, str]:
    text = (
        f"Bonjour {words.given_name},\n\n"
        f"Votre rendez-vous du {spoken(words.starts_at)} est annulé.\n"
        f"Pour en fixer un autre, appelez {words.structure} au {words.call_back}.\n\n"
        f"{words.structure}\n"
    )
    return f"Votre rendez-vous à {words.structure} est annulé", text


def letter(words: Words, opening: str) -> str:
    return (
        f"Bonjour {words.given_name},\n\n"
        f"{opening}\n{spoken(words.starts_at)}\n{words.where}\n\n"
        f"Un empêchement ? Appelez {words.structure} au {words.call_back}.\n\n"
        f"{words.structure}\n"
    )


def calendar(uid: str, sequence: int, starts_at: datetime, ends_at: datetime, where: str, *, over: bool = False) -> str:
    """The appointment as an iCalendar document (RFC 5545): « RDV » and no more, updated under the same UID."""
    event = Event()
    event.add("uid", f"{uid}@passerelle")
    event.add("sequence", sequence)
    event.add("dtstamp", starts_at)
    event.add("dtstart", starts_at)
    event.add("dtend", ends_at)
    event.add("summary", "RDV")
    event.add("location", where)
    event.add("status", "CANCELLED" if over else "CONFIRMED")
    document = Calendar()
    document.add("prodid", "-//Passerelle//FR")
    document.add("version", "2.0")
    document.add("method", "CANCEL" if over else "PUBLISH")
    document.add_component(event)
    return str(document.to_ical().decode())


def week_of(day: date) -> list[date]:
    """Monday to Saturday of the week of a day; Sunday belongs to the week that ends."""
    monday = day - timedelta(days=day.weekday())
    return [monday + timedelta(days=n) for n in range(6)]
