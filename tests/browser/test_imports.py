"""Real-looking lists go from the file to the cases and back, on a telephone and on a desk."""

import re
from datetime import UTC, date, datetime

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from crm.db import db as database
from crm.db import transaction
from crm.dropouts.models import DropoutCase
from crm.imports import actions, queries
from crm.people.models import Person
from tests import factories
from tests.browser.axe import violations
from tests.browser.test_pool import platform  # noqa: F401 - alone on its territory
from tests.imports import files


def hand_in(page, name, content):
    page.goto("/imports/new")
    page.get_by_label("Liste (.csv").set_input_files({"name": name, "mimeType": "text/plain", "buffer": content})
    page.get_by_role("button", name="Lire la liste").click()


def cases():
    database.session.rollback()
    return database.session.query(DropoutCase).count()


def accept(page, name, scripts):
    page.get_by_role("button", name=name, exact=True).click()
    if scripts:
        page.get_by_role("button", name="Oui, continuer").click()


@pytest.mark.parametrize("settings", [{"java_script_enabled": False}, {}], ids=["bare", "scripts"])
def test_a_list_is_mapped_corrected_decided_written_and_undone(enter, dina, overflows, settings):
    mark = "é" if settings else "è"  # the same file twice would be refused
    page = enter(dina)
    before = cases()
    content = files.FRANCE_TRAVAIL.replace("Lou", f"Lou{mark}").replace("05.06.2007", "le 5 juin")
    content += "Petit\t07.08.2015\tAna\t\tLille\n"
    hand_in(page, "france-travail.txt", content.encode("utf-16"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Que contiennent ces colonnes ?")
    page.get_by_label("Identité du jeune").select_option(label="Nom")
    page.get_by_label("Prénom usuel").select_option(label="Prénom")
    if not settings:
        assert not overflows()
        assert not violations(page)
    page.get_by_role("button", name="Lire les lignes").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("france-travail.txt")
    page.get_by_role("link", name="À corriger").click()
    page.get_by_label("Date de naissance").fill("le 6 juin")
    page.get_by_role("button", name="Corriger").click()
    expect(page.locator(".flash.tone-warning")).to_contain_text("le 6 juin\u202f» n’est pas une date")
    expect(page.get_by_label("Date de naissance")).to_have_value("le 6 juin")
    if not settings:
        assert not overflows()
        assert not violations(page)
    page.get_by_label("Date de naissance").fill("05/06/2007")
    page.get_by_role("button", name="Corriger").click()
    expect(page.get_by_text("Ligne 2 corrigée : nouveau.")).to_be_visible()
    page.get_by_role("link", name=re.compile("Non concerné")).click()
    page.get_by_role("button", name="Tout importer").click()
    expect(page.get_by_text("Importer", exact=True)).to_be_visible()
    page.get_by_role("button", name="Tout écarter").click()
    expect(page.get_by_role("button", name="Écarter", exact=True)).to_have_count(0)
    if not settings:
        assert not overflows()
        assert not violations(page)
    accept(page, "Importer la liste", scripts=not settings)
    expect(page.get_by_text("Cette liste est importée.")).to_be_visible()
    assert cases() == before + 2
    if not settings:
        assert not overflows()
        assert not violations(page)
    accept(page, "Annuler l’import", scripts=not settings)
    expect(page.get_by_text("rien n’en reste")).to_be_visible()
    assert cases() == before


def test_lists_of_each_source_are_read_without_a_question(enter, dina, alice, overflows):
    factories.make_person(alice, given_name="Zoée", family_name="Lefèbvre", born_on=date(2008, 2, 3))
    page = enter(dina)
    for name, content, counted in (
        ("rio.csv", files.RIO.encode("cp1252"), "Nouveau 1"),
        ("cfa.xlsx", files.workbook(files.CFA), "Non concerné·e 1"),
        ("ml.csv", files.MISSION_LOCALE.encode(), "Nouveau 1"),
        ("ml.ods", files.ods([["Nom", "Prénom", "Date de naissance"], ["Petit", "Ana", "03/02/2008"]]), "Nouveau 1"),
    ):
        hand_in(page, name, content)
        expect(page.get_by_role("heading", level=1)).to_have_text(name)
        expect(page.get_by_role("link", name=counted)).to_be_visible()
        assert not overflows(), name
        assert not violations(page), name


def test_a_long_list_shows_how_far_it_is(enter, dina, overflows):
    page = enter(dina)
    lines = [f"Long{chr(97 + n % 26)}{chr(97 + n // 26)};Ana;03/02/2008;Lille" for n in range(600)]
    hand_in(page, "longue.csv", "\n".join(["Nom;Prénom;Date de naissance;Commune", *lines]).encode())
    expect(page.get_by_role("status")).to_contain_text("0 lignes sur 600")
    assert page.get_by_role("progressbar", name="Avancement").get_attribute("max") == "600"
    assert not overflows()
    assert not violations(page)
    with transaction():
        file = queries.next_to_work()
        while actions.carry_on(file, now=datetime.now(UTC)):
            pass
    expect(page.get_by_role("link", name=re.compile("^Nouveau"))).to_be_visible()


def test_what_is_no_list_is_told_in_one_sentence(enter, dina, overflows):
    page = enter(dina)
    hand_in(page, "bombe.xlsx", files.corners())
    expect(page.get_by_role("alert")).to_contain_text("anormalement gros")
    assert not overflows()
    assert not violations(page)
    assert not database.session.scalars(select(Person).where(Person.family_name == "loin")).all()
