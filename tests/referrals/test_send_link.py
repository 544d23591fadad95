"""Send the link of a structure without accounts anew."""

from crm.referrals import queries
from tests import factories
from tests.referrals.conftest import url
from tests.referrals.test_links import make_linked


def test_a_new_link_ends_the_former(browser, alice, person, db):
    linked = make_linked(alice, person, factories.make_structure("Point accueil", email="a@example.org"))
    former = f"/o/{queries.token(linked)}"
    assert "Envoyer un nouveau lien" in browser.login(alice).get(url(linked)).text
    assert browser.post(url(linked, "link")).status_code == 303
    db.expire_all()
    assert browser.get(former).status_code == 404
    assert browser.get(f"/o/{queries.token(linked)}").status_code == 200


def test_who_has_accounts_has_none(browser, alice, charlie, referral):
    assert "Envoyer un nouveau lien" not in browser.login(alice).get(url(referral)).text
    assert browser.post(url(referral, "link")).status_code == 409
    assert browser.login(charlie).post(url(referral, "link")).status_code == 404
