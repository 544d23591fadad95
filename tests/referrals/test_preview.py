"""What the recipient will read, shown before it leaves; and closed again when nothing came of it."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from crm.people.models import Circle, Person
from crm.referrals import actions
from crm.referrals.models import Referral
from tests import factories
from tests.referrals.test_refer import FORM, one


def received(page):
    return re.search(r'<div id="received">.*?</div>\s*(?=<p>|</section>)', page, re.S)[0].strip()


@pytest.fixture
def data(charlie):
    service = factories.make_service(charlie.structure, "Atelier bois", ["train"])
    return FORM | {
        "to": f"service:{service.uid}",
        "wish": "Travailler le bois.",
        "urgency": "urgent",
        "urgency_reason": "deadline",
        "shared_fields": ["phone", "commune", "guardians"],
        "guardian_informed": "",
        "guardian_reason": "Injoignable.",
    }


def test_it_is_the_very_page_that_the_receiver_gets(browser, alice, charlie, data, db):
    minor = factories.make_person(alice, born_on=datetime.now(UTC).date() - timedelta(days=6100))
    browser.login(alice)
    shown = browser.post(f"/people/{minor.uid}/referrals/preview", data=data)
    assert shown.status_code == 200
    assert not db.scalars(select(Referral)).all()
    assert browser.post(f"/people/{minor.uid}/referrals/new", data=data | {"send": "1"}).status_code == 303
    read = received(browser.login(charlie).get(f"/referrals/{one(db).uid}").text)
    assert read == received(shown.text)
    for said in ("Atelier bois", "Travailler le bois.", "Motivée.", "Injoignable.", "Alice Test"):
        assert said in read
    assert minor.email not in read


def test_going_back_keeps_what_was_typed(browser, alice, person, data):
    browser.login(alice)
    shown = browser.post(f"/people/{person.uid}/referrals/preview", data=data).text
    typed = dict(re.findall(r'<input[^>]*name="(wish|guardian_reason|to)"[^>]*value="([^"]*)"', shown))
    assert typed["wish"] == data["wish"]
    back = browser.post(f"/people/{person.uid}/referrals/new", data=data)
    assert back.status_code == 200
    assert "Travailler le bois." in back.text
    assert "Motivée." in back.text


def test_what_is_wrong_is_said_before_anything_is_shown(browser, alice, person, data):
    answer = browser.login(alice).post(f"/people/{person.uid}/referrals/preview", data=data | {"message": ""})
    assert answer.status_code == 422
    assert "Travailler le bois." in answer.text
    assert 'id="received"' not in answer.text


def test_out_of_its_territory_and_full_are_warned_not_refused(browser, alice, charlie, data):
    far = factories.make_person(alice, commune_code="02408")
    charlie.structure.capacity = 0
    shown = browser.login(alice).post(f"/people/{far.uid}/referrals/preview", data=data)
    assert shown.status_code == 200
    assert "South ne couvre pas Laon" in shown.text
    assert "attendez-vous à un délai" in shown.text


ENDS = {
    "withdraw": lambda alice, charlie, referral, now: actions.withdraw(alice, referral, now=now),
    "decline": lambda alice, charlie, referral, now: actions.decline(charlie, referral, "session_full", "", now=now),
    "expire": lambda alice, charlie, referral, now: actions.keep_clocks(now + timedelta(days=40)),
}


@pytest.mark.parametrize("end", ENDS)
def test_what_travelled_is_closed_to_the_receiver(browser, alice, charlie, person, now, db, end):
    referral = factories.make_referral(alice, person, charlie.structure, wish="Le bois.", message="Motivée.")
    browser.login(charlie)
    address = f"/referrals/{referral.uid}"
    assert person.name in browser.get(address).text
    ENDS[end](alice, charlie, referral, now)
    pages = [
        browser.get(path).text for path in (address, "/referrals?box=ended", "/today", f"/people?q={person.phone}")
    ]
    for page in pages:
        for secret in (person.name, person.family_name, "Téléphone", "Motivée.", "Le bois."):
            assert secret not in page
    assert str(person.uid) not in browser.get(f"/people?q={person.family_name}").text
    for part in ("", "/summary", "/summary.pdf", "/path", "/readers"):
        assert browser.get(f"/people/{person.uid}{part}").status_code == 404
    assert person.name in browser.login(alice).get(address).text


@pytest.mark.parametrize("end", ["withdraw", "expire"])
def test_a_pool_reads_no_longer_what_left_it(browser, alice, dina, platform, person, now, db, end):
    referral = factories.make_pooled(alice, person, platform)
    browser.login(dina)
    assert person.name in browser.get(f"/referrals/{referral.uid}").text
    ENDS[end](alice, None, referral, now)
    db.commit()
    assert person.name not in browser.get(f"/referrals/{referral.uid}").text
    assert person.name not in browser.get("/referrals?box=ended").text
    kept = db.scalars(select(Circle).where(Circle.platform_id == platform.id, Circle.until.is_(None))).all()
    assert not kept
    assert db.get(Person, person.id)
