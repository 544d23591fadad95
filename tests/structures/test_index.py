"""Search the directory."""


def test_it_is_searched_by_name_network_and_territory(browser, alice, charlie):
    browser.login(alice)
    assert "South" in browser.get("/structures").text
    for query, found in (("q=sou", True), ("q=xyz", False), ("network=cfa", False), ("arrondissement=595", True)):
        assert ("South</a>" in browser.get(f"/structures?{query}").text) is found
