"""Close an access."""

from tests import factories


def test_closing_an_access_ends_the_session(app, browser, alice, bob):
    hers = app.test_client().login(alice)
    assert browser.login(bob).post(f"/accounts/{alice.uid}/end").status_code == 303
    assert hers.get("/today").status_code == 303


def test_a_stranger_does_not_close_it(browser, alice, charlie, bob):
    manager = factories.make_manager("Mia", charlie.structure)
    assert browser.login(manager).post(f"/accounts/{alice.uid}/end").status_code == 404


def test_a_structure_keeps_a_manager(browser, bob, adam):
    answer = browser.login(adam).post(f"/accounts/{bob.uid}/end")
    assert answer.status_code == 409
    assert "au moins un·e responsable" in answer.text
