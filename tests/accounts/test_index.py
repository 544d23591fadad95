"""Who has access: of one's structure, or everywhere for the administrator."""

import re

from tests import factories


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


def test_fifty_at_a_time_and_found_by_name_or_address(browser, adam, alice, charlie, queries):
    for _ in range(60):
        factories.make_counsellor("Élodie", alice.structure)
    page = browser.login(adam).get("/accounts").text
    assert page.count("Fermer l’accès de") == 50 - page.count(adam.user.email)
    assert "63 accès ouverts" in page
    rest = browser.get(re.search(r'href="(/accounts\?[^"]*after=[^"]*)"', page)[1].replace("&amp;", "&")).text
    people = re.findall(r"élodie\d+@|alice\d+@|charlie\d+@|adam\d+@", page + rest)
    assert len(people) == len(set(people)) == 63
    queries.clear()
    page = browser.get("/accounts?q=elodie+test").text
    assert "60 accès ouverts" in page
    assert len(queries) <= 6
    assert "Personne ne répond" in browser.get("/accounts?q=zzz").text
