"""Without an account: report a young person, ask to be called back. Reading changes nothing."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from crm import links
from crm.codes.dropouts import AttemptChannel, AttemptResult, ContactTemplate
from crm.codes.dropouts import DropoutState as State
from crm.dropouts import actions, queries
from crm.dropouts.models import DropoutCase, DropoutReport
from crm.dropouts.queries.links import answer_token
from crm.journal import AccessEntry
from crm.people.models import Person
from tests import factories
from tests.dropouts.conftest import refreshed

KNOWN = {
    "given_name": "Maja",
    "family_name": "Ostrowska",
    "born_on": "2009-11-17",
    "phone": "06 39 98 00 01",
    "guardian_name": "Ewa Ostrowska",
    "guardian_phone": "06 39 98 00 02",
    "commune": "Roubaix",
    "last_class": "cap1",
    "left_on": "2026-09-01",
    "signed": "Zoé Petit, CPE",
}


@pytest.fixture
def link(db, dina):
    found = actions.give_link(dina, "Lycée Colbert", "school_report", "0590001F", 30, now=datetime.now(UTC))
    db.commit()
    return found


@pytest.fixture
def address(app, link):
    with app.app_context():
        return f"/s/{queries.report_token(link)}"


def sealed(address, /, **values):
    return {"csrf_token": links.seal(address.rpartition("/")[2]), **values}


def test_a_school_reports_and_the_legal_clock_starts(browser, app, address, link, db):
    page = browser.get(address)
    assert page.status_code == 200
    assert "noindex" in page.headers["X-Robots-Tag"]
    assert "Set-Cookie" not in page.headers
    answer = browser.post(address, data=sealed(address, **KNOWN))
    assert answer.status_code == 303
    assert "C’est transmis" in browser.get(answer.location).text
    case = db.scalars(select(DropoutCase)).one()
    today = datetime.now(UTC).date()
    assert (case.state, case.structure_id) == (State.REPORTED, link.platform.lead_structure_id)
    assert abs((case.reported_on - today).days) <= 1
    assert case.interview_due_on > case.reported_on
    assert (case.reports[0].signed, case.reports[0].link_id) == ("Zoé Petit, CPE", link.id)
    assert case.reports[0].school_uai == "0590001F"
    assert (case.person.phone, case.person.guardians[0].phone) == ("+33639980001", "+33639980002")
    assert case.person.commune_code == "59512"


def test_reading_changes_nothing(browser, address, db):
    before = [db.scalar(select(func.count()).select_from(table)) for table in (Person, DropoutReport)]
    for path in (address, f"{address}?done=1", f"{address}?given_name=X"):
        assert browser.get(path).status_code == 200
    assert [db.scalar(select(func.count()).select_from(table)) for table in (Person, DropoutReport)] == before


def test_a_known_person_is_recognised_and_nothing_says_so(browser, alice, address, db):
    known = factories.make_person(
        alice, given_name="Maja", family_name="Ostrowska", born_on=datetime(2009, 11, 17).date(), phone=None
    )
    answer = browser.post(address, data=sealed(address, **KNOWN))
    page = browser.get(answer.location).text
    assert "Maja" not in page
    case = db.scalars(select(DropoutCase)).one()
    assert case.person_id == known.id
    db.refresh(known)
    assert known.phone == "+33639980001"
    assert known.email  # what the file had stays
    again = browser.post(address, data=sealed(address, **KNOWN | {"phone": "06 39 98 00 09"}))
    assert again.status_code == 303
    db.refresh(known)
    assert (known.phone, len(refreshed(db, case).reports)) == ("+33639980001", 1)
    assert [one.phone for one in known.further_contacts] == ["+33639980009"]
    lines = db.scalars(select(AccessEntry).where(AccessEntry.verb == "dropouts.linked_report")).all()
    assert [(line.user_id, line.person_id) for line in lines] == [(None, known.id)] * 2


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"born_on": ""}, "nécessaire"),
        ({"born_on": "2090-01-01"}, "naissance"),
        ({"given_name": "Maja2"}, "chiffre"),
        ({"phone": "06 39"}, "incomplet"),
        ({"commune": "Paris"}, "Hauts-de-France"),
        ({"signed": ""}, "nécessaire"),
        ({"phone": "", "guardian_phone": ""}, "moyen de joindre"),
        ({"address": "1 85 05 78 006 084 91"}, "numéro"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(browser, address, db, wrong, said):
    answer = browser.post(address, data=sealed(address, **KNOWN | wrong))
    assert answer.status_code == 422
    assert said in answer.text
    assert "Ewa Ostrowska" in answer.text
    assert not db.scalars(select(DropoutCase)).all()


def test_without_its_seal_or_its_signature_nothing_is_written(browser, address, link, db):
    assert browser.post(address, data=KNOWN).status_code == 400
    with_other_purpose = f"/s/{links.sign('referral', link.uid)}"
    assert browser.get(with_other_purpose).status_code == 404
    assert browser.post(with_other_purpose, data=sealed(with_other_purpose, **KNOWN)).status_code == 404
    assert not db.scalars(select(DropoutCase)).all()


def test_it_ends_by_itself(browser, address, link, db):
    link.made_at, link.expires_at = link.made_at - timedelta(days=60), datetime.now(UTC) - timedelta(minutes=1)
    db.commit()
    assert browser.get(address).status_code == 404
    assert browser.post(address, data=sealed(address, **KNOWN)).status_code == 404
    assert not db.scalars(select(DropoutCase)).all()


def test_few_reports_an_hour_by_one_link(app, browser, address, db, monkeypatch):
    monkeypatch.setitem(app.config, "RATELIMIT_ENABLED", True)
    from crm.protection import limiter

    monkeypatch.setattr(limiter, "enabled", True)
    answers = [browser.post(address, data=sealed(address, signed="")).status_code for _ in range(31)]
    assert answers[-1] == 429
    assert "Attendez quelques minutes" in browser.post(address).text


@pytest.fixture
def written(db, alice, case):
    now = datetime.now(UTC)
    tried = actions.write(alice, case, AttemptChannel.EMAIL, ContactTemplate.CALL_BACK, now=now)
    db.commit()
    return tried


def test_a_young_person_asks_to_be_called_back_and_goes_first(browser, app, case, written, db):
    address = f"/c/{answer_token(written)}"
    page = browser.get(address)
    assert page.status_code == 200
    assert case.person.given_name not in page.text
    assert not re.search("décroch", page.text.lower())
    db.refresh(case)
    assert case.requested is False
    assert browser.post(address).status_code == 400
    answer = browser.post(address, data=sealed(address))
    assert answer.status_code == 303
    assert "nous vous rappelons" in browser.get(answer.location).text
    assert refreshed(db, case).requested is True
    assert case.person.last_contact_from_person_at
    assert "dropouts.call_back" in db.scalars(select(AccessEntry.verb)).all()


def test_it_brings_back_who_was_called_unreachable(browser, alice, case, written, db):
    case.state = State.UNREACHABLE
    db.commit()
    address = f"/c/{answer_token(written)}"
    browser.post(address, data=sealed(address))
    assert refreshed(db, case).state is State.CONTACTING


def test_its_link_ends_with_the_follow_up_and_after_a_month(browser, alice, case, written, db):
    address = f"/c/{answer_token(written)}"
    written.at = written.at - timedelta(days=31)
    db.commit()
    assert browser.get(address).status_code == 404
    written.at = datetime.now(UTC)
    actions.discard(alice, case, "duplicate", now=datetime.now(UTC))
    db.commit()
    assert browser.get(address).status_code == 404
    assert AttemptResult.REACHED not in [a.result for a in case.attempts]
