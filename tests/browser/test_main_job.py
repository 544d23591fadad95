"""The main job from end to end, against `crm up` itself: a real person's path through every role."""

import csv
import io
import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from playwright.sync_api import Page, expect

from tests.browser.product import Running, sign_in
from tests.browser.quarters import agree, send

PARIS = ZoneInfo("Europe/Paris")
GIVEN, FAMILY = "Zélie-Anne", "Van Wymersch"


def tomorrow_at(hour: int) -> datetime:
    """The next working day but one at the latest: reminders do not leave on Sundays."""
    day = datetime.now(PARIS).date() + timedelta(days=1)
    return datetime(day.year, day.month, day.day, hour, 0, tzinfo=PARIS)


def test_the_main_job(running: Running, visit: Page) -> None:
    page = visit
    person_url = record_and_book(page)
    remind(running)
    refer(page, person_url)
    accept(page)
    import_list(page)
    edition_url = publish(page)
    read_as_region(page, edition_url, person_url)


def record_and_book(page: Page) -> str:
    """The counsellor finds nobody, opens a file, and books an appointment for tomorrow."""
    sign_in(page, "conseillere@example.org")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Ma journée")
    page.goto("/people")
    page.get_by_label("Rechercher").fill(f"{GIVEN} {FAMILY}")
    expect(page.get_by_text("Personne parmi les jeunes que vous suivez")).to_be_visible()
    page.get_by_role("link", name="Ouvrir un dossier").first.click()
    page.get_by_label("Prénom").fill(GIVEN)
    page.get_by_label("Nom de naissance").fill(FAMILY)
    page.get_by_label("Date de naissance").fill("2006-05-14")
    page.get_by_label("Adresse e-mail", exact=False).first.fill("zelie@example.org")
    page.get_by_label("Commune de résidence").fill("Lille")
    page.get_by_role("button", name="Ouvrir le dossier").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(FAMILY.upper())
    person_url = page.url
    page.get_by_role("link", name="Noter un contact").click()
    page.get_by_label("Ce qui s’est dit").fill("Cherche un apprentissage en cuisine.")
    page.get_by_role("button", name="Enregistrer le contact").click()
    expect(page.get_by_text("Cherche un apprentissage en cuisine.")).to_be_visible()
    page.get_by_role("link", name="Rendez-vous", exact=True).first.click()
    page.get_by_role("link", name="Fixer une autre heure").click()
    page.get_by_label("Jour et heure").fill(f"{tomorrow_at(17):%Y-%m-%dT%H:%M}")
    page.get_by_role("button", name="Prendre le rendez-vous").click()
    expect(page.get_by_text("Le rendez-vous est pris")).to_be_visible()
    return person_url


def remind(running: Running) -> None:
    """The reminder arrives over real SMTP, in the hours of the outbox, once, with the right words."""
    running.at(tomorrow_at(14))
    texts = running.mails("Rappel")
    ours = [text for text in texts if GIVEN in text]
    if tomorrow_at(14).weekday() == 6:
        assert ours == []
        return
    assert len(ours) == 1
    assert "17 h 00" in ours[0]
    assert "Mission locale de Lille" in ours[0]
    assert re.search(r"appelez-nous\s: 01 99 00", ours[0])
    running.at(tomorrow_at(14) + timedelta(minutes=20))
    assert len([text for text in running.mails("Rappel") if GIVEN in text]) == 1


def refer(page: Page, person_url: str) -> None:
    """She sends the person to the MEF, and sees the very page that the MEF will see."""
    page.goto(person_url)
    page.get_by_role("link", name="Orienter").click()
    page.get_by_label("Pour quoi").select_option(label="Se former")
    page.get_by_label("Nom d’une structure").fill("MEF de Lille")
    page.get_by_role("button", name="Chercher dans l’annuaire").click()
    page.get_by_role("button", name="Choisir MEF de Lille").click()
    page.get_by_label("Pourquoi vous l’orientez").fill("Très motivée par la cuisine.")
    page.get_by_label("J’ai expliqué au jeune").check()
    page.get_by_role("button", name="Voir ce qui sera transmis").click()
    expect(page.get_by_text("Voici exactement ce que MEF de Lille verra")).to_be_visible()
    page.get_by_role("button", name="Envoyer l’orientation").click()
    expect(page.get_by_text("L’orientation est partie")).to_be_visible()


def accept(page: Page) -> None:
    """The MEF reads what travels, accepts, and fixes the first appointment."""
    sign_in(page, "mef@example.org")
    page.goto("/referrals?box=to_answer")
    page.get_by_role("link", name=f"{GIVEN} {FAMILY}").click()
    expect(page.get_by_text("Très motivée par la cuisine.")).to_be_visible()
    expect(page.get_by_role("link", name="Ouvrir le dossier")).to_have_count(0)
    page.get_by_role("link", name="Accepter").click()
    page.get_by_role("radio", name="À une autre heure").check()
    page.get_by_label("laquelle").fill(f"{tomorrow_at(11) + timedelta(days=7):%Y-%m-%dT%H:%M}")
    page.get_by_role("button", name="Accepter").click()
    expect(page.get_by_text("Rendez-vous fixé").first).to_be_visible()
    page.get_by_role("link", name="Ouvrir le dossier").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(FAMILY.upper())


def import_list(page: Page) -> None:
    """The coordinator reads a list of dropouts line by line, then writes it."""
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=";")
    writer.writerow(["NOM", "PRENOM", "DATE DE NAISSANCE", "SEXE", "TELEPHONE", "COMMUNE", "UAI"])
    writer.writerow(["Quenneville", "Noé", "03/02/2009", "M", "06 39 98 12 34", "Lille", "0590001F"])
    writer.writerow(["Ostrowska", "Maja", "17.11.2008", "F", "", "Roubaix", "0590001F"])
    writer.writerow(["Tropjeune", "Ana", "17/11/2016", "F", "", "Lille", ""])
    writer.writerow(["Sansdate", "Luc", "", "M", "", "Lille", ""])
    sign_in(page, "coordination@example.org")
    page.goto("/imports/new")
    content = stream.getvalue().encode("cp1252")
    page.get_by_label("Liste").set_input_files({"name": "liste.csv", "mimeType": "text/csv", "buffer": content})
    page.get_by_role("button", name="Lire la liste").click()
    expect(page.get_by_text("Quenneville")).to_be_visible()
    page.get_by_role("link", name=re.compile("À corriger")).click()
    expect(page.get_by_text("Il manque")).to_be_visible()
    page.get_by_role("button", name="Importer la liste").click()
    page.get_by_role("button", name="Oui").click()
    expect(page.get_by_text("Cette liste est importée")).to_be_visible()
    expect(page.get_by_role("cell", name="Importer")).to_have_count(2)


def publish(page: Page) -> str:
    """The last quarter is counted, protected, audited by a worker; the officer signs and publishes."""
    sign_in(page, "dpo@example.org")
    page.goto("/reports")
    return send(page, page.locator("select[name=quarter]").input_value())


def read_as_region(page: Page, edition_url: str, person_url: str) -> None:
    """The Région opens it, downloads its files, and reaches no person."""
    sign_in(page, "region@example.org")
    page.goto(edition_url)
    expect(page.get_by_role("heading", name="Jeunes accompagnés par arrondissement")).to_be_visible()
    units = ("personnes", "rendez-vous", "orientations", "suivis")
    counted = {row["valeur"] for row in agree(page) if row["unite"] in units}
    assert "s" in counted
    assert not counted & {"1", "2", "3", "4"}
    answer = page.request.get(person_url)
    assert answer.status == 404
    assert FAMILY.upper() not in answer.text()
