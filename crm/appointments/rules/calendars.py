"""The appointment as calendars know it."""

from datetime import datetime

from icalendar import Calendar, Event


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
