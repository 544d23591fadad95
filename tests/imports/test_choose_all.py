"""Decide many lines at once."""

from datetime import date

from tests import factories
from tests.imports.conftest import send


def test_many_lines_are_decided_at_once(browser, alice, dina, db):
    factories.make_person(alice, given_name="Maya", family_name="Ostrowska", born_on=date(2008, 11, 17))
    where = send(browser.login(dina)).location
    assert (
        browser.post(where + "/rows", data={"verdict": "known", "cause": "alike", "decision": "link"}).status_code
        == 303
    )
    assert (
        browser.post(where + "/rows", data={"verdict": "invalid", "cause": "missing", "decision": "import"}).status_code
        == 409
    )
    assert browser.post(where + "/rows/7", data={"decision": "import"}).status_code == 409
    assert browser.post(where + "/rows/7", data={"decision": "eat"}).status_code == 400
