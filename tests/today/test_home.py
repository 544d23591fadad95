"""Where each role begins."""


def test_each_role_has_its_first_page(browser, alice, bob, dina, rita, dora, adam):
    pages = {alice: "/today", bob: "/today", dina: "/today", rita: "/reports", dora: "/reports", adam: "/accounts"}
    for actor, page in pages.items():
        assert browser.login(actor).get("/").location == page
        assert browser.get(page).status_code == 200
