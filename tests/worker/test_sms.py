"""Text messages go to real HTTP servers that keep to their providers' published interfaces; each fault has its rule."""

import json
from datetime import UTC, datetime, timedelta

import ovh as ovh_client
import pytest
from sqlalchemy import select

from crm.appointments import actions
from crm.codes.appointments import AppointmentLocation, Channel, MessageKind, MessageState, SlotOrigin
from crm.embedded import free_port
from crm.messages.models import Message
from crm.messages.rules import Down, Unavailable, Undeliverable, size
from crm.structures.models import ChannelSetting
from tests.factories import add
from tests.worker.providers import OVH, Brevo, Gateway, running

KEY = "01890000-0000-7000-8000-000000000001"
TO = "+33639981234"
BACK = "https://example.org/receipts/x"


@pytest.fixture
def senders(worker):
    """The worker's senders, which know of no silence yet, and wait a quarter of a second at most."""
    from worker.senders import answers, brevo, file, ovh, sms, webhook

    saved = answers.TIMEOUT
    for module in (answers, brevo, ovh, webhook):
        module.TIMEOUT = (0.25, 0.25)
    sms.SILENT.clear()
    sms.opened.cache_clear()
    yield {"ovh": ovh.OVH, "brevo": brevo.Brevo, "webhook": webhook.Webhook, "file": file.File}
    for module in (answers, brevo, ovh, webhook):
        module.TIMEOUT = saved


def account_of(provider, monkeypatch, url=None):
    """The account that leads to this server."""
    url = url or provider.url
    if isinstance(provider, OVH):
        monkeypatch.setitem(ovh_client.client.ENDPOINTS, "tests", f"{url}/1.0")
        return {"provider": "ovh", "endpoint": "tests", **provider.account}
    if isinstance(provider, Brevo):
        return {"provider": "brevo", "url": f"{url}/v3", **provider.account}
    return {"provider": "webhook", "url": f"{url}/send", **provider.account}


@pytest.fixture(params=[OVH, Brevo, Gateway], ids=["ovh", "brevo", "webhook"])
def provider(request):
    with running(request.param()) as server:
        yield server


@pytest.fixture
def sender(senders, provider, monkeypatch):
    account = account_of(provider, monkeypatch)
    return senders[account["provider"]](account)


def test_it_leaves_with_its_key_and_gives_its_identifier(sender, provider):
    identity = sender.send(KEY, TO, "Bonjour", BACK)
    [taken] = provider.taken
    assert taken["text"] == "Bonjour"
    assert identity == (f"gw-{KEY}" if isinstance(provider, Gateway) else str(taken["id"]))


def test_a_number_that_the_provider_refuses_is_the_counsellors_to_check(sender):
    with pytest.raises(Undeliverable, match="Le numéro a été refusé"):
        sender.send(KEY, "+99912345", "Bonjour", BACK)


@pytest.mark.parametrize("after", ["120", "Wed, 21 Oct 2099 07:28:00 GMT", "soon"])
def test_too_many_requests_stops_the_account_for_as_long_as_it_says(sender, provider, after):
    provider.fail(status=429, headers={"Retry-After": after}, body=b'{"message": "slow down"}')
    with pytest.raises(Down) as caught:
        sender.send(KEY, TO, "Bonjour", BACK)
    hour = timedelta(hours=1)
    assert caught.value.retry_after == {"120": timedelta(minutes=2), "soon": None}.get(after, hour)


@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_a_provider_in_trouble_is_asked_again(sender, provider, status):
    provider.fail(status=status, headers={"Retry-After": "60"}, body=b"{}")
    with pytest.raises(Unavailable) as caught:
        sender.send(KEY, TO, "Bonjour", BACK)
    assert caught.value.retry_after == timedelta(minutes=1)
    assert not isinstance(caught.value, Down)


@pytest.mark.parametrize("status", [401, 402, 403])
def test_an_account_that_is_refused_or_empty_holds_up_no_message_for_good(sender, provider, status):
    provider.fail(status=status, body=b'{"message": "no"}')
    with pytest.raises(Down):
        sender.send(KEY, TO, "Bonjour", BACK)


def test_wrong_credentials_are_refused_by_the_server_itself(senders, provider, monkeypatch):
    secret = {"ovh": "application_secret", "brevo": "api_key", "webhook": "secret"}
    account = account_of(provider, monkeypatch)
    wrong = senders[account["provider"]]({**account, secret[account["provider"]]: "d3Jvbmc="})
    with pytest.raises(Down):
        wrong.send(KEY, TO, "Bonjour", BACK)
    assert provider.taken == []


def test_a_message_refused_for_another_reason_fails_at_once(sender, provider):
    provider.fail(status=400, body=b'{"message": "message too long"}')
    with pytest.raises(Undeliverable, match="a refusé ce message"):
        sender.send(KEY, TO, "Bonjour", BACK)


@pytest.mark.parametrize("body", [b"<html>", b'"ok"', b"{}", b"[]", b'{"ids": []}', b"\xff\xfe"])
def test_an_answer_that_cannot_be_read_is_not_taken_for_a_success(sender, provider, body):
    if isinstance(provider, Gateway) and body in (b'"ok"', b"{}", b"[]", b'{"ids": []}'):
        pytest.skip("A gateway need not answer more than 2xx.")
    provider.fail(status=200, body=body)
    with pytest.raises(Unavailable) as caught:
        sender.send(KEY, TO, "Bonjour", BACK)
    assert not isinstance(caught.value, Down)


def test_what_was_taken_without_an_answer_is_found_under_its_key(sender, provider):
    from worker.senders.answers import Silent

    provider.fail(silence=0.6, after=True, body=b"{}")
    with pytest.raises(Silent):
        sender.send(KEY, TO, "Bonjour", BACK)
    known = sender.find(KEY) or sender.send(KEY, TO, "Bonjour", BACK)
    assert known
    assert len(provider.taken) == 1


def test_nothing_is_found_of_what_never_left(sender):
    assert sender.find(KEY) is None


def test_where_nobody_listens_nothing_was_sent(senders, provider, monkeypatch):
    account = account_of(provider, monkeypatch, f"http://127.0.0.1:{free_port()}")
    with pytest.raises(Down):
        senders[account["provider"]](account).send(KEY, TO, "Bonjour", BACK)


def test_a_file_is_a_mail_of_the_catcher_and_the_same_key_is_the_same_file(senders, tmp_path):
    from crm.mailcatcher import listing, read

    sender = senders["file"]({"folder": str(tmp_path)})
    for _ in range(2):
        assert sender.send(KEY, TO, "Bonjour Lina", BACK) == KEY
    [path] = tmp_path.glob("*.eml")
    assert (read(path)["To"], read(path).get_content().strip()) == (TO, "Bonjour Lina")
    assert "SMS : Bonjour Lina" in listing(tmp_path)
    assert sender.find(KEY) == KEY
    assert path.stem.isdigit()


@pytest.fixture
def text_message(db, alice, person, now):
    """A reminder by text message for an appointment in nine days."""
    person.phone = TO
    add(ChannelSetting(structure_id=alice.structure_id, account="tests", monthly_quota=100))
    actions.book(
        alice,
        person,
        starts_at=now + timedelta(days=9),
        minutes=30,
        location=AppointmentLocation.OFFICE,
        slot_origin=SlotOrigin.AGREED,
        counsellor=alice.user,
        now=now,
    )
    db.commit()
    query = select(Message).where(Message.kind == MessageKind.APPOINTMENT_REMINDER)
    message = db.scalars(query).one()
    assert message.channel is Channel.SMS
    return message


@pytest.fixture
def gateway(app, senders, provider, monkeypatch):
    monkeypatch.setitem(app.config, "SMS_ACCOUNTS", {"tests": account_of(provider, monkeypatch)})
    return provider


def test_from_the_outbox_to_the_provider_and_back(worker, letterbox, gateway, text_message, app, browser):
    worker.send_all_due(text_message.not_before)
    assert (text_message.state, text_message.segments) == (MessageState.SENT, size(gateway.taken[0]["text"]).segments)
    assert text_message.provider_id
    if isinstance(gateway, Brevo):
        told = {"msg_status": "delivered", "messageId": int(text_message.provider_id), "to": TO[1:], "tag": "x"}
        address = gateway.taken[0]["webUrl"].removeprefix("http://localhost")
        moment = datetime.fromtimestamp(int(address.partition("t=")[2].partition("&")[0]), UTC)
        assert moment == text_message.not_before.replace(microsecond=0)
        assert browser.post(address, json=told).status_code == 204
        assert text_message.state is MessageState.DELIVERED


def test_a_provider_that_says_nothing_is_left_in_peace_and_nothing_is_doubled(
    worker, letterbox, gateway, text_message, db
):
    from worker.senders import sms

    gateway.fail(silence=0.6, after=True, body=b"{}")
    worker.send_all_due(text_message.not_before)
    assert (text_message.state, text_message.attempts) == (MessageState.WAITING, 1)
    assert sms.SILENT["tests"]
    worker.send_all_due(text_message.retry_at)
    db.refresh(text_message)
    assert (text_message.state, text_message.attempts) == (MessageState.WAITING, 1)
    sms.SILENT.clear()
    worker.send_all_due(text_message.retry_at)
    db.refresh(text_message)
    assert text_message.state is MessageState.SENT
    assert len(gateway.taken) == 1


def test_a_message_whose_worker_died_is_looked_for_before_it_leaves_again(worker, letterbox, gateway, text_message, db):
    """The provider has it; nothing was recorded; its lease ran out."""
    from uuid import uuid4

    from crm.messages import actions as outbox
    from crm.messages.rules import LEASE
    from worker.senders import sms

    outbox.claim(text_message.not_before, uuid4())
    db.commit()
    db.refresh(text_message)
    sms.opened(tuple(sorted(sms.current_app.config["SMS_ACCOUNTS"]["tests"].items()))).send(
        str(text_message.uid), TO, "Bonjour", BACK
    )
    worker.send_all_due(text_message.not_before + LEASE)
    db.refresh(text_message)
    assert text_message.state is MessageState.SENT
    assert len(gateway.taken) == 1


def test_an_account_that_is_not_in_the_settings_waits(worker, letterbox, senders, app, text_message):
    worker.send_all_due(text_message.not_before)
    assert text_message.state is MessageState.WAITING


def test_the_quota_of_the_month_is_kept(worker, letterbox, gateway, text_message, db, alice):
    db.get(ChannelSetting, alice.structure_id).monthly_quota = 0
    db.commit()
    worker.send_all_due(text_message.not_before)
    assert text_message.state is MessageState.SUPPRESSED
    assert "tous ses SMS du mois" in text_message.reason
    assert gateway.taken == []


def test_accounts_are_checked_at_start():
    from config import SettingError, sms_accounts

    good = {"region": {"provider": "brevo", "api_key": "k", "sender": "s"}}
    assert sms_accounts(json.dumps(good)) == good
    for bad in ("x", "[]", '{"a": {}}', '{"a": {"provider": "pigeon"}}', '{"a": {"provider": "ovh"}}', '{"a": 1}'):
        with pytest.raises(SettingError, match="SMS_ACCOUNTS"):
            sms_accounts(bad)
