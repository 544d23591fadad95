"""Note a contact, and who reads what is noted."""

import pytest
from sqlalchemy import func, select

from crm.codes.support import Audience, ContactType
from crm.support import actions
from crm.support.models import ContactEvent, Note, Situation
from tests import factories
from tests.support.conftest import episode

CONTACT = {"type": "phone_interview", "happened_at": "2026-01-05T10:30", "summary": "Veut être cuisinière."}


def test_a_contact_is_noted_with_its_next_step(browser, alice, person, db):
    data = CONTACT | {"next_step": "Rappeler", "next_step_on": "2090-01-20", "themes": ["train"]}
    assert browser.login(alice).post(f"/people/{person.uid}/contacts/new", data=data).status_code == 303
    contact = db.scalars(select(ContactEvent)).one()
    assert (contact.type, contact.commune_code, contact.themes) == ("phone_interview", "59350", ["train"])
    assert contact.happened_at.hour == 9  # typed in Paris, kept in UTC
    assert episode(db, person).next_step == "Rappeler"
    db.refresh(person)
    assert person.last_contact_from_person_at == contact.happened_at
    assert "Veut être cuisinière." in browser.get(f"/people/{person.uid}").text


def test_a_contact_says_that_the_situation_changed(browser, alice, person, db):
    browser.login(alice).post(f"/people/{person.uid}/contacts/new", data=CONTACT | {"situation": "job_seeker"})
    later = {"happened_at": "2026-02-01T09:00", "situation": "job"}
    assert browser.post(f"/people/{person.uid}/contacts/new", data=CONTACT | later).status_code == 303
    former, current = db.scalars(select(Situation).order_by(Situation.id)).all()
    assert (former.state, former.ended_on) == ("ended", current.started_on)
    assert (current.category, current.state, f"{current.started_on}") == ("job", "ongoing", "2026-02-01")
    for same in ("", "job"):
        browser.post(f"/people/{person.uid}/contacts/new", data=CONTACT | {"situation": same})
    assert db.scalar(select(func.count(Situation.id))) == 2


def test_the_first_contact_opens_an_episode(db, alice, person, now):
    db.delete(episode(db, person))
    db.commit()
    log(alice, person, ContactType.INDIVIDUAL_INTERVIEW, now)
    assert episode(db, person).referent_id == alice.user_id


def log(actor, person, kind, now, **kw):
    values = {"minutes": None, "themes": [], "summary": "", "next_step": "", "next_step_on": None, **kw}
    return actions.log_contact(actor, person, type=kind, happened_at=now, now=now, **values)


def test_what_is_done_without_the_person_keeps_no_file_alive(db, alice, person, now):
    log(alice, person, ContactType.MEDIATION_NO_CONTACT, now)
    assert person.last_contact_from_person_at is None


@pytest.mark.parametrize(
    ("change", "said"),
    [({"happened_at": "2090-01-01T10:00"}, "une fois"), ({"summary": "2 85 05 59 350 123 45"}, "retirez")],
)
def test_what_cannot_be_is_refused_and_what_was_typed_stays(browser, alice, person, db, change, said):
    answer = browser.login(alice).post(f"/people/{person.uid}/contacts/new", data=CONTACT | change)
    assert answer.status_code == 422
    assert said in answer.text.lower()
    assert (CONTACT | change)["summary"] in answer.text
    assert db.scalar(select(func.count(ContactEvent.id))) == 0


def test_a_stranger_writes_nothing(browser, charlie, person):
    browser.login(charlie)
    for page in ("contacts", "notes", "situations", "barriers"):
        assert browser.post(f"/people/{person.uid}/{page}/new", data=CONTACT).status_code == 404


def test_a_note_is_read_by_its_audience_only(browser, alice, bob, charlie, person, db):
    factories.follow(person, charlie)
    browser.login(alice)
    for audience in Audience:
        data = {"audience": audience.value, "text": f"pour-{audience.value}"}
        assert browser.post(f"/people/{person.uid}/notes/new", data=data).status_code == 303
    assert db.scalar(select(func.count(Note.id))) == 3
    for actor, seen in (
        (alice, {"author", "structure", "circle"}),
        (bob, {"structure", "circle"}),
        (charlie, {"circle"}),
    ):
        text = browser.login(actor).get(f"/people/{person.uid}").text
        assert {a.value for a in Audience if f"pour-{a.value}" in text} == seen
