"""The letter to print."""

import io
from datetime import UTC, datetime

from pypdf import PdfReader

from crm.dropouts.models import ContactAttempt
from crm.letters import day
from crm.people.models import Guardian
from tests import factories
from tests.dropouts.conftest import url


def words(answer):
    assert answer.content_type == "application/pdf"
    return " ".join(PdfReader(io.BytesIO(answer.data)).pages[0].extract_text().split())


def test_to_the_person_and_to_the_guardian(browser, alice, case, db):
    case.person.address = "3 rue des Lilas"
    mother = Guardian(person_id=case.person_id, name="Awa Exemple", relation="mother", phone="+33639980002")
    factories.add(mother)
    browser.login(alice)
    own = words(browser.get(url(case, "letter.pdf")))
    assert case.person.name in own
    assert "3 rue des Lilas" in own
    assert "01 99 00 12 34" in own
    assert f"Lille, le {day(datetime.now(UTC).date())}" in own
    theirs = words(browser.get(url(case, f"letter.pdf?to={mother.uid}")))
    assert "Awa Exemple" in theirs
    assert "Madame, Monsieur" in theirs
    assert db.query(ContactAttempt).count() == 0


def test_not_to_somebody_else_nor_by_a_stranger(browser, alice, charlie, case, db):
    barred = Guardian(person_id=case.person_id, name="Non", relation="father", may_be_contacted=False)
    factories.add(barred)
    browser.login(alice)
    for whom in (barred.uid, "x"):
        assert browser.get(url(case, f"letter.pdf?to={whom}")).status_code == 404
    assert browser.login(charlie).get(url(case, "letter.pdf")).status_code == 404
