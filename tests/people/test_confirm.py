"""Say in one click that a file is still true."""


def test_what_is_still_true_is_confirmed_in_one_click(browser, alice, person, db):
    assert browser.login(alice).post(f"/people/{person.uid}/confirm").status_code == 303
    db.refresh(person)
    assert person.confirmed_at
