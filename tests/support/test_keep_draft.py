"""What is being typed is kept for its author, found again on any device, and gone once it is saved."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from crm.codes.support import Audience
from crm.protection import limiter
from crm.support import actions
from crm.support.models import Draft, Note
from tests import factories


def keep(browser, person, kind="note", values=None):
    return browser.post(f"/people/{person.uid}/drafts/{kind}", json=values or {"text": ["Veut devenir"]})


def drafts(db) -> int:
    return db.scalar(select(func.count()).select_from(Draft))


def test_it_is_offered_again_to_its_author_alone(browser, alice, bob, person):
    assert keep(browser.login(alice), person).status_code == 204
    assert "Veut devenir" in browser.get(f"/people/{person.uid}/notes/new").text
    assert "Veut devenir" not in browser.login(bob).get(f"/people/{person.uid}/notes/new").text


@pytest.mark.parametrize(
    ("kind", "path", "data"),
    [
        ("note", "notes/new", {"audience": "structure", "text": "Veut devenir cuisinière."}),
        ("contact", "contacts/new", {"type": "phone_interview", "happened_at": "2026-01-05T10:30"}),
    ],
)
def test_it_goes_with_what_it_became(browser, alice, person, db, kind, path, data):
    keep(browser.login(alice), person, kind)
    assert drafts(db) == 1
    assert browser.post(f"/people/{person.uid}/{path}", data=data).status_code == 303
    assert drafts(db) == 0


def test_the_last_words_win_and_none_forgets(browser, alice, person, db):
    browser.login(alice)
    for text in ("Veut", "Veut devenir", "Veut devenir cuisinière"):
        keep(browser, person, values={"text": [text]})
    assert db.scalars(select(Draft.values)).all() == [{"text": ["Veut devenir cuisinière"]}]
    keep(browser, person, values={"text": [""]})
    assert drafts(db) == 0


def test_a_stranger_keeps_nothing(browser, charlie, person, db):
    assert keep(browser.login(charlie), person).status_code == 404
    assert drafts(db) == 0


@pytest.mark.parametrize(
    ("kind", "values"),
    [("other", {"a": ["b"]}), ("note", {"a": "b"}), ("note", ["a"]), ("note", {"a": ["b" * 50_000]})],
)
def test_nothing_else_is_kept(browser, alice, person, db, kind, values):
    assert keep(browser.login(alice), person, kind, values).status_code == 400
    assert drafts(db) == 0


def test_a_week_later_it_is_forgotten(alice, person, db):
    now = datetime.now(UTC)
    actions.keep_draft(alice, person, "note", {"text": ["vieux"]}, now=now - timedelta(days=8))
    actions.keep_draft(alice, person, "contact", {"summary": ["neuf"]}, now=now)
    for _ in range(2):
        actions.forget_old_drafts(now=now)
        assert db.scalars(select(Draft.kind)).all() == ["contact"]


def test_a_draft_of_a_note_is_of_those_who_may_edit_it(browser, alice, bob, person, db):
    own = {"person_id": person.id, "structure_id": alice.structure_id, "author_id": alice.user_id}
    note = factories.add(Note(**own, audience=Audience.AUTHOR, text="Pour moi."))
    assert keep(browser.login(alice), person, f"note-{note.uid}").status_code == 204
    other = factories.make_person(alice)
    assert keep(browser, other, f"note-{note.uid}").status_code == 404
    assert keep(browser, person, f"note-{uuid4()}").status_code == 404
    assert keep(browser.login(bob), person, f"note-{note.uid}").status_code == 404
    assert db.scalars(select(Draft.user_id)).all() == [alice.user_id]


def test_colleagues_behind_one_address_do_not_silence_each_other(app, browser, alice, bob, person, monkeypatch):
    monkeypatch.setattr(limiter, "enabled", True)
    browser.login(alice)
    assert any(keep(browser, person).status_code == 429 for _ in range(300))
    assert keep(browser.login(bob), person).status_code == 204
