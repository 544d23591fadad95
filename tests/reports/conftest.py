"""What the tests of this area share."""

from datetime import UTC, date, datetime

import pytest

from crm.codes.support import ContactType
from crm.reports import actions
from crm.support.models import ContactEvent
from tests import factories

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)


@pytest.fixture
def history(db, alice):
    """Seven people met in the third quarter of 2026, one of them twice, in three structures; and one in the second."""
    for n in range(7):
        person = factories.make_person(alice, born_on=date(2004, 1, 1) if n else date(2009, 7, 1))
        for day in [5, 20] if n == 0 else [8]:
            meet(alice, person, datetime(2026, 8, day, 9, tzinfo=UTC))
        if n in (1, 2):
            colleague = factories.make_counsellor(f"Partner{n}", factories.make_structure(f"Partner {n}"))
            meet(colleague, person, datetime(2026, 8, 9, 9, tzinfo=UTC))
    old = factories.make_person(alice)
    meet(alice, old, datetime(2026, 5, 5, 9, tzinfo=UTC))
    meet(alice, old, datetime(2026, 9, 5, 9, tzinfo=UTC), ContactType.MEDIATION_NO_CONTACT)


def meet(actor, person, at, kind=ContactType.INDIVIDUAL_INTERVIEW, commune_code="59350"):
    common = {"structure_id": actor.structure_id, "author_id": actor.user_id, "commune_code": commune_code}
    factories.add(ContactEvent(person_id=person.id, type=kind, happened_at=at, **common))


@pytest.fixture
def edition(db, history, dora):
    edition = actions.ask(dora, 2026, 3, now=NOW)
    actions.make(edition, now=NOW)
    db.commit()
    return edition
