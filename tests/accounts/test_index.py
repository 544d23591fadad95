"""Who has access: of one's structure, or everywhere for the administrator."""


def test_a_manager_sees_ones_own_structure(browser, alice, bob, charlie):
    page = browser.login(bob).get("/accounts").text
    assert alice.user.email in page
    assert charlie.user.email not in page


def test_the_administrator_sees_all(browser, adam, alice, charlie):
    page = browser.login(adam).get("/accounts").text
    assert alice.user.email in page
    assert charlie.user.email in page


def test_others_do_not(browser, alice, dina, rita, dora):
    for actor in (alice, dina, rita, dora):
        assert browser.login(actor).get("/accounts").status_code == 403
