"""One's own account."""


def test_it_shows_who_one_is_and_for_whom_one_acts(browser, alice):
    page = browser.login(alice).get("/profile").text
    assert alice.user.email in page
    assert alice.structure.short_name in page


def test_nobody_elses(browser, alice, charlie):
    assert alice.user.email not in browser.login(charlie).get("/profile").text
