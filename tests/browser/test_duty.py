"""A counsellor summons somebody of seventeen, from the person's page, by keyboard."""

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from crm.db import db as database
from crm.duty import actions
from crm.duty.models import TrainingObligation
from crm.people.models import Guardian
from tests import factories
from tests.browser.axe import violations


def minor_of(alice):
    today = datetime.now(UTC).date()
    person = factories.make_person(alice, born_on=today - timedelta(days=6390))
    factories.add(Guardian(person_id=person.id, name="Awa Exemple", relation="mother", phone="+33639980001"))
    actions.keep(datetime.now(UTC))
    database.session.commit()
    return person


def test_from_the_persons_page_to_the_letters(enter, alice, page, overflows, db):
    person, day = minor_of(alice), datetime.now() + timedelta(days=12)
    enter(alice).goto(f"/people/{person.uid}")
    page.get_by_role("link", name="Ouvrir l’obligation").press("Enter")
    expect(page.get_by_text("À vérifier").first).to_be_visible()
    assert not overflows()
    assert not violations(page)
    page.get_by_role("link", name="Convoquer").press("Enter")
    page.get_by_label("Ne répond plus").press("Space")
    page.get_by_label("Jour et heure de l’entretien").fill(f"{day:%Y-%m-%dT14:30}")
    assert not overflows()
    assert not violations(page)
    page.get_by_role("button", name="Convoquer").press("Enter")
    expect(page.get_by_text("Les deux mois commencent")).to_be_visible()
    letters = page.get_by_role("link", name="Lettres de convocation").get_attribute("href")
    answer = page.request.get(letters)
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.body().startswith(b"%PDF-")


@pytest.mark.parametrize("form", ["confirm", "exempt", "summon"])
def test_each_form_fits_and_says_what_is_wrong(enter, alice, page, overflows, db, form):
    obligation = database.session.query(TrainingObligation).filter_by(person_id=minor_of(alice).id).one()
    enter(alice).goto(f"/obligations/{obligation.uid}/{form}")
    assert not overflows()
    page.locator("form.panel").evaluate("form => form.noValidate = true")
    page.locator("form.panel [type=submit]").press("Enter")
    expect(page.get_by_role("alert")).to_be_focused()
    assert not overflows()
    assert not violations(page)


def test_the_list_leads_to_the_transmission(enter, alice, page, overflows, db):
    person, now = minor_of(alice), datetime.now(UTC)
    obligation = database.session.query(TrainingObligation).filter_by(person_id=person.id).one()
    obligation.opened_on = now.date() - timedelta(days=200)
    then = now - timedelta(days=70)
    when = {"summoned_on": then.date(), "interview_at": then + timedelta(days=9), "now": then}
    actions.summon(alice, obligation, "left_path", place="Ici", **when)
    actions.keep(now)
    database.session.commit()
    enter(alice).goto("/obligations")
    assert not overflows()
    assert not violations(page)
    page.get_by_role("link", name=person.name).press("Enter")
    page.get_by_role("link", name="Noter la transmission").press("Enter")
    page.get_by_role("button", name="Noter la transmission").press("Enter")
    expect(page.get_by_text("Transmise au département", exact=True).first).to_be_visible()
    assert not violations(page)
