"""An entry of the directory."""

from tests import factories


def test_an_entry_shows_whom_to_call(browser, alice, charlie):
    page = browser.login(alice).get(f"/structures/{charlie.structure.uid}")
    assert "01 99 00 12 34" in page.text.replace("\u00a0", " ")
    assert "Modifier" not in page.text


def test_an_entry_lists_its_services(browser, alice, charlie):
    factories.make_service(charlie.structure, "Atelier bois", ["train"], audiences=["jeunes"], fee="gratuit")
    page = browser.login(alice).get(f"/structures/{charlie.structure.uid}").text.replace("\u00a0", " ")
    assert "Atelier bois" in page
    assert "Se former · Jeunes · Gratuit · vérifié le 01/12/2029" in page
