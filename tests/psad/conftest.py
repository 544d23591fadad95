"""What the tests of this area share."""

from datetime import UTC, datetime, timedelta

import pytest

from crm.psad.models import Meeting, Seat
from tests import factories


@pytest.fixture
def today():
    """Pages look at the real clock."""
    return datetime.now(UTC).date()


@pytest.fixture
def partner(db):
    """Another structure of the territory."""
    return factories.make_counsellor("Erin", factories.make_structure("East"))


@pytest.fixture
def meeting(alice, partner, platform, dina, today):
    """Held yesterday, with the mission locale and its partner."""
    seats = [Seat(structure_id=alice.structure_id), Seat(structure_id=partner.structure_id)]
    return factories.add(Meeting(platform_id=platform.id, held_on=today - timedelta(days=1), seats=seats))


@pytest.fixture
def case(person, platform):
    return factories.make_case(person, platform)


def url(meeting, verb=""):
    return f"/meetings/{meeting.uid}" + (f"/{verb}" if verb else "")
