"""Give a case to a structure."""

from tests import factories
from tests.dropouts.conftest import refreshed, url


def test_the_coordinator_gives_it_to_a_structure(browser, dina, charlie, case, db):
    data = {"structure": str(charlie.structure_id)}
    assert browser.login(dina).post(url(case, "assign"), data=data).status_code == 303
    assert (refreshed(db, case).structure_id, case.assigned) == (charlie.structure_id, True)
    assert browser.login(charlie).get(url(case)).status_code == 200


def test_not_to_a_structure_of_elsewhere_nor_by_a_counsellor(browser, alice, dina, case, db):
    far = factories.make_structure("Far")
    far.coverage[0].arrondissement_code = "022"
    factories.add(far)
    answer = browser.login(dina).post(url(case, "assign"), data={"structure": str(far.id)})
    assert answer.status_code == 422
    assert browser.login(alice).get(url(case, "assign")).status_code == 404
    assert refreshed(db, case).assigned is False
