"""Say why a minor has nobody to call."""


def page(browser, person) -> str:
    return browser.get(f"/people/{person.uid}").text


def test_a_minor_without_anybody_to_call_is_marked(browser, alice, minor):
    assert "À compléter" in page(browser.login(alice), minor)
    assert "représentant légal" in page(browser, minor)
    browser.post(f"/people/{minor.uid}/no-guardian", data={"reason": "Mineur non accompagné"})
    assert "représentant légal" not in page(browser, minor)
    browser.post(f"/people/{minor.uid}/no-guardian", data={"reason": ""})
    assert "représentant légal" in page(browser, minor)


def test_a_stranger_says_nothing(browser, charlie, minor, db):
    answer = browser.login(charlie).post(f"/people/{minor.uid}/no-guardian", data={"reason": "x"})
    assert answer.status_code == 404
    db.refresh(minor)
    assert not minor.no_guardian_reason
