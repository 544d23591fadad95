"""An entry of the directory."""


def test_an_entry_shows_whom_to_call(browser, alice, charlie):
    page = browser.login(alice).get(f"/structures/{charlie.structure.uid}")
    assert "01 99 00 12 34" in page.text.replace("\u00a0", " ")
    assert "Modifier" not in page.text
