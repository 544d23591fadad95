"""The search box of every page gives the best few."""

from tests import factories


def test_eight_at_most_then_the_whole_list(browser, alice):
    for _ in range(10):
        factories.make_person(alice, family_name="Abel")
    text = browser.login(alice).get("/people/suggest?q=abel").text
    assert text.count("<li>") == 8
    assert "/people?q=abel" in text


def test_nothing_typed_suggests_nothing(browser, alice):
    assert browser.login(alice).get("/people/suggest?q=").text.strip() == ""


def test_a_stranger_is_suggested_nobody(browser, alice, charlie):
    factories.make_person(alice, family_name="Abel")
    assert "Personne" in browser.login(charlie).get("/people/suggest?q=abel").text
