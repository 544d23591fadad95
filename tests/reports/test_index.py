"""The editions, as each role may see them."""


def test_the_officer_sees_what_is_not_out_yet_and_asks_for_more(browser, dora, edition):
    page = browser.login(dora).get("/reports").text
    assert "Trimestre 3 de 2026" in page
    assert 'name="quarter"' in page


def test_the_region_waits_for_what_is_out(browser, rita, edition):
    page = browser.login(rita).get("/reports").text
    assert "Trimestre 3 de 2026" not in page
    assert 'name="quarter"' not in page


def test_a_counsellor_is_shown_no_edition(browser, alice, edition):
    page = browser.login(alice).get("/reports").text
    assert "Trimestre 3 de 2026" not in page
    assert 'name="quarter"' not in page
