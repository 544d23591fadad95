"""Say that a barrier is still there today."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import func, select

from crm.codes.support import Severity, Theme
from crm.support import queries
from crm.support.models import Barrier
from tests import factories


def test_a_barrier_is_checked_today(browser, alice, person, db):
    old = datetime.now(UTC) - timedelta(days=90)
    common = {"person_id": person.id, "structure_id": alice.structure_id, "author_id": alice.user_id}
    barrier = factories.add(Barrier(**common, theme=Theme.MOBILITY, severity=Severity.BLOCKING, checked_at=old))
    assert browser.login(alice).post(f"/barriers/{barrier.id}/recheck").status_code == 303
    (current,) = queries.barriers(person)
    assert current.severity is Severity.BLOCKING
    assert datetime.now(UTC) - current.checked_at < timedelta(minutes=5)
    assert db.scalar(select(func.count(Barrier.id))) == 2
