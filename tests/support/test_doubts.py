"""What one may doubt in a text is told while it is typed."""

import pytest

from crm.codes.support import Audience
from crm.support.models import Note
from tests import factories


@pytest.mark.parametrize("name", ["text", "summary"])
def test_it_is_told_with_its_reason(browser, alice, person, name):
    answer = browser.login(alice).post(f"/people/{person.uid}/doubts", data={name: "Sort de prison."})
    assert "prison" in answer.text
    assert "Dites ce qui compte" in answer.text
    assert "<html" not in answer.text


def test_nothing_is_told_of_plain_words(browser, alice, person):
    answer = browser.login(alice).post(f"/people/{person.uid}/doubts", data={"text": "Cherche un stage."})
    assert (answer.status_code, answer.text.strip()) == (200, "")


def test_what_a_note_already_says_is_not_told_again(browser, alice, charlie, person):
    own = {"person_id": person.id, "structure_id": alice.structure_id, "author_id": alice.user_id}
    note = factories.add(Note(**own, audience=Audience.STRUCTURE, text="Sort de prison."))
    address = f"/people/{person.uid}/doubts?note={note.uid}"
    assert "prison" not in browser.login(alice).post(address, data={"text": "Sort de prison en mars."}).text
    factories.follow(person, charlie)
    assert browser.login(charlie).post(address, data={"text": "x"}).status_code == 404


def test_a_stranger_is_told_nothing(browser, charlie, person):
    assert browser.login(charlie).post(f"/people/{person.uid}/doubts", data={"text": "prison"}).status_code == 404
