"""Real calendars in front of the real server: khal takes the invitations, vdirsyncer follows a counsellor's address."""

import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from crm.appointments import actions, queries
from crm.appointments.models import Participation
from crm.codes.appointments import Channel, MessageKind
from crm.messages.models import Message
from tests import factories

PROGRAMS = Path(sys.executable).parent
SOON = datetime.now(UTC).replace(hour=9, minute=0, second=0, microsecond=0) + timedelta(days=7)
SHOWN = "{start-date} {start-time}-{end-time} {title}{cancelled} {location}"

KHAL = """
[calendars]
[[rdv]]
path = {folder}/rdv
[locale]
local_timezone = UTC
default_timezone = UTC
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%d %H:%M
longdatetimeformat = %Y-%m-%d %H:%M
[default]
show_all_days = False
[sqlite]
path = {folder}/khal.db
"""

VDIRSYNCER = """
[general]
status_path = "{folder}/status/"
[pair counsellor]
a = "here"
b = "passerelle"
collections = null
conflict_resolution = "b wins"
[storage here]
type = "filesystem"
path = "{folder}/rdv/"
fileext = ".ics"
[storage passerelle]
type = "http"
url = "{address}"
"""


def run(program, *arguments, folder):
    """A calendar program as one types it, with a home of its own."""
    home = {"HOME": str(folder), "PATH": str(PROGRAMS), "LC_ALL": "C.UTF-8"}
    done = subprocess.run(
        [PROGRAMS / program, *arguments], env=home, capture_output=True, text=True, timeout=60, stdin=subprocess.DEVNULL
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture
def khal(tmp_path):
    """What khal shows of the days around, after taking an invitation or not."""
    (tmp_path / "rdv").mkdir()
    (tmp_path / "khal.conf").write_text(KHAL.format(folder=tmp_path))

    def show(document=""):
        if document:
            (tmp_path / "rendez-vous.ics").write_text(document)
            taken = ["import", "--batch", "-a", "rdv", str(tmp_path / "rendez-vous.ics")]
            run("khal", "-c", str(tmp_path / "khal.conf"), *taken, folder=tmp_path)
        asked = ["list", "--once", "--day-format", "", "--format", SHOWN, f"{SOON:%Y-%m-%d}", "9d"]
        lines = run("khal", "-c", str(tmp_path / "khal.conf"), *asked, folder=tmp_path).splitlines()
        return [" ".join(line.split()) for line in lines if line.strip()]

    return show


def invitation(participation: Participation, kind: MessageKind) -> str:
    message = Message(
        kind=kind,
        subject=f"participation:{participation.id}",
        occasion=participation.starts_at.astimezone(UTC).isoformat(),
        channel=Channel.EMAIL,
        not_before=datetime.now(UTC),
    )
    return queries.compose(message, "http://site").calendar


def test_khal_takes_the_invitation_moves_it_and_marks_it_cancelled(db, alice, person, khal):
    booked = factories.make_appointment(alice, person, SOON)
    assert khal(invitation(booked, MessageKind.APPOINTMENT_CONFIRMATION)) == [
        f"{SOON:%Y-%m-%d} 09:00-09:30 RDV North, Lille"
    ]
    later = SOON + timedelta(days=2, hours=1)
    moved = actions.move(alice, booked, later, now=datetime.now(UTC))
    assert khal(invitation(moved, MessageKind.APPOINTMENT_CHANGED)) == [
        f"{later:%Y-%m-%d} 10:00-10:30 RDV North, Lille"
    ]
    actions.cancel(alice, moved, now=datetime.now(UTC))
    [shown] = khal(invitation(moved, MessageKind.APPOINTMENT_CANCELLED))
    assert "CANCELLED" in shown


def test_vdirsyncer_follows_the_address_until_it_is_revoked(db, site, alice, person, khal, tmp_path):
    booked = factories.make_appointment(alice, person, SOON)
    token = actions.open_feed(alice.user, initials=True, now=datetime.now(UTC))
    db.commit()
    settings = VDIRSYNCER.format(folder=tmp_path, address=f"{site}/calendars/{token}.ics")
    (tmp_path / "vdirsyncer.conf").write_text(settings)
    sync = ["-c", str(tmp_path / "vdirsyncer.conf"), "sync"]
    run("vdirsyncer", "-c", str(tmp_path / "vdirsyncer.conf"), "discover", "--no-list", folder=tmp_path)
    run("vdirsyncer", *sync, folder=tmp_path)
    assert khal() == [f"{SOON:%Y-%m-%d} 09:00-09:30 RDV {person.initials} Sur place"]

    moved = actions.move(alice, booked, SOON + timedelta(hours=3), now=datetime.now(UTC))
    db.commit()
    run("vdirsyncer", *sync, folder=tmp_path)
    assert khal() == [f"{SOON:%Y-%m-%d} 12:00-12:30 RDV {person.initials} Sur place"]

    actions.cancel(alice, moved, now=datetime.now(UTC))
    db.commit()
    run("vdirsyncer", *sync, folder=tmp_path)
    [shown] = khal()
    assert f"Annulé : RDV {person.initials}" in shown
    assert "CANCELLED" in shown

    actions.close_feed(alice.user)
    db.commit()
    with pytest.raises(AssertionError, match="NOT FOUND"):
        run("vdirsyncer", *sync, folder=tmp_path)
