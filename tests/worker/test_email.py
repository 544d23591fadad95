"""How a mail is handed over: over TLS, several to a connection, and each answer of the server has its rule."""

import socket
import ssl
from datetime import UTC, datetime
from email import message_from_bytes, policy
from types import SimpleNamespace

import pytest
import trustme
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

from crm.embedded import free_port
from crm.messages.rules import Content, Down, Unavailable, Undeliverable

TEXT = "مرحبا سارة،\n.\nVotre rendez-vous : jeudi à 14 h 30.\n"
CALENDAR = "BEGIN:VCALENDAR\r\nMETHOD:PUBLISH\r\nEND:VCALENDAR\r\n"


class Post:
    """An SMTP server that answers what a test wants, and counts its connections."""

    careless = False
    """It asks for the text even of a message that nobody is to have."""

    def __init__(self, *extensions):
        self.answers, self.mails, self.connections, self.extensions = {}, [], 0, extensions

    async def handle_EHLO(self, server, session, envelope, hostname, responses):
        session.host_name = hostname
        self.connections += 1
        return [responses[0], *self.extensions, *responses[1:]]

    async def handle_MAIL(self, server, session, envelope, address, options):
        envelope.mail_from = address
        return self.answers.get("MAIL", "250 ok")

    async def handle_RCPT(self, server, session, envelope, address, options):
        answer = self.answers.get(address, "250 ok")
        if answer.startswith("2") or self.careless:
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server, session, envelope):
        self.mails.append(message_from_bytes(envelope.content, policy=policy.default))
        answer = self.answers.get("DATA", "250 kept")
        if answer == "hang up":
            server.transport.abort()
        return answer


@pytest.fixture(params=[[], ["250-PIPELINING"]], ids=["one by one", "pipelined"])
def post(app, request):
    yield from serve(Post(*request.param))


def serve(post, **options):
    controller = Controller(post, hostname="127.0.0.1", port=free_port(), **options)
    controller.start()
    post.url = f"smtp://127.0.0.1:{controller.port}"
    yield post
    controller.stop()


@pytest.fixture
def email(worker):
    from worker.senders import email

    return email


@pytest.fixture
def hand_over(email):
    def hand_over(server, to="sarah@example.org", uid="0199"):
        content = Content(to=to, subject="Rappel : votre rendez-vous à l’École", text=TEXT, calendar=CALENDAR)
        mail = email.as_mail(SimpleNamespace(uid=uid), content, "Us <us@example.org>", f"<{uid}@example.org>")
        server.send("us@example.org", to, mail)

    return hand_over


def test_what_arrives_is_what_was_written(email, hand_over, post):
    hand_over(email.Server(post.url))
    [mail] = post.mails
    assert mail["subject"] == "Rappel : votre rendez-vous à l’École"
    assert (mail["message-id"], mail["to"]) == ("<0199@example.org>", "sarah@example.org")
    assert abs(mail["date"].datetime - datetime.now(UTC)).total_seconds() < 60
    assert mail.get_body().get_content() == TEXT
    [attached] = mail.iter_attachments()
    assert attached.get_content_type() == "text/calendar"
    assert attached["content-type"].params["method"] == "PUBLISH"
    assert attached.get_payload(decode=True).decode() == CALENDAR
    assert not mail.defects


def test_many_messages_share_a_connection_and_it_is_renewed(email, hand_over, post, monkeypatch):
    monkeypatch.setattr(email, "PER_SESSION", 10)
    server = email.Server(post.url)
    for n in range(25):
        hand_over(server, uid=str(n))
    assert (len(post.mails), post.connections) == (25, 3)


def test_a_refusal_leaves_the_connection_to_the_others(email, hand_over, post):
    post.answers = {"nobody@example.org": "550 no such user", "later@example.org": "451 greylisted"}
    server = email.Server(post.url)
    with pytest.raises(Undeliverable, match="adresse"):
        hand_over(server, "nobody@example.org")
    with pytest.raises(Unavailable) as later:
        hand_over(server, "later@example.org")
    assert not isinstance(later.value, Down)
    hand_over(server)
    assert (len(post.mails), post.connections) == (1, 1)


def test_a_server_that_wants_the_text_of_a_refused_message_gets_none(email, hand_over, post):
    post.answers, post.careless = {"nobody@example.org": "550 no such user"}, True
    server = email.Server(post.url)
    with pytest.raises(Undeliverable, match="adresse"):
        hand_over(server, "nobody@example.org")
    hand_over(server)
    assert (post.mails[-1]["message-id"], post.connections) == ("<0199@example.org>", 1)
    assert not any(mail["message-id"] for mail in post.mails[:-1])


@pytest.mark.parametrize(("answer", "outcome"), [("452 full", Unavailable), ("554 looks like spam", Undeliverable)])
def test_the_verdict_on_the_content(email, hand_over, post, answer, outcome):
    post.answers = {"DATA": answer}
    with pytest.raises(outcome):
        hand_over(email.Server(post.url))


@pytest.mark.parametrize("answer", ["421 going away", "550 you may not send", "450 not now"])
def test_a_server_that_does_not_want_us_is_down_and_no_message_is_to_blame(email, hand_over, post, answer):
    post.answers = {"MAIL": answer}
    with pytest.raises(Down):
        hand_over(email.Server(post.url))


def test_no_answer_after_the_last_byte_is_not_tried_again(email, hand_over, post):
    post.answers = {"DATA": "hang up"}
    with pytest.raises(Undeliverable, match="confirmé"):
        hand_over(email.Server(post.url))


def test_a_connection_closed_meanwhile_is_opened_again(email, hand_over, post):
    server = email.Server(post.url)
    hand_over(server, uid="1")
    server.session.sock.close()
    hand_over(server, uid="2")
    assert [mail["message-id"] for mail in post.mails] == ["<1@example.org>", "<2@example.org>"]


def test_a_server_that_hangs_is_left_alone_after_a_while(email, hand_over, post, monkeypatch):
    monkeypatch.setattr(email, "TIMEOUT", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as mute, pytest.raises(Down):
        hand_over(email.Server(f"smtp://127.0.0.1:{mute.getsockname()[1]}"))


@pytest.mark.parametrize("to", ["a b@example.org", "a@example.org\r\nRCPT TO:<b@example.org>", "<a@b>", "é@b.fr", ""])
def test_an_address_that_is_none_reaches_no_server(email, hand_over, post, to):
    with pytest.raises(Undeliverable):
        hand_over(email.Server(post.url), to)
    assert post.connections == 0


@pytest.fixture
def authority(monkeypatch, tmp_path):
    authority = trustme.CA()
    authority.cert_pem.write_to_path(tmp_path / "authority.pem")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "authority.pem"))
    return authority


def with_certificate(authority):
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    return context


def allow(server, session, envelope, mechanism, data):
    return AuthResult(success=(data.login, data.password) == (b"us", b"p@ss"))


def test_it_speaks_tls_and_signs_in(email, hand_over, app, authority, monkeypatch):
    monkeypatch.setattr(email, "TIMEOUT", 2)
    options = {"tls_context": with_certificate(authority), "authenticator": allow, "auth_required": True}
    for post in serve(Post(), require_starttls=True, **options):
        where = post.url.removeprefix("smtp://")
        hand_over(email.Server(f"smtp+starttls://us:p%40ss@{where}"))
        with pytest.raises(Down):
            hand_over(email.Server(f"smtp+starttls://us:wrong@{where}"))
        with pytest.raises(Down):
            hand_over(email.Server(f"smtp://{where}"))
        assert len(post.mails) == 1


def test_a_certificate_of_nobody_is_refused(email, hand_over, app, authority, monkeypatch, tmp_path):
    other = trustme.CA()
    other.cert_pem.write_to_path(tmp_path / "other.pem")
    context = with_certificate(authority)
    for post in serve(Post(), ssl_context=context):
        where = post.url.replace("smtp://", "smtps://")
        hand_over(email.Server(where))
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "other.pem"))
        with pytest.raises(Down):
            hand_over(email.Server(where))
        assert len(post.mails) == 1
