"""What people ask about messages: `opt_out`, `opt_in`, an edit; the file shows it, and what they were sent."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from werkzeug.exceptions import Forbidden

from crm.codes.appointments import Channel, MessageState
from crm.messages.models import Message
from crm.people import actions, queries
from crm.people.models import OptOut
from crm.structures.models import ChannelSetting
from tests import factories

WAITING = {"state": MessageState.WAITING, "sent_at": None, "provider_id": None}


def test_no_more_text_messages_and_an_email_instead(db, browser, alice, person):
    text = factories.make_message(alice, person, **WAITING)
    letter = factories.make_message(alice, person, channel=Channel.EMAIL, **WAITING)
    answer = browser.login(alice).post(f"/people/{person.uid}/opt-out", data={"channel": "sms"})
    assert answer.location == f"/people/{person.uid}"
    assert (text.state, text.reason) == (MessageState.SUPPRESSED, "Ce jeune ne souhaite plus recevoir de SMS.")
    assert letter.state is MessageState.WAITING
    instead = db.scalars(select(Message).where(Message.subject == text.subject, Message.channel == Channel.EMAIL)).one()
    assert (instead.state, instead.not_before, instead.occasion) == (
        MessageState.WAITING,
        text.not_before,
        text.occasion,
    )
    page = browser.get(f"/people/{person.uid}").text
    assert "Pas de SMS" in page
    assert "noté par Alice Test" in page


def test_without_an_address_nothing_leaves_instead(db, alice, person, now):
    person.email = None
    factories.make_message(alice, person, **WAITING)
    actions.opt_out(alice, person, Channel.SMS, now=now)
    assert [message.state for message in db.scalars(select(Message))] == [MessageState.SUPPRESSED]


def test_brothers_who_share_a_number_are_all_heard(alice, now):
    brothers = [factories.make_person(alice, phone="+33639981234") for _ in range(2)]
    actions.stop("+33639981234", now)
    assert all(one.opt_outs for one in brothers)
    actions.stop("+33600000000", now)


def test_who_wants_no_message_at_all_gets_none(db, alice, person, now):
    both = [factories.make_message(alice, person, channel=channel, **WAITING) for channel in Channel]
    keys = ("given_name", "family_name", "born_on", "address", "phone", "email")
    values = {name: getattr(person, name) for name in keys}
    actions.edit(alice, person, {**values, "messages_agreed": False}, version=person.version, now=now)
    assert {message.state for message in both} == {MessageState.SUPPRESSED}


def test_a_corrected_number_settles_what_failed_with_the_old_one(alice, person, now):
    failed = [factories.make_message(alice, person, state=MessageState.FAILED, channel=channel) for channel in Channel]
    assert len(queries.failures(alice)) == 2
    keys = ("given_name", "family_name", "born_on", "address", "phone", "email", "messages_agreed")
    values = {name: getattr(person, name) for name in keys} | {"phone": "+33639981299"}
    actions.edit(alice, person, values, version=person.version, now=now)
    assert [message.channel for message, _ in queries.failures(alice)] == [Channel.EMAIL]
    assert failed[1].set_aside_at == now


def test_reach_says_in_words_why_not(db, alice, person, now):
    found = queries.reach(person, alice.structure, now)
    assert (found.email, found.sms) == (None, "La structure n’envoie pas de SMS.")
    factories.add(ChannelSetting(structure_id=alice.structure_id, account="tests", monthly_quota=2))
    assert queries.reach(person, alice.structure, now).sms is None
    factories.make_message(alice, person, segments=2, sent_at=now)
    assert queries.reach(person, alice.structure, now).sms == "La structure a envoyé tous ses SMS du mois."
    assert queries.reach(person, alice.structure, now + timedelta(days=31)).sms is None


def test_the_month_begins_in_paris(db, alice, person):
    factories.add(ChannelSetting(structure_id=alice.structure_id, account="tests", monthly_quota=1))
    factories.make_message(alice, person, segments=1, sent_at=datetime(2030, 1, 31, 22, 59, tzinfo=UTC))
    assert queries.reach(person, alice.structure, datetime(2030, 1, 31, 22, 59, tzinfo=UTC)).sms
    assert queries.reach(person, alice.structure, datetime(2030, 1, 31, 23, 1, tzinfo=UTC)).sms is None


def test_the_file_shows_every_message_with_its_state_and_its_time(browser, alice, person):
    factories.make_message(alice, person, state=MessageState.DELIVERED, segments=2)
    failed = {"state": MessageState.FAILED, "reason": "Le numéro n’existe plus : vérifiez-le."}
    factories.make_message(alice, person, **failed)
    page = browser.login(alice).get(f"/people/{person.uid}").text
    for words in ("Distribué", "Échec", "Le numéro n’existe plus", "envoyé le", "14/01/2030", "2 segments"):
        assert words in page


def test_the_panel_costs_the_same_for_one_message_and_for_twenty(browser, alice, person, queries):
    browser.login(alice)
    factories.make_message(alice, person)
    del queries[:]
    browser.get(f"/people/{person.uid}")
    once = len(queries)
    for _ in range(20):
        factories.make_message(alice, person)
    del queries[:]
    page = browser.get(f"/people/{person.uid}").text
    assert len(queries) == once
    assert "Les précédents" in page


@pytest.mark.parametrize("verb", ["opt-out", "opt-in"])
def test_a_stranger_changes_nothing(browser, db, charlie, person, verb):
    assert browser.login(charlie).post(f"/people/{person.uid}/{verb}", data={"channel": "sms"}).status_code == 404
    assert not db.scalars(select(OptOut)).all()


def test_a_stranger_is_refused_by_the_action_too(charlie, person, now):
    with pytest.raises(Forbidden):
        actions.opt_out(charlie, person, Channel.SMS, now=now)


def test_a_channel_that_does_not_exist(browser, alice, person):
    assert browser.login(alice).post(f"/people/{person.uid}/opt-out", data={"channel": "pigeon"}).status_code == 404
