"""What people see of messages: the file, the day, a structure’s settings, the preview, the account; by keyboard too."""

from datetime import UTC, datetime, timedelta

import pytest

from crm.codes.appointments import Channel, MessageState
from crm.db import db as database
from crm.structures.models import ChannelSetting
from tests import factories
from tests.browser.axe import violations


@pytest.fixture
def texting(alice, person, app, monkeypatch):
    """A structure that sends text messages, and a person to whom several were sent."""
    monkeypatch.setitem(app.config, "SMS_ACCOUNTS", {"region": {"provider": "file", "folder": "x"}})
    factories.add(ChannelSetting(structure_id=alice.structure_id, account="region", monthly_quota=500))
    person.phone = "+33639981234"
    now = datetime.now(UTC)
    moments = {"not_before": now - timedelta(days=2), "not_after": now, "sent_at": now - timedelta(days=2)}
    factories.make_message(alice, person, state=MessageState.DELIVERED, segments=1, **moments)
    factories.make_message(alice, person, channel=Channel.EMAIL, **moments)
    gone = "Le numéro n’existe plus ou ne reçoit pas de SMS : vérifiez-le avec le jeune."
    factories.make_message(alice, person, state=MessageState.FAILED, reason=gone, **moments)
    waiting = {"not_before": now + timedelta(days=2), "not_after": now + timedelta(days=3), "sent_at": None}
    factories.make_message(alice, person, state=MessageState.WAITING, **waiting)
    factories.make_appointment(alice, person, now + timedelta(days=4))
    database.session.commit()


def test_the_persons_messages_and_what_they_wish(enter, page, alice, person, texting, overflows):
    enter(alice).goto(f"/people/{person.uid}")
    panel = page.get_by_role("region", name="Messages")
    for words in ("Distribué", "Échec", "À envoyer", "Le numéro n’existe plus"):
        assert panel.get_by_text(words).first.is_visible()
    assert overflows() == []
    panel.get_by_role("button", name="Ne veut plus de SMS").focus()
    page.keyboard.press("Enter")
    panel.get_by_text("Pas de SMS", exact=True).wait_for()
    assert panel.get_by_text("Non envoyé").is_visible()
    assert overflows() == []
    assert violations(page) == []
    panel.get_by_role("button", name="En veut de nouveau").click()
    panel.get_by_role("button", name="Ne veut plus de SMS").wait_for()


def test_what_did_not_leave_comes_back_to_the_day(enter, page, alice, person, texting, overflows):
    enter(alice).goto("/today")
    panel = page.get_by_role("region", name="Messages non partis")
    assert panel.get_by_role("link", name=person.name).is_visible()
    assert overflows() == []
    assert violations(page) == []
    panel.get_by_role("button", name="C’est vu").focus()
    page.keyboard.press("Enter")
    page.get_by_text("C’est noté").wait_for()
    assert page.get_by_role("region", name="Messages non partis").count() == 0


def test_a_manager_sets_the_ending_and_reads_the_messages(enter, page, bob, texting, overflows):
    enter(bob).goto(f"/structures/{bob.structure.uid}/messages")
    assert overflows() == []
    assert violations(page) == []
    page.get_by_label("Signature des messages").fill("Point Santé")
    page.get_by_role("button", name="Enregistrer").click()
    page.get_by_text("choisissez un nom neutre").first.wait_for()
    assert overflows() == []
    page.get_by_label("Signature des messages").fill("La mission du Nord")
    page.keyboard.press("Enter")
    page.get_by_text("C’est enregistré").wait_for()
    page.get_by_role("link", name="Les lire tels qu’ils partent").click()
    page.get_by_text("La mission du Nord").first.wait_for()
    assert overflows() == []
    assert violations(page) == []


@pytest.mark.parametrize("language", ["fr", "ar", "uk"])
@pytest.mark.parametrize("channel", ["sms", "email"])
def test_the_preview(enter, page, alice, texting, overflows, channel, language):
    enter(alice).goto(f"/messages/preview?channel={channel}&language={language}")
    assert page.get_by_role("heading", name="Rendez-vous annulé").is_visible()
    assert overflows() == []
    assert violations(page) == []


def test_the_administration_gives_an_account(enter, page, adam, alice, texting, overflows):
    enter(adam).goto(f"/structures/{alice.structure.uid}/messages")
    assert overflows() == []
    assert violations(page) == []
    page.get_by_label("Segments par mois").fill("700")
    page.keyboard.press("Enter")
    page.get_by_text("sur 700").wait_for()


def test_the_account_page_has_the_digests(enter, page, alice, overflows):
    enter(alice).goto("/profile")
    page.get_by_label("Chaque matin").focus()
    page.keyboard.press("Space")
    page.get_by_label("Jour du récapitulatif").select_option("vendredi")
    page.get_by_role("button", name="Enregistrer").click()
    page.get_by_text("vos récapitulatifs partiront ainsi").wait_for()
    assert not page.get_by_label("Chaque matin").is_checked()
    assert overflows() == []
    assert violations(page) == []
