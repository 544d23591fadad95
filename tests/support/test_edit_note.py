"""A note is corrected; two people who do so at once are told, and nothing is overwritten."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import ProgrammingError

from crm.accounts.models import Membership
from crm.pages import hour
from crm.support import actions
from crm.support.models import Draft, Note, NoteWording
from tests import factories


@pytest.fixture
def note(alice, person):
    return factories.add(
        Note(
            person_id=person.id,
            structure_id=alice.structure_id,
            author_id=alice.user_id,
            audience="structure",
            text="Premier texte.",
        )
    )


def test_it_is_corrected_and_the_former_words_are_kept(browser, bob, note, person, db):
    browser.login(bob)
    assert browser.post(f"/notes/{note.uid}", data={"version": 1, "text": "Second texte."}).status_code == 303
    db.expire_all()
    assert db.scalar(select(Note.text)) == "Second texte."
    assert [w.text for w in db.scalars(select(NoteWording))] == ["Premier texte."]
    assert "Premier texte." in browser.get(f"/notes/{note.uid}").text


def test_the_second_of_two_is_told_and_loses_nothing(browser, alice, bob, note, db):
    browser.login(bob).post(f"/notes/{note.uid}", data={"version": 1, "text": "De Bob."})
    answer = browser.login(alice).post(f"/notes/{note.uid}", data={"version": 1, "text": "D’Alice."})
    assert answer.status_code == 422
    assert "De Bob." in answer.text
    assert "D’Alice." in answer.text
    db.expire_all()
    assert db.scalar(select(Note.text)) == "De Bob."
    both = {"version": 2, "text": "De Bob. D’Alice."}
    assert browser.post(f"/notes/{note.uid}", data=both).status_code == 303
    db.expire_all()
    assert db.scalar(select(Note.text)) == "De Bob. D’Alice."


def test_who_else_is_writing_is_said_with_since_when(browser, alice, bob, note, person):
    began = datetime.now(UTC) - timedelta(seconds=100)
    for seconds in (0, 90):
        when = began + timedelta(seconds=seconds)
        actions.keep_draft(bob, person, f"note-{note.uid}", {"text": ["De"]}, now=when)
    text = browser.login(alice).get(f"/notes/{note.uid}").text
    assert f"{bob.user.name} écrit dans cette note depuis {hour(began)}" in text
    assert "écrit dans cette note" not in browser.login(bob).get(f"/notes/{note.uid}").text


def test_who_stopped_writing_is_not_said(browser, alice, bob, note, person):
    before = datetime.now(UTC) - timedelta(minutes=5)
    actions.keep_draft(bob, person, f"note-{note.uid}", {"text": ["De"]}, now=before)
    assert "écrit dans cette note" not in browser.login(alice).get(f"/notes/{note.uid}").text


def test_after_a_pause_the_writing_begins_anew(alice, note, person, db, now):
    for minutes in (0, 1, 30):
        actions.keep_draft(alice, person, f"note-{note.uid}", {"text": ["x"]}, now=now + timedelta(minutes=minutes))
    assert db.scalar(select(Draft.started_at)) == now + timedelta(minutes=30)


@pytest.mark.parametrize("audience", ["author", "structure", "circle"])
def test_a_stranger_does_not_find_it(browser, charlie, note, db, audience):
    note.audience = audience
    db.commit()
    assert browser.login(charlie).get(f"/notes/{note.uid}").status_code == 404
    assert browser.post(f"/notes/{note.uid}", data={"version": 1, "text": "x"}).status_code == 404


def test_a_private_note_is_its_author_s_alone(browser, alice, bob, note, db):
    note.audience = "author"
    db.commit()
    assert browser.login(bob).get(f"/notes/{note.uid}").status_code == 404
    assert browser.login(alice).get(f"/notes/{note.uid}").status_code == 200


def test_words_that_were_kept_once_are_not_asked_about_again(browser, alice, note, db):
    note.text = "Sort de prison."
    db.commit()
    assert browser.login(alice).get(f"/notes/{note.uid}").status_code == 200
    longer = {"version": 2, "text": "Sort de prison en mars."}
    assert browser.post(f"/notes/{note.uid}", data=longer).status_code == 303
    worse = {"version": 3, "text": "Sort de prison, en dépression."}
    answer = browser.post(f"/notes/{note.uid}", data=worse)
    assert answer.status_code == 422
    assert "prison\u202f»" not in answer.text
    assert browser.post(f"/notes/{note.uid}", data=worse | {"kept": "y"}).status_code == 303


@pytest.mark.parametrize(("audience", "status"), [("author", 200), ("structure", 404), ("circle", 404)])
def test_who_left_the_structure_leaves_its_notes_to_it(browser, charlie, alice, note, person, db, audience, status):
    factories.follow(person, charlie)
    alice.ended_on = date(2026, 1, 1)
    note.audience = audience
    moved = factories.add(Membership(user_id=alice.user_id, role=charlie.role, structure_id=charlie.structure_id))
    assert browser.login(moved).get(f"/notes/{note.uid}").status_code == status


def test_what_a_note_said_is_never_changed(db, alice, note):
    actions.edit_note(alice, note, "Second texte.", version=1, now=datetime.now(UTC))
    db.commit()
    with pytest.raises(ProgrammingError, match="stays as it was"), db.begin_nested():
        db.execute(update(NoteWording).values(text="Autre."))
