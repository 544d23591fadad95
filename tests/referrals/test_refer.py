"""Hand somebody over: what will be seen is shown, then it is sent."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from crm.codes.people import NoticeChannel
from crm.codes.referrals import ReferralState as State
from crm.codes.structures import Network
from crm.messages.models import Message
from crm.people.models import InformationNotice, SharingAgreement
from crm.referrals import queries
from crm.referrals.models import Referral
from crm.referrals.rules import usual_fields
from tests import factories

FORM = {
    "kind": "referral",
    "theme": "train",
    "urgency": "normal",
    "message": "Motivée.",
    "shared_fields": ["phone"],
    "basis": "agreement",
    "informed": "y",
    "guardian_informed": "y",
}


def one(db):
    return db.scalars(select(Referral)).one()


def test_what_will_be_seen_is_shown_then_sent(browser, alice, charlie, person, db):
    data = FORM | {"to": f"structure:{charlie.structure.uid}"}
    browser.login(alice)
    preview = browser.post(f"/people/{person.uid}/referrals/preview", data=data)
    assert "exactement ce que South verra" in preview.text
    assert not db.scalars(select(Referral)).all()
    assert browser.post(f"/people/{person.uid}/referrals/new", data=data | {"send": "1"}).status_code == 303
    sent = one(db)
    assert (sent.state, sent.owner_structure_id) == (State.PENDING, charlie.structure_id)
    assert sent.expires_on == (datetime.now(UTC) + timedelta(days=30)).date()
    assert [m.kind.value for m in db.scalars(select(Message))] == ["referral_received"]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"informed": ""}, "Expliquez d’abord"),
        ({"to": ""}, "à qui adresser"),
        ({"message": ""}, "nécessaire"),
        ({"urgency": "urgent"}, "a une raison"),
        ({"message": "NIR 285055935012345"}, "sécurité sociale"),
    ],
)
def test_what_is_missing_is_said_and_nothing_leaves(browser, alice, charlie, person, db, change, said):
    data = FORM | {"to": f"structure:{charlie.structure.uid}", "send": "1"} | change
    answer = browser.login(alice).post(f"/people/{person.uid}/referrals/new", data=data)
    assert answer.status_code == 422
    assert said in answer.text
    assert not db.scalars(select(Referral)).all()


def test_a_minors_guardian_is_thought_of(browser, alice, charlie, db):
    minor = factories.make_person(alice, born_on=datetime.now(UTC).date() - timedelta(days=6100))
    data = FORM | {"to": f"structure:{charlie.structure.uid}", "send": "1"}
    browser.login(alice)
    silent = {name: value for name, value in data.items() if name != "guardian_informed"}
    assert "mineur" in browser.post(f"/people/{minor.uid}/referrals/new", data=silent).text
    assert browser.post(f"/people/{minor.uid}/referrals/new", data=data).status_code == 303


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"active": False}, "South a fermé"),
        ({"follows": True}, "South suit déjà ce jeune"),
        ({"own": True}, "C’est votre structure"),
    ],
)
def test_where_nobody_can_be_sent_is_said_on_the_field_and_what_was_typed_stays(
    browser, alice, charlie, person, db, change, said
):
    structure = alice.structure if change.get("own") else charlie.structure
    structure.active = change.get("active", True)
    if change.get("follows"):
        factories.follow(person, charlie)
    data = FORM | {"to": f"structure:{structure.uid}", "send": "1", "wish": "Devenir menuisière."}
    answer = browser.login(alice).post(f"/people/{person.uid}/referrals/new", data=data)
    assert answer.status_code == 422
    assert said in answer.text
    assert "Devenir menuisière." in answer.text
    assert "Motivée." in answer.text
    assert not db.scalars(select(Referral)).all()


def test_a_transfer_goes_to_whoever_follows_already(browser, alice, charlie, person, db):
    factories.follow(person, charlie)
    data = FORM | {"to": f"structure:{charlie.structure.uid}", "send": "1", "kind": "opinion"}
    assert browser.login(alice).post(f"/people/{person.uid}/referrals/new", data=data).status_code == 303


def test_a_double_click_sends_one(browser, alice, charlie, person, db):
    data = FORM | {"to": f"structure:{charlie.structure.uid}", "send": "1"}
    browser.login(alice)
    said = []
    for _ in range(2):
        answer = browser.post(f"/people/{person.uid}/referrals/new", data=data)
        assert answer.status_code == 303
        said.append("une seule a été envoyée" in browser.get(answer.location).text)
    assert said == [False, True]
    assert one(db)
    assert len(db.scalars(select(Message)).all()) == 1


def test_the_notice_and_the_agreement_are_kept(browser, alice, charlie, person, db):
    data = FORM | {"to": f"structure:{charlie.structure.uid}", "send": "1", "notice": "paper"}
    browser.login(alice).post(f"/people/{person.uid}/referrals/new", data=data)
    assert db.scalars(select(InformationNotice)).one().channel is NoticeChannel.PAPER
    assert db.scalars(select(SharingAgreement)).one().scope == ["phone"]


def test_a_legal_duty_asks_no_agreement_but_has_its_ages(browser, alice, charlie, person, db):
    data = FORM | {"to": f"structure:{charlie.structure.uid}", "send": "1", "basis": "legal_duty"}
    older = factories.make_person(alice, born_on=date(1990, 1, 1))
    browser.login(alice)
    assert "16-25 ans" in browser.post(f"/people/{older.uid}/referrals/new", data=data).text
    assert browser.post(f"/people/{person.uid}/referrals/new", data=data).status_code == 303
    assert not db.scalars(select(SharingAgreement)).all()


def test_an_urgent_one_says_why_to_the_receiver(browser, alice, charlie, person, db):
    urgent = {"urgency": "urgent", "urgency_reason": "deadline"}
    data = FORM | {"to": f"structure:{charlie.structure.uid}", "send": "1"} | urgent
    browser.login(alice).post(f"/people/{person.uid}/referrals/new", data=data)
    sent = one(db)
    assert sent.wanted_by == sent.sent_at.date() + timedelta(days=3)
    assert "dans les 7 jours" in browser.login(charlie).get(f"/referrals/{sent.uid}").text


def test_what_is_ticked_at_first_follows_the_network_until_it_is_changed(browser, alice, charlie):
    person = factories.make_person(alice, born_on=date(2003, 1, 1))
    cio = factories.make_structure("CIO", Network.CIO)
    address = f"/people/{person.uid}/referrals/new"
    page = browser.login(alice).get(f"{address}?to=structure:{cio.uid}").text
    assert ticked(page) == {"born_on", "phone", "email", "commune", "education_level", "last_class", "situation"}
    usual = {"to": f"structure:{charlie.structure.uid}", "usual": ",".join(usual_fields([Network.CIO]))}
    kept = browser.post(address, data=usual | {"shared_fields": usual_fields([Network.CIO])}).text
    assert "mobility" in ticked(kept)
    assert "last_class" not in ticked(kept)
    assert ticked(browser.post(address, data=usual | {"shared_fields": ["phone"]}).text) == {"phone"}


def ticked(page):
    boxes = re.findall(r'<input[^>]*name="shared_fields"[^>]*>', page)
    return {re.search(r'value="(\w+)"', box)[1] for box in boxes if "checked" in box}


def test_it_goes_to_the_pool_of_a_territory(browser, alice, platform, person, db):
    data = FORM | {"to": f"platform:{platform.uid}", "send": "1"}
    browser.login(alice)
    assert "PSAD de Lille verra" in browser.post(f"/people/{person.uid}/referrals/preview", data=data).text
    assert browser.post(f"/people/{person.uid}/referrals/new", data=data).status_code == 303
    sent = one(db)
    assert (sent.platform_id, sent.recipient_structure_id) == (platform.id, None)
    assert sent.owner_structure_id == platform.lead_structure_id


@pytest.mark.parametrize("to", ["structure:nowhere", "structure:00000000-0000-0000-0000-000000000000", "club:1", "x"])
def test_an_address_that_designates_nobody_is_asked_again(browser, alice, person, db, to):
    answer = browser.login(alice).post(f"/people/{person.uid}/referrals/new", data=FORM | {"to": to, "send": "1"})
    assert answer.status_code == 422
    assert "Choisissez à qui" in answer.text
    assert not db.scalars(select(Referral)).all()


def test_a_stranger_sends_nobody(browser, charlie, person):
    browser.login(charlie)
    for step in ("to", "new", "preview"):
        assert browser.post(f"/people/{person.uid}/referrals/{step}", data=FORM).status_code == 404


def test_a_coordinator_learns_that_somebody_goes_round_and_where_to_look(browser, alice, charlie, person, dina, db):
    for n in range(3):
        there = factories.make_structure(f"Elsewhere {n}")
        factories.make_referral(alice, person, there, state=State.EXPIRED, sent_at=datetime.now(UTC) - timedelta(n + 1))
    data = FORM | {"to": f"structure:{charlie.structure.uid}", "send": "1"}
    for _ in range(2):  # a double click
        browser.login(alice).post(f"/people/{person.uid}/referrals/new", data=data)
    (letter,) = db.scalars(select(Message).where(Message.kind == "referral_loop"))
    assert letter.recipient == f"user:{dina.user_id}"
    said = queries.compose(letter, "https://passerelle.example")
    assert "/referrals/watch#boucles" in said.text
    assert person.family_name not in said.subject + said.text
    assert 'id="boucles"' in browser.login(dina).get("/referrals/watch").text


def test_loops_are_told(db, alice, charlie, person, referral):
    assert queries.loops(person, charlie.structure_id, alice.structure_id, date(2030, 1, 20))
    assert not queries.loops(person, alice.structure_id, factories.make_structure("East").id, date(2030, 1, 20))
