"""The lists that came in, for coordinators, and only their own."""

from tests import factories
from tests.imports.conftest import send


def test_only_coordinators_and_only_their_own(browser, alice, charlie, rita, dina):
    where = send(browser.login(dina)).location
    for actor in (alice, rita):
        browser.login(actor)
        assert browser.get("/imports").status_code == 403
        assert browser.get(where).status_code == 404
    other = factories.make_coordinator("Eva", factories.make_platform("PSAD Aisne", charlie.structure, ["022"]))
    browser.login(other)
    for page in ("", "/write", "/rows", "/rows/2"):
        answer = browser.post(where + page) if page else browser.get(where)
        assert answer.status_code in (400, 404)
    assert "liste.csv" not in browser.get("/imports").text
