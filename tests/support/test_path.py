"""The way a person goes: what is asked for, proposed, to be done."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select

from crm.codes.support import PathKind, Severity, Theme
from crm.support import queries
from crm.support.models import Barrier, PathItem
from crm.support.rules import ANSWERS
from tests import factories
from tests.support.conftest import add


def test_requests_and_proposals_stand_apart(browser, alice, person, db):
    assert add(browser.login(alice), person).status_code == 303
    add(browser, person, kind="proposal", text="Stage en boulangerie", theme="train")
    add(browser, person, kind="step", text="Écrire le CV", due_on="2090-01-15")
    lines = queries.path(person)
    assert [line.text for line in lines[PathKind.REQUEST]] == ["Devenir boulangère"]
    assert [line.text for line in lines[PathKind.PROPOSAL]] == ["Stage en boulangerie"]
    assert "Écrire le CV" in browser.get(f"/people/{person.uid}?show=path").text


@pytest.mark.parametrize("change", [{"text": ""}, {"text": "2 85 05 59 350 123 45"}, {"kind": "dream"}])
def test_what_cannot_be_is_refused_and_stays(browser, alice, person, db, change):
    answer = add(browser.login(alice), person, **change)
    assert answer.status_code == 422
    assert (change.get("text") or "") in answer.text
    assert db.scalar(select(func.count(PathItem.id))) == 0


def test_every_kind_has_its_answers():
    assert set(ANSWERS) == set(PathKind)


def test_a_stranger_sees_and_changes_nothing(browser, alice, charlie, person, db, trades):
    add(browser.login(alice), person)
    item = db.scalar(select(PathItem))
    common = {"person_id": person.id, "structure_id": alice.structure_id, "author_id": alice.user_id}
    barrier = factories.add(
        Barrier(**common, theme=Theme.MOBILITY, severity=Severity.BLOCKING, checked_at=datetime.now(UTC))
    )
    browser.login(charlie)
    assert browser.get(f"/people/{person.uid}/path").status_code == 404
    assert browser.get(f"/people/{person.uid}/summary").status_code == 404
    assert browser.post(f"/path/{item.uid}", data={"state": "done"}).status_code == 404
    assert browser.post(f"/people/{person.uid}/trades", data={"trade": 1}).status_code == 404
    assert browser.post(f"/barriers/{barrier.id}/recheck").status_code == 404
