"""The appointment as calendars know it (RFC 5545, RFC 5546): « RDV » and no more."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain

from crm.codes.appointments import AppointmentKind

WIDTH = 75
"""Octets of a line."""

CONTROL = re.compile(r"[\x00-\x1f\x7f]")


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


def event(entry: Entry, *more: str) -> list[str]:
    """Hours in UTC, which every calendar shows in its own time zone: no rule of a time zone can be misread."""
    return [
        "BEGIN:VEVENT",
        f"UID:{entry.uid}",
        f"SEQUENCE:{entry.sequence}",
        f"DTSTAMP:{utc(entry.stamped_at)}",
        f"DTSTART:{utc(entry.starts_at)}",
        f"DTEND:{utc(entry.ends_at)}",
        f"SUMMARY:{escaped(entry.title)}",
        f"LOCATION:{escaped(entry.where)}",
        f"STATUS:{'CANCELLED' if entry.cancelled else 'CONFIRMED'}",
        *more,
        "END:VEVENT",
    ]


def document(head: Iterable[str], events: Iterable[Sequence[str]]) -> str:
    """The lines of a calendar. Written out: `icalendar`, which the tests read it with, takes twenty times as long."""
    begin, end = ("BEGIN:VCALENDAR", "PRODID:-//Passerelle//FR", "VERSION:2.0"), ("END:VCALENDAR",)
    return "".join(f"{folded(line)}\r\n" for line in chain(begin, head, *events, end))


def utc(instant: datetime) -> str:
    return instant.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def escaped(text: str) -> str:
    """A text as a value: its line ends, commas and semicolons would end it (RFC 5545 §3.3.11)."""
    for sign in ("\\", ";", ","):
        text = text.replace(sign, f"\\{sign}")
    return "\\n".join(CONTROL.sub("", line) for line in text.splitlines())


def quoted(text: str) -> str:
    """A text as a parameter, which holds neither quotation marks nor line ends (RFC 5545 §3.2)."""
    return f'"{CONTROL.sub("", text).replace(chr(34), "’")}"'


def mailto(address: str) -> str:
    return f"mailto:{CONTROL.sub('', address)}"


def folded(line: str) -> str:
    """Lines of at most 75 octets, going on after a space; no letter is cut in two (RFC 5545 §3.1)."""
    parts, room = [""], WIDTH
    for sign in line if len(line.encode()) > WIDTH else ():
        room -= len(sign.encode())
        if room < 0:
            parts.append("")
            room = WIDTH - 1 - len(sign.encode())
        parts[-1] += sign
    return "\r\n ".join(parts) if len(parts) > 1 else line


def invitation(entry: Entry, attendee: str, organizer: str | None, structure: str) -> str:
    """The document that an e-mail carries: calendars add it, move it when its sequence rises, and take it away.

    They only do so by themselves for a REQUEST, which needs somebody to answer to: the structure's mailbox. The person
    has already agreed (ACCEPTED) and nothing is asked (RSVP=FALSE), since an answer given in a calendar would reach no
    counsellor: the page behind the message is where one answers. A structure without a mailbox publishes.
    """
    method = "CANCEL" if entry.cancelled else "REQUEST" if organizer else "PUBLISH"
    people = (
        (
            f"ORGANIZER;CN={quoted(structure)}:{mailto(organizer)}",
            f"ATTENDEE;PARTSTAT=ACCEPTED;RSVP=FALSE:{mailto(attendee)}",
        )
        if organizer
        else ()
    )
    return document([f"METHOD:{method}"], [event(entry, *people)])


def feed(entries: Iterable[Entry], name: str) -> str:
    """The document that a calendar reads again and again from the address of a counsellor."""
    every = ("REFRESH-INTERVAL;VALUE=DURATION:PT15M", "X-PUBLISHED-TTL:PT15M")
    return document([f"X-WR-CALNAME:{escaped(name)}", *every], (event(entry) for entry in entries))


def title(kind: AppointmentKind, people: Iterable[str], *, initials: bool, cancelled: bool) -> str:
    """« RDV L. E. », « Atelier », « Annulé : RDV »: never a whole name, never a subject. `people`: their initials."""
    said = "RDV" if kind is AppointmentKind.INDIVIDUAL else kind.label
    if initials and kind is AppointmentKind.INDIVIDUAL:
        said = " ".join([said, *people])
    return f"Annulé : {said}" if cancelled else said
