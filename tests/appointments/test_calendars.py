"""Calendar documents, read back by `icalendar`."""

from datetime import UTC, datetime, timedelta

import icalendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.appointments import rules
from crm.codes.appointments import AppointmentKind

START = datetime(2030, 7, 16, 8, tzinfo=UTC)
WORDS = st.text(max_size=120).filter(lambda text: text == "".join(text.splitlines()) and text.isprintable())


def entry(**kw):
    values = {
        "uid": "0197@passerelle",
        "sequence": 0,
        "stamped_at": START - timedelta(days=3),
        "starts_at": START,
        "ends_at": START + timedelta(minutes=45),
        "where": "12 rue de la Gare, Roubaix",
    }
    return rules.Entry(**values | kw)


def read(document):
    calendar = icalendar.Calendar.from_ical(document)
    [event] = calendar.walk("VEVENT")
    assert not calendar.errors
    assert not event.errors
    return calendar, event


def invitation(organizer="ml@example.org", **kw):
    return rules.invitation(entry(**kw), "lina@example.org", organizer, "ML Lille")


def test_an_invitation_asks_for_no_answer():
    calendar, event = read(invitation())
    assert (str(calendar["method"]), str(event["status"]), str(event["summary"])) == ("REQUEST", "CONFIRMED", "RDV")
    assert str(event["organizer"]) == "mailto:ml@example.org"
    assert event["organizer"].params["CN"] == "ML Lille"
    assert str(event["attendee"]) == "mailto:lina@example.org"
    assert (event["attendee"].params["PARTSTAT"], event["attendee"].params["RSVP"]) == ("ACCEPTED", "FALSE")


def test_hours_and_places_are_read_as_written():
    _, event = read(invitation())
    assert (event.decoded("dtstart"), event.decoded("dtend")) == (START, START + timedelta(minutes=45))
    assert event.decoded("dtstamp") == START - timedelta(days=3)
    assert str(event["location"]) == "12 rue de la Gare, Roubaix"


def test_a_cancellation_says_so():
    calendar, event = read(invitation(cancelled=True, sequence=2))
    assert (str(calendar["method"]), str(event["status"]), event["sequence"]) == ("CANCEL", "CANCELLED", 2)


def test_without_a_mailbox_it_is_published_for_nobody():
    calendar, event = read(invitation(organizer=None))
    assert str(calendar["method"]) == "PUBLISH"
    assert "attendee" not in event


def test_the_same_appointment_is_the_same_text():
    assert invitation() == invitation()


@given(WORDS, WORDS)
def test_any_words_are_read_back_and_no_line_is_too_long(where, structure):
    document = rules.invitation(entry(where=where), "lina@example.org", "ml@example.org", structure)
    _, event = read(document)
    assert str(event["location"]) == where
    assert event["organizer"].params["CN"] == structure.replace('"', "’")
    assert all(len(line.encode()) <= 75 for line in document.split("\r\n"))


@pytest.mark.parametrize("trick", ["Lille\r\nATTENDEE:mailto:x@example.org", 'L"\r\nSUMMARY:x', "L\nEND:VEVENT"])
def test_nothing_can_be_smuggled_in(trick):
    document = rules.invitation(entry(where=trick), f"lina@example.org{trick}", "ml@example.org", trick)
    assert document.count("\r\n") == len(document.splitlines())
    _, event = read(document)
    assert str(event["summary"]) == "RDV"


@pytest.mark.parametrize(
    ("kind", "initials", "cancelled", "said"),
    [
        (AppointmentKind.INDIVIDUAL, True, False, "RDV L. E."),
        (AppointmentKind.INDIVIDUAL, False, True, "Annulé : RDV"),
        (AppointmentKind.WORKSHOP, True, False, "Atelier"),
    ],
)
def test_a_title_is_never_more_than_initials(kind, initials, cancelled, said):
    assert rules.title(kind, ["L. E."], initials=initials, cancelled=cancelled) == said


def test_a_calendar_of_many_is_read():
    document = rules.feed((entry(uid=f"{n}@passerelle", title="RDV L. E.") for n in range(50)), "Passerelle")
    assert len(icalendar.Calendar.from_ical(document).walk("VEVENT")) == 50
