"""By which channel a person is told, as a table; and why not, in words."""

from datetime import UTC, datetime, timedelta

import pytest

from crm.codes.appointments import Channel, MessageKind
from crm.messages.rules import Reach, barred, channels, unreachable

NOW = datetime(2030, 1, 15, 9, tzinfo=UTC)
FAR, SOON = NOW + timedelta(days=9), NOW + timedelta(hours=48)
BOTH, MAIL, PHONE, NOBODY = Reach(None, None), Reach(None, "non"), Reach("non", None), Reach("non", "non")
EMAIL, SMS = Channel.EMAIL, Channel.SMS
TAKEN, REMINDED = MessageKind.APPOINTMENT_CONFIRMATION, MessageKind.APPOINTMENT_REMINDER
MOVED, CANCELLED = MessageKind.APPOINTMENT_CHANGED, MessageKind.APPOINTMENT_CANCELLED


@pytest.mark.parametrize(
    ("kind", "reach", "starts_at", "self_booked", "expected"),
    [
        (TAKEN, BOTH, FAR, False, (EMAIL,)),
        (TAKEN, PHONE, FAR, False, (SMS,)),
        (TAKEN, PHONE, FAR, True, ()),
        (TAKEN, BOTH, FAR, True, (EMAIL,)),
        (TAKEN, PHONE, SOON, True, (SMS,)),
        (TAKEN, BOTH, SOON, True, (EMAIL, SMS)),
        (REMINDED, BOTH, FAR, False, (SMS,)),
        (REMINDED, MAIL, FAR, False, (EMAIL,)),
        (REMINDED, PHONE, FAR, True, (SMS,)),
        (MOVED, BOTH, FAR, True, (EMAIL,)),
        (MOVED, PHONE, FAR, True, (SMS,)),
        (MOVED, BOTH, SOON, False, (EMAIL, SMS)),
        (CANCELLED, BOTH, SOON, False, (EMAIL, SMS)),
        (CANCELLED, MAIL, SOON, False, (EMAIL,)),
        (CANCELLED, NOBODY, SOON, False, (EMAIL,)),
        (REMINDED, NOBODY, FAR, False, (EMAIL,)),
    ],
)
def test_the_table(kind, reach, starts_at, self_booked, expected):
    assert channels(kind, reach, starts_at=starts_at, now=NOW, self_booked=self_booked) == expected


FINE = {
    "number": "+33639981234",
    "agreed": True,
    "opted_out": False,
    "call_back": "+33199001234",
    "mobile": True,
    "account": True,
    "quota": 1,
}


def test_nothing_stands_in_the_way():
    assert barred(**FINE) is None
    assert unreachable(address="a@example.org", agreed=True, opted_out=False, call_back="+33199001234") is None


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"agreed": False}, "ne souhaite pas recevoir de messages"),
        ({"opted_out": True}, "ne souhaite plus recevoir de SMS"),
        ({"call_back": None}, "pas de numéro à rappeler"),
        ({"number": None}, "Aucun numéro"),
        ({"mobile": False}, "pas celui d’un mobile"),
        ({"account": False}, "n’envoie pas de SMS"),
        ({"quota": 0}, "tous ses SMS du mois"),
        ({"quota": -3}, "tous ses SMS du mois"),
    ],
)
def test_what_stands_in_the_way_is_said(change, words):
    assert words in barred(**{**FINE, **change})


def test_no_email_without_an_address_or_a_number_to_call_back():
    assert "adresse" in unreachable(address=None, agreed=True, opted_out=False, call_back="+33199001234")
    assert "rappeler" in unreachable(address="a@example.org", agreed=True, opted_out=False, call_back=None)
