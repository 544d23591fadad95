"""What the tests of this area share."""

import pytest

from tests import factories


@pytest.fixture
def case(person, platform):
    return factories.make_case(person, platform)


def url(case, verb=""):
    return f"/dropouts/{case.uid}" + (f"/{verb}" if verb else "")


def refreshed(db, case):
    db.refresh(case)
    return case
