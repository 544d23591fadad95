"""See test_save_filter: what is kept can be forgotten, by its owner alone."""

from uuid import uuid4


def test_forgetting_what_is_not_there_changes_nothing(browser, alice):
    assert browser.login(alice).post(f"/caseload/filters/{uuid4()}/forget").status_code == 303
