"""How a structure sends: `settings` by its manager, `account` by the administration."""

import pytest
from werkzeug.exceptions import Forbidden

from crm.messages import actions, queries
from crm.structures.models import ChannelSetting
from tests import factories


@pytest.fixture(autouse=True)
def accounts(app, monkeypatch):
    monkeypatch.setitem(app.config, "SMS_ACCOUNTS", {"region": {"provider": "file", "folder": "x"}})


@pytest.fixture
def address(alice):
    return f"/structures/{alice.structure.uid}/messages"


def test_a_manager_says_what_ends_the_messages(browser, bob, address):
    structure = bob.structure
    assert queries.ending(structure) == ("North", "+33199001234")
    data = {"signature": " L’équipe du Nord ", "call_back": "03 20 00 00 00", "foreign_numbers": "y"}
    answer = browser.login(bob).post(address, data=data)
    assert answer.location == address
    assert queries.ending(structure) == ("L’équipe du Nord", "+33320000000")
    assert queries.setting(structure).foreign_numbers
    page = browser.get(address).text
    assert "03 20 00 00 00" in page.replace("\u00a0", " ") or "+33320000000" in page
    browser.post(address, data={"signature": "", "call_back": ""})
    assert queries.ending(structure) == ("North", "+33199001234")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"call_back": "12"}, "incomplet"),
        ({"signature": "Point Santé Jeunes"}, "choisissez un nom neutre"),
        ({"signature": "x" * 61}, "Soixante lettres"),
    ],
)
def test_a_mistake_is_explained_and_nothing_is_written(browser, db, bob, address, data, words):
    answer = browser.login(bob).post(address, data=data)
    assert answer.status_code == 422
    assert words in answer.text
    assert next(iter(data.values())) in answer.text
    assert db.get(ChannelSetting, bob.structure_id) is None


def test_without_a_number_to_call_back_the_page_says_that_nothing_leaves(browser, bob, address):
    bob.structure.phone = None
    assert "Aucun message ne part" in browser.login(bob).get(address).text


def test_the_administration_gives_an_account_and_a_quota(browser, adam, bob, address):
    page = browser.login(adam).get(address).text
    assert "Segments par mois" in page
    answer = browser.post(f"{address}/account", data={"account": "region", "monthly_quota": "300"})
    assert answer.location == address
    chosen = queries.setting(bob.structure)
    assert (chosen.account, chosen.monthly_quota) == ("region", 300)
    assert "0 segment envoyé sur 300" in browser.login(bob).get(address).text


@pytest.mark.parametrize(
    "data", [{"account": "pigeon", "monthly_quota": "3"}, {"account": "region", "monthly_quota": "-1"}]
)
def test_an_account_that_does_not_exist_or_a_quota_below_zero(browser, db, adam, address, alice, data):
    assert browser.login(adam).post(f"{address}/account", data=data).status_code == 422
    assert db.get(ChannelSetting, alice.structure_id) is None


def test_a_manager_does_not_give_themselves_an_account(browser, bob, address):
    assert "Segments par mois" not in browser.login(bob).get(address).text
    assert browser.post(f"{address}/account", data={"account": "region", "monthly_quota": "9"}).status_code == 403
    with pytest.raises(Forbidden):
        actions.choose_account(bob, bob.structure, account="region", monthly_quota=9)


def test_others_find_no_such_page(browser, alice, charlie, rita, address):
    for actor in (alice, charlie, factories.make_manager("Mona", charlie.structure), rita):
        assert browser.login(actor).get(address).status_code == 404
        assert browser.post(address, data={"signature": "x"}).status_code == 404
