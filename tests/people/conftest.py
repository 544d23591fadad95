"""What the tests of this area share."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import text

from crm.db import Base
from crm.people.models import Guardian
from tests import factories

DERIVED = {"merge", "access_entry", "suspected_pair"}
"""Tables that keep the memory of what was done."""


def everything(db) -> dict[str, list[str]]:
    """Every row of every table, as text."""
    db.flush()
    return {
        table.name: sorted(db.scalars(text(f'SELECT to_jsonb(t)::text FROM "{table.name}" t')))
        for table in Base.metadata.sorted_tables
        if table.name not in DERIVED
    }


@pytest.fixture
def pair(alice, bob, now):
    kept = factories.make_person(alice, given_name="Kévin", phone=None)
    gone = factories.make_person(bob, given_name="Kevin", email=None)
    factories.make_appointment(alice, gone, now + timedelta(days=3))
    return factories.make_pair(kept, gone)


@pytest.fixture
def minor(alice):
    today = datetime.now(UTC).date()
    return factories.make_person(alice, born_on=date(today.year - 16, 1, 15), confirmed_at=datetime.now(UTC))


@pytest.fixture
def mother(minor):
    return factories.add(Guardian(person_id=minor.id, name="Mme Exemple", relation="mother", phone="+33639980001"))
