"""A restricted record opens to all who follow again."""

from crm.people import actions
from tests import factories


def test_it_opens_to_everybody_again(browser, bob, person):
    eve = factories.make_counsellor("Eve", bob.structure)
    actions.restrict(bob, person, [])
    assert browser.login(bob).post(f"/people/{person.uid}/open-up").location == f"/people/{person.uid}"
    assert "Accès restreint" not in browser.get(f"/people/{person.uid}").text
    assert browser.login(eve).get(f"/people/{person.uid}").status_code == 200
    assert person.named_readers == []
