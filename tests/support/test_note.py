"""Notes: for whom, with a second look at some words."""

import re

from sqlalchemy import func, select

from crm.support.models import ContactEvent, Note

NOTE = {"audience": "structure", "text": "Cherche un stage en cuisine, disponible en mars."}


def post(browser, person, **kw):
    return browser.post(f"/people/{person.uid}/notes/new", data=NOTE | kw)


def test_a_second_look_is_asked_and_what_was_typed_stays(browser, alice, person, db):
    answer = post(browser.login(alice), person, text="Sort de prison en mars.")
    assert answer.status_code == 422
    assert "« prison »" in answer.text.replace("\u00a0", " ").replace("\u202f", " ")
    assert "Sort de prison en mars." in answer.text
    assert db.scalar(select(func.count(Note.id))) == 0
    assert post(browser, person, text="Sort de prison en mars.", kept="y").status_code == 303
    assert db.scalar(select(func.count(Note.id))) == 1


def test_a_social_security_number_is_refused_even_if_kept(browser, alice, person, db):
    answer = post(browser.login(alice), person, text="2 85 05 59 350 123 45", kept="y")
    assert answer.status_code == 422
    assert db.scalar(select(func.count(Note.id))) == 0


def test_a_second_look_is_asked_at_contacts_too(browser, alice, person, db):
    data = {"type": "phone_interview", "happened_at": "2026-01-05T10:30", "summary": "Sort de prison en mars."}
    browser.login(alice)
    assert browser.post(f"/people/{person.uid}/contacts/new", data=data).status_code == 422
    assert db.scalar(select(func.count(ContactEvent.id))) == 0
    assert browser.post(f"/people/{person.uid}/contacts/new", data=data | {"kept": "y"}).status_code == 303


def test_what_was_kept_once_stays_ticked_when_something_else_is_to_be_corrected(browser, alice, person):
    answer = post(browser.login(alice), person, text="Sort de prison. 2 85 05 59 350 123 45", kept="y")
    assert answer.status_code == 422
    assert re.search(r'<input checked[^>]* name="kept"', answer.text)
