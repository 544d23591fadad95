"""Sign out."""


def test_signing_out_ends_the_session(browser, alice):
    browser.login(alice)
    assert browser.post("/sign-out").status_code == 303
    assert "/sign-in" in browser.get("/today").location
