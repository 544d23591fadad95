"""The demo’s older report is published by itself, once it is built."""

from datetime import UTC, datetime

from crm.codes.dropouts import EditionState
from crm.demo.publishing import publish_older
from crm.reports import actions
from crm.reports.rules.life import older
from tests import factories
from tests.reports.conftest import meet

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)


def test_it_waits_for_the_draft_and_publishes_once(db, dora, alice, charlie):
    third = factories.make_counsellor("Third", factories.make_structure("Third"))
    for actor in (alice, charlie, third) * 3:
        meet(actor, factories.make_person(actor), datetime(2026, 5, 5, 9, tzinfo=UTC))
    assert older(NOW.date()) == (2026, 2)
    edition = actions.ask(None, 2026, 2, now=NOW)
    assert not publish_older(NOW)
    actions.make(edition, now=NOW)
    assert publish_older(NOW)
    assert edition.state is EditionState.PUBLISHED
    assert publish_older(NOW)


def test_without_one_there_is_nothing_to_wait_for(db):
    assert publish_older(NOW)
