"""The appointment as calendars know it (RFC 5545, RFC 5546): « RDV » and no more."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from icalendar import Calendar, Event, vCalAddress

from crm.codes.appointments import AppointmentKind


@dataclass(frozen=True)
class Entry:
    """One appointment in a calendar."""

    uid: str
    """The same for good, whatever becomes of the appointment."""

    sequence: int
    """Raised by each change: a calendar keeps the highest."""

    stamped_at: datetime
    """When it became what it is: the same entry is the same text, however often it is composed."""

    starts_at: datetime
    ends_at: datetime
    where: str
    title: str = "RDV"
    cancelled: bool = False


def event(entry: Entry) -> Event:
    """Hours in UTC, which every calendar shows in its own time zone: no rule of a time zone can be misread."""
    shown = Event()
    shown.add("uid", entry.uid)
    shown.add("sequence", entry.sequence)
    shown.add("dtstamp", entry.stamped_at.astimezone(UTC))
    shown.add("dtstart", entry.starts_at.astimezone(UTC))
    shown.add("dtend", entry.ends_at.astimezone(UTC))
    shown.add("summary", entry.title)
    shown.add("location", entry.where)
    shown.add("status", "CANCELLED" if entry.cancelled else "CONFIRMED")
    return shown


def document(method: str | None = None) -> Calendar:
    empty = Calendar()
    empty.add("prodid", "-//Passerelle//FR")
    empty.add("version", "2.0")
    if method:
        empty.add("method", method)
    return empty


def invitation(entry: Entry, attendee: str, organizer: str | None, structure: str) -> str:
    """The document that an e-mail carries: calendars add it, move it when its sequence rises, and take it away.

    They only do so by themselves for a REQUEST, which needs somebody to answer to: the structure's mailbox. The person
    has already agreed (ACCEPTED) and nothing is asked (RSVP=FALSE), since an answer given in a calendar would reach no
    counsellor: the page behind the message is where one answers. A structure without a mailbox publishes.
    """
    method = "CANCEL" if entry.cancelled else "REQUEST" if organizer else "PUBLISH"
    shown = event(entry)
    if organizer:
        by = vCalAddress(f"mailto:{organizer}")
        by.params["CN"] = structure
        shown.add("organizer", by)
        guest = vCalAddress(f"mailto:{attendee}")
        guest.params.update({"PARTSTAT": "ACCEPTED", "RSVP": "FALSE"})
        shown.add("attendee", guest)
    calendar = document(method)
    calendar.add_component(shown)
    return str(calendar.to_ical().decode())


def feed(entries: Iterable[Entry], name: str) -> str:
    """The document that a calendar reads again and again from the address of a counsellor."""
    calendar = document()
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", timedelta(minutes=15), parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", timedelta(minutes=15))
    for entry in entries:
        calendar.add_component(event(entry))
    return str(calendar.to_ical().decode())


def title(kind: AppointmentKind, people: Iterable[str], *, initials: bool, cancelled: bool) -> str:
    """« RDV L. E. », « Atelier », « Annulé : RDV »: never a whole name, never a subject. `people`: their initials."""
    said = "RDV" if kind is AppointmentKind.INDIVIDUAL else kind.label
    if initials and kind is AppointmentKind.INDIVIDUAL:
        said = " ".join([said, *people])
    return f"Annulé : {said}" if cancelled else said
