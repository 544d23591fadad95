"""The life of an edition: its moves, its one revision, and when it comes down."""

from datetime import UTC, date, datetime

import pytest
import sqlalchemy as sa

from crm.codes.appointments import MessageKind
from crm.codes.dropouts import EditionState
from crm.errors import Refused
from crm.messages.models import Message
from crm.reports import actions, queries
from crm.reports.rules.life import MOVES, end, frozen_on, steps_due, to_complete
from tests.reports.conftest import NOW


def released(actor, edition):
    actions.sign_off(actor, edition, now=NOW)
    actions.publish(actor, edition, now=NOW)


def test_a_revision_takes_the_place_of_the_first_edition_once(db, edition, dora, rita):
    released(dora, edition)
    revision = actions.ask(dora, 2026, 3, now=NOW)
    assert queries.online(2026, 3) is edition
    actions.make(revision, now=NOW)
    released(dora, revision)
    assert (edition.state, revision.state) == (EditionState.REPLACED, EditionState.PUBLISHED)
    assert queries.editions(rita) == [revision]
    with pytest.raises(Refused, match="déjà été révisé"):
        actions.ask(dora, 2026, 3, now=NOW)


def test_who_did_what_is_written(db, edition, dora):
    released(dora, edition)
    db.refresh(edition)
    steps = [(move.went_to, move.user_id) for move in edition.moves]
    assert steps == [
        (EditionState.BUILDING, dora.user_id),
        (EditionState.DRAFT, None),
        (EditionState.SIGNED_OFF, dora.user_id),
        (EditionState.PUBLISHED, dora.user_id),
    ]


def test_the_region_is_told_once_for_each_edition(db, edition, dora, rita):
    released(dora, edition)
    told = sa.select(sa.func.count()).where(Message.kind == MessageKind.REPORT_PUBLISHED)
    assert db.scalar(told) == 1
    with pytest.raises(Refused):
        actions.publish(dora, edition, now=NOW)
    assert db.scalar(told) == 1


def test_it_comes_down_after_two_years(db, edition, dora, rita):
    released(dora, edition)
    assert actions.archive(now=datetime(2027, 12, 31, 12, tzinfo=UTC)) == 0
    assert actions.archive(now=datetime(2028, 1, 1, 12, tzinfo=UTC)) == 1
    assert edition.state is EditionState.ARCHIVED
    assert actions.archive(now=datetime(2028, 1, 1, 12, tzinfo=UTC)) == 0
    assert not queries.editions(rita)


def test_no_move_goes_back_from_what_the_region_has_read():
    assert set(MOVES) == set(EditionState)
    out = {EditionState.PUBLISHED, EditionState.REPLACED, EditionState.ARCHIVED}
    assert all(MOVES[state] <= out for state in out)


def test_reminders_fall_around_the_end_of_the_quarter():
    assert end(2026, 3) == date(2026, 9, 30)
    assert frozen_on(2026, 3) == date(2026, 10, 20)
    assert steps_due(date(2026, 9, 15)) == [(2026, 3, -15)]
    assert steps_due(date(2026, 9, 25)) == [(2026, 3, -5)]
    assert steps_due(date(2027, 1, 10)) == [(2026, 4, 10)]
    assert steps_due(date(2026, 9, 27)) == [(2026, 3, -5)]
    assert steps_due(date(2026, 9, 28)) == []
    assert to_complete(date(2026, 10, 19)) == (2026, 3)
    assert to_complete(date(2026, 10, 20)) == (2026, 4)
