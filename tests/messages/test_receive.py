"""Receipts: who cannot prove it is refused, what is told twice, late or out of order changes nothing more."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from crm.codes.appointments import Channel, MessageState
from crm.messages.models import MessageEvent
from crm.messages.rules import READERS, Receipt, is_sealed, is_signed, seal, signature
from crm.messages.rules.receipts import e164
from tests import factories

SECRET = "tests-tests-tests-tests-tests-tests"
ACCOUNTS = {
    "ovh": {"provider": "ovh"},
    "brevo": {"provider": "brevo"},
    "gateway": {"provider": "webhook", "secret": "whsec_dGVzdHM="},
    "dev": {"provider": "file"},
}


@pytest.fixture(autouse=True)
def accounts(app, monkeypatch):
    monkeypatch.setitem(app.config, "SMS_ACCOUNTS", ACCOUNTS)


@pytest.fixture
def sent(alice, person):
    return factories.make_message(alice, person)


def sealed(account, at=None):
    moment = int((at or datetime.now(UTC)).timestamp())
    return f"/receipts/{account}?t={moment}&s={seal(SECRET, account, moment)}"


def by_ovh(browser, **told):
    query = "&".join(f"{name}={value}" for name, value in told.items())
    return browser.get(f"{sealed('ovh')}&{query}")


def by_brevo(browser, **told):
    return browser.post(sealed("brevo"), json=told)


def by_gateway(browser, kind, data, *, at=None, secret="whsec_dGVzdHM=", identity="evt_1"):
    body = json.dumps({"type": kind, "data": data}).encode()
    moment = int((at or datetime.now(UTC)).timestamp())
    proof = {
        "webhook-id": identity,
        "webhook-timestamp": str(moment),
        "webhook-signature": f"v1,bm90aGluZw== {signature(secret, identity, moment, body)}",
    }
    return browser.post("/receipts/gateway", data=body, headers={**proof, "Content-Type": "application/json"})


def test_delivered_and_failed_by_every_provider(browser, alice, person):
    told = {
        "ovh": lambda m, good: by_ovh(browser, id=m.provider_id, ptt=4, dlr=1 if good else 2, date="2030-01-14"),
        "brevo": lambda m, good: by_brevo(
            browser, messageId=m.provider_id, msg_status="delivered" if good else "hard_bounce", to="33639981234"
        ),
        "gateway": lambda m, good: by_gateway(
            browser,
            "message.delivered" if good else "message.failed",
            {"id": str(m.uid), **({} if good else {"reason": "unknown_number"})},
        ),
    }
    for tell in told.values():
        good, bad = factories.make_message(alice, person), factories.make_message(alice, person)
        assert (tell(good, True).status_code, tell(bad, False).status_code) == (204, 204)
        assert (good.state, good.reason) == (MessageState.DELIVERED, "")
        assert bad.state is MessageState.FAILED
        assert "Le numéro n’existe plus" in bad.reason
        assert [event.state for event in bad.history] == [MessageState.FAILED]


def test_what_is_under_way_changes_nothing(browser, sent):
    for status in ("sent", "accepted", "whatever", None):
        by_brevo(browser, messageId=sent.provider_id, msg_status=status)
    for dlr in (4, 8, "x"):
        by_ovh(browser, id=sent.provider_id, dlr=dlr)
    assert sent.state is MessageState.SENT


def test_told_twice_is_told_once(browser, db, sent):
    for _ in range(3):
        assert by_ovh(browser, id=sent.provider_id, dlr=1).status_code == 204
    assert len(db.scalars(select(MessageEvent).where(MessageEvent.message_id == sent.id)).all()) == 1


def test_a_failure_told_after_the_delivery_is_ignored(browser, sent):
    by_ovh(browser, id=sent.provider_id, dlr=1)
    by_ovh(browser, id=sent.provider_id, dlr=2)
    assert sent.state is MessageState.DELIVERED


def test_a_receipt_that_overtakes_our_own_note_closes_the_message(browser, alice, person, now):
    """The worker died after the provider had taken it: it leaves no second time."""
    lease = {"state": MessageState.SENDING, "lease_until": now, "sent_at": None, "provider_id": None, "attempts": 0}
    message = factories.make_message(alice, person, **lease)
    by_brevo(browser, messageId=77, msg_status="delivered", tag=str(message.uid))
    assert (message.state, message.provider_id, message.lease_until) == (MessageState.DELIVERED, "77", None)
    assert message.sent_at


def test_a_cancelled_message_stays_so(browser, alice, person):
    message = factories.make_message(alice, person, state=MessageState.CANCELLED, sent_at=None)
    by_ovh(browser, id=message.provider_id, dlr=2)
    assert message.state is MessageState.CANCELLED


def test_an_email_has_no_such_receipt(browser, alice, person):
    message = factories.make_message(alice, person, channel=Channel.EMAIL)
    by_gateway(browser, "message.failed", {"id": str(message.uid)})
    assert message.state is MessageState.SENT


def test_the_unknown_is_answered_like_the_known(browser, sent):
    known, unknown = by_ovh(browser, id=sent.provider_id, dlr=1), by_ovh(browser, id="0", dlr=1)
    assert (known.status_code, known.data) == (unknown.status_code, unknown.data) == (204, b"")
    assert by_gateway(browser, "message.delivered", {"id": "nonsense"}).status_code == 204


@pytest.mark.parametrize("address", ["/receipts/ovh", "/receipts/nobody", "/receipts/dev", "/receipts/gateway"])
def test_without_a_proof_nothing_is_read(browser, sent, address):
    for answer in (
        browser.get(f"{address}?id={sent.provider_id}&dlr=2"),
        browser.post(address, json={"type": "message.failed", "data": {"id": str(sent.uid)}}),
    ):
        assert (answer.status_code, answer.data) == (401, b"")
    assert sent.state is MessageState.SENT


def test_a_proof_is_for_one_account(browser, sent):
    address = sealed("brevo").replace("/receipts/brevo", "/receipts/ovh")
    assert browser.get(f"{address}&id={sent.provider_id}&dlr=2").status_code == 401


def test_an_old_address_is_refused(browser, sent):
    old = sealed("brevo", datetime.now(UTC) - timedelta(days=31))
    assert browser.post(old, json={"messageId": sent.provider_id, "msg_status": "delivered"}).status_code == 401


def test_a_signed_body_is_refused_when_old_changed_or_of_another(browser, sent):
    data = {"id": str(sent.uid)}
    for change in (
        {"at": datetime.now(UTC) - timedelta(minutes=6)},
        {"at": datetime.now(UTC) + timedelta(minutes=6)},
        {"secret": "whsec_b3RoZXI="},
    ):
        assert by_gateway(browser, "message.failed", data, **change).status_code == 401
    assert sent.state is MessageState.SENT


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b'"x"', b"\xff", b'{"data": []}', b'{"data": {"id": {}}}'])
def test_anything_may_be_posted(browser, sent, body):
    assert browser.post(sealed("brevo"), data=body, content_type="application/json").status_code == 204
    assert sent.state is MessageState.SENT


def test_a_huge_body_is_refused(browser):
    huge = b'{"x": "' + b"a" * 70_000 + b'"}'
    assert browser.post(sealed("brevo"), data=huge, content_type="application/json").status_code == 413


@pytest.mark.parametrize(
    "stop",
    [
        lambda browser: by_ovh(browser, senderid="%2B33639981234", message="STOP"),
        lambda browser: by_ovh(browser, number="0033639981234"),
        lambda browser: by_brevo(browser, to="33639981234", msg_status="unsubscribed"),
        lambda browser: by_brevo(browser, to="33639981234", msg_status="replied", reply="Stop"),
        lambda browser: by_gateway(browser, "message.stopped", {"from": "+33639981234"}),
    ],
    ids=["ovh answer", "ovh stop", "brevo unsubscribed", "brevo answer", "gateway"],
)
def test_a_stop_is_obeyed_at_once(browser, alice, person, stop):
    person.phone = "+33639981234"
    waiting = factories.make_message(alice, person, state=MessageState.WAITING, sent_at=None, provider_id=None)
    for _ in range(2):
        assert stop(browser).status_code == 204
    [line] = person.opt_outs
    assert (line.channel, line.source.value, line.recorded_by_id) == (Channel.SMS, "stop", None)
    assert waiting.state is MessageState.SUPPRESSED


def test_another_answer_stops_nothing(browser, person):
    person.phone = "+33639981234"
    by_ovh(browser, senderid="%2B33639981234", message="Merci")
    by_brevo(browser, to="33639981234", msg_status="replied", reply="ok")
    assert not person.opt_outs


def test_numbers_are_read_however_they_are_written():
    assert e164("33639981234") == e164("0033639981234") == e164("+33 6 39 98 12 34") == "+33639981234"
    assert e164(None) == e164("STOP") == e164("123") == ""


def test_every_shape_is_read_without_complaint():
    for read in READERS.values():
        assert read({}) == Receipt()


def test_the_signature_is_that_of_standard_webhooks():
    """The example of the published specification."""
    secret, body = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", b'{"test": 2432232314}'
    expected = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    assert signature(secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, body) == expected


def test_proofs(now):
    moment = int(now.timestamp())
    assert is_signed("czEy", "id", str(moment), b"x", signature("czEy", "id", moment, b"x"), now)
    for timestamp, given in (("x", ""), ("²", "é"), (str(moment), "v1,é"), (str(moment), "")):
        assert not is_signed("czEy", "id", timestamp, b"x", given, now)
    since = datetime.fromtimestamp(0, UTC)
    assert is_sealed("s", "a", "5", seal("s", "a", 5), since)
    assert not is_sealed("s", "a", "²", "é", since)
