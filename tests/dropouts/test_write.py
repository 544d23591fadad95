"""Write a text message, an e-mail or a letter: each is an attempt."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from crm.codes.appointments import MessageState
from crm.codes.dropouts import AttemptChannel, AttemptResult, ContactTemplate
from crm.codes.dropouts import DropoutState as State
from crm.dropouts import actions, queries
from crm.errors import Refused
from crm.messages.models import Message
from crm.messages.rules import Obsolete, Suppressed, sensitive
from crm.structures.models import ChannelSetting
from tests import factories
from tests.dropouts.conftest import refreshed, url


def test_an_email_is_promised_with_its_attempt(browser, alice, case, db):
    browser.login(alice)
    page = browser.get(url(case, "write?by=email"))
    assert case.person.given_name in page.text
    assert browser.post(url(case, "write?by=email"), data={"template": "invite"}).status_code == 303
    message = db.scalars(select(Message)).one()
    content = queries.compose(message, "http://localhost")
    assert content.to == case.person.email
    assert "rendez-vous" in content.text
    assert not sensitive(content.text)
    assert refreshed(db, case).state is State.CONTACTING
    assert (case.attempts[0].channel, case.attempts[0].result) == ("email", "message_left")
    assert "À envoyer" in browser.get(url(case)).text


def test_a_text_message_needs_what_text_messages_need(browser, alice, case, db, now):
    page = browser.login(alice).get(url(case, "write?by=sms"))
    assert "n’envoie pas de SMS" in page.text
    with pytest.raises(Refused, match="SMS"):
        actions.write(alice, case, AttemptChannel.SMS, ContactTemplate.TRIED, now=now)
    factories.add(ChannelSetting(structure_id=case.structure_id, account="demo", monthly_quota=10))
    assert "1 SMS" in browser.get(url(case, "write?by=sms")).text or "2 SMS" in browser.get(url(case, "write")).text
    data = {"template": "call_back", "next": "1"}
    assert browser.post(url(case, "write?by=sms"), data=data).status_code == 303
    assert db.scalars(select(Message)).one().channel == "sms"


def test_a_letter_is_noted_by_whoever_posts_it(browser, alice, case, db):
    page = browser.login(alice).get(url(case, "write?by=letter"))
    assert "letter.pdf" in page.text
    browser.post(url(case, "write?by=letter"), data={"template": "tried"})
    assert refreshed(db, case).attempts[0].channel == "letter"
    assert not db.scalars(select(Message)).all()


def test_what_never_left_is_no_attempt(db, alice, case, now):
    for day, channel in ((0, AttemptChannel.CALL), (7, AttemptChannel.CALL)):
        actions.attempt(alice, case, channel, AttemptResult.NO_ANSWER, "", now=now + timedelta(days=day))
    actions.write(alice, case, AttemptChannel.EMAIL, ContactTemplate.TRIED, now=now + timedelta(days=15))
    assert queries.unreachable_proposed(case)
    db.scalars(select(Message)).one().state = MessageState.SUPPRESSED
    db.flush()
    assert not queries.unreachable_proposed(case)


def test_nothing_leaves_once_it_is_closed_or_no_longer_wanted(db, alice, case, now):
    actions.write(alice, case, AttemptChannel.EMAIL, ContactTemplate.TRIED, now=now)
    message = db.scalars(select(Message)).one()
    case.person.messages_agreed = False
    with pytest.raises(Suppressed):
        queries.compose(message, "http://localhost")
    case.person.messages_agreed = True
    actions.discard(alice, case, "deceased", now=now + timedelta(hours=1))
    with pytest.raises(Obsolete):
        queries.compose(message, "http://localhost")


def test_a_stranger_writes_nothing(browser, charlie, case, db):
    assert browser.login(charlie).post(url(case, "write?by=email"), data={"template": "tried"}).status_code == 404
    assert not db.scalars(select(Message)).all()
