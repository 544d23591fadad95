"""`live`."""


def test_it_says_that_it_is_alive(browser):
    assert browser.get("/health").json == {"status": "ok"}
