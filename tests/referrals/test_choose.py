"""To whom: the directory as it fits a person."""

import re

from sqlalchemy import select

from crm.codes.structures import Network
from crm.structures.models import Favourite
from tests import factories
from tests.referrals.test_refer import FORM


def page(browser, person, **data):
    address = f"/people/{person.uid}/referrals/to"
    answer = browser.post(address, data=FORM | data) if data else browser.get(address)
    return answer.text.replace("\u00a0", " ").replace("\u202f", " ")


def found(text):
    return [name.strip() for name in re.findall(r'<h3 id="s\d+">([^<]*)', text)]


def test_the_fittest_come_first_then_the_nearest(browser, alice, person):
    factories.make_structure("Far", commune_code="59606")
    bank = factories.make_structure("Near but housing")
    factories.make_service(bank, "Un toit", ["housing"])
    factories.make_structure("Near")
    browser.login(alice)
    assert found(page(browser, person, theme="train")) == ["Near", "Near but housing", "Far"]
    assert found(page(browser, person, theme="housing"))[0] in ("Near", "Near but housing")
    assert "à 0 km" in page(browser, person, theme="train")


def test_it_is_searched_by_name_service_and_network(browser, alice, person):
    factories.make_service(factories.make_structure("West"), "Atelier vélo", ["mobility"])
    factories.make_structure("CIO de Lille", Network.CIO)
    browser.login(alice)
    assert found(page(browser, person, q="velo")) == ["West"]
    assert found(page(browser, person, q="wes")) == ["West"]
    assert found(page(browser, person, network="cio")) == ["CIO de Lille"]
    assert "Aucune structure" in page(browser, person, q="introuvable")


def test_an_entry_says_what_it_offers(browser, alice, person):
    west = factories.make_structure("West", opening_hours="lun. 9 h")
    offer = {"audiences": ["jeunes"], "receptions": ["a-distance"], "fee": "gratuit", "capacity": 5}
    factories.make_service(west, "Atelier vélo", ["mobility"], **offer)
    factories.make_service(west, "Atelier de Laon", ["mobility"], areas=["02"])
    text = page(browser.login(alice), person)
    for said in ("lun. 9 h", "Atelier vélo", "Mobilité", "Jeunes", "À distance", "Gratuit", "5 nouveaux", "vérifié le"):
        assert said in text
    assert "Atelier de Laon" not in text


def test_ones_own_closed_and_refused_structures(browser, alice, charlie, person):
    factories.make_structure("Closed", active=False)
    far = factories.make_structure("Laon", commune_code="02408", coverage=[])
    factories.make_referral(alice, person, charlie.structure, state="declined", refusal_reason="session_full",
                            answered_at=factories.datetime.now(factories.UTC))  # fmt: skip
    text = page(browser.login(alice), person)
    assert found(text)[-2:] == [name for name in found(text) if name in ("South", far.short_name)]
    assert "North" not in found(text)
    assert "Closed" not in text
    assert "A déjà refusé" in text
    assert "Ne couvre pas sa commune" in text


def test_favourites_and_the_last_time_are_one_click_away(browser, alice, charlie, platform, person, db):
    browser.login(alice)
    starred = page(browser, person, favourite=str(charlie.structure.uid), wish="Le bois.")
    assert "★ South" in starred
    assert "Le bois." in starred
    assert db.scalars(select(Favourite)).one().structure_id == charlie.structure_id
    other = factories.make_person(alice)
    factories.make_referral(alice, other, charlie.structure)
    assert "Comme la dernière fois : South" in page(browser, person, theme="train")
    assert "Comme la dernière fois" not in page(browser, person, theme="housing")
    assert "Coordination : PSAD de Lille" in page(browser, person)


def test_what_was_typed_is_carried_to_the_next_step(browser, alice, charlie, person):
    text = page(browser.login(alice), person, wish="Le bois.", shared_fields=["phone"])
    hidden = text[text.index("<div hidden>") :]
    for kept in ("Motivée.", "Le bois.", 'value="agreement"'):
        assert kept in hidden
    picked = FORM | {"to": [f"structure:{charlie.structure.uid}", ""]}
    answer = browser.post(f"/people/{person.uid}/referrals/new", data=picked)
    assert answer.status_code == 200
    assert "<strong>South</strong>" in answer.text
    assert "Motivée." in answer.text


def test_without_a_recipient_one_is_asked_for_first(browser, alice, person):
    answer = browser.login(alice).get(f"/people/{person.uid}/referrals/new")
    assert answer.location.endswith("/referrals/to")
    assert browser.post(f"/people/{person.uid}/referrals/to", data={"favourite": "x"}).status_code == 404


def test_as_many_queries_for_twenty_structures_as_for_one(browser, alice, person, queries):
    factories.make_service(factories.make_structure("One"), "Un atelier", ["train"])
    browser.login(alice)
    page(browser, person)
    queries.clear()
    page(browser, person)
    few = len(queries)
    for n in range(19):
        factories.make_service(factories.make_structure(f"Structure {n}"), "Un atelier", ["train"])
    queries.clear()
    assert len(found(page(browser, person))) == 20
    assert len(queries) == few <= 30
