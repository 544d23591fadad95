"""Every message as it would leave: the page `preview`, on real data, per channel and language."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from crm.appointments.models import Appointment, Participation
from crm.codes.appointments import Channel
from crm.codes.people import Language
from crm.messages.rules import sensitive, size
from crm.people.models import Person
from crm.structures.models import ChannelSetting
from tests import factories

SOON = datetime.now(UTC) + timedelta(days=3)


def test_the_actors_own_appointment_is_told(browser, alice, person):
    factories.make_appointment(alice, person, SOON)
    page = browser.login(alice).get("/messages/preview?channel=email").text
    assert person.given_name in page
    for words in ("Confirmation de rendez-vous", "Rappel de rendez-vous", "Rendez-vous déplacé", "Rendez-vous annulé"):
        assert words in page
    assert str(alice.structure.short_name) in page


def test_the_link_shown_opens_nothing(browser, alice, person):
    factories.make_appointment(alice, person, SOON)
    page = browser.login(alice).get("/messages/preview").text
    assert "/r/xxxxxxxxxxxx" in page
    assert browser.get("/r/" + "x" * 36).status_code == 404


def test_who_has_no_appointment_reads_an_example_and_nothing_is_written(browser, db, alice):
    page = browser.login(alice).get("/messages/preview?channel=email").text
    assert "Bonjour Lina" in page
    for table in (Person, Appointment, Participation):
        assert db.scalar(select(func.count()).select_from(table)) == 0


def test_another_counsellors_appointment_is_not_shown(browser, bob, alice, person):
    factories.make_appointment(alice, person, SOON)
    assert person.given_name not in browser.login(bob).get("/messages/preview?channel=email").text


def test_segments_are_counted_and_said(browser, alice):
    page = browser.login(alice).get("/messages/preview?channel=sms").text
    assert page.count("segment") >= 5
    assert "70 par segment" not in page
    page = browser.get("/messages/preview?channel=sms&language=ar").text
    assert "70 par segment" in page
    assert 'lang="ar"' in page


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("channel", Channel)
def test_every_message_ends_as_the_structure_chose_and_says_nothing_sensitive(db, alice, channel, language):
    from crm.appointments.queries import samples

    factories.add(ChannelSetting(structure_id=alice.structure_id, signature="Le Nord", call_back="+33320000000"))
    db.refresh(alice.structure)
    found = samples(alice, channel, language, "https://example.org", datetime.now(UTC))
    assert len(found) == 5
    for sample in found:
        text = sample.content.text
        assert "Le Nord" in text
        assert "03 20 00 00 00" in text
        assert not sensitive(text + sample.content.subject)
        if channel is Channel.SMS:
            assert sample.content.subject == ""
            assert size(text).segments <= (2 if language in (Language.FRENCH, Language.ENGLISH) else 5)
            assert "03 20 00 00 00" in text[-20:]
        else:
            assert "Le Nord" in text.strip().splitlines()[-1]


def test_anything_may_be_asked(browser, alice):
    browser.login(alice)
    assert browser.get("/messages/preview?channel=pigeon&language=latin").status_code == 200


def test_the_digest_is_shown_when_there_is_one(browser, alice, charlie):
    factories.make_referral(charlie, factories.make_person(charlie), alice.structure)
    browser.login(alice)
    assert "1 orientation à répondre" in browser.get("/messages/preview?channel=email").text
    assert "orientation à répondre" not in browser.get("/messages/preview?channel=sms").text


def test_others_find_no_such_page(browser, dina, rita, adam):
    for actor in (dina, rita, adam):
        assert browser.login(actor).get("/messages/preview").status_code == 403
