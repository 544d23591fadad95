"""What the tests of this area share."""

from datetime import UTC, date, datetime, timedelta

import pytest

from crm.duty import actions
from crm.duty.models import TrainingObligation
from crm.people.models import Guardian
from tests import factories

YEAR = timedelta(days=365)


@pytest.fixture
def today():
    """Pages look at the real clock."""
    return datetime.now(UTC).date()


@pytest.fixture
def minor(alice, platform, today):
    """Seventeen since about half a year."""
    person = factories.make_person(alice, born_on=(today - 17.5 * YEAR), address="3 rue du Moulin")
    factories.add(Guardian(person_id=person.id, name="Awa Exemple", relation="mother", phone="+33639980001"))
    return person


@pytest.fixture
def obligation(db, minor):
    actions.keep(datetime.now(UTC))
    db.commit()
    return one(db, minor)


def one(db, person):
    return db.query(TrainingObligation).filter_by(person_id=person.id).one()


def at(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 11, tzinfo=UTC)


def url(obligation, verb=""):
    return f"/obligations/{obligation.uid}" + (f"/{verb}" if verb else "")
