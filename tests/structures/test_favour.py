"""One's favourites of the directory."""

from sqlalchemy import select

from crm.structures.models import Favourite


def test_a_structure_is_put_among_ones_own_and_taken_out(browser, alice, charlie, bob, db):
    address = f"/structures/{charlie.structure.uid}"
    browser.login(alice)
    assert browser.post(f"{address}/favour").status_code == 303
    assert "Retirer des favoris" in browser.get(address).text
    assert "Ajouter aux favoris" in browser.login(bob).get(address).text
    browser.login(alice).post(f"{address}/favour")
    assert not db.scalars(select(Favourite)).all()


def test_who_reads_no_directory_has_no_favourite(browser, rita, charlie):
    assert browser.login(rita).post(f"/structures/{charlie.structure.uid}/favour").status_code == 403
