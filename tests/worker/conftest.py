"""The worker of these tests works in the tests' own database, and sends to a real SMTP server of theirs."""

import os
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from types import ModuleType

import pytest
from aiosmtpd.controller import Controller
from flask import Flask

from crm.embedded import free_port
from tests.conftest import server_url


class Letterbox:
    """Receives mail, and refuses what it is told to."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.refuse: dict[str, str] = {}

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address in self.refuse:
            return self.refuse[address]
        envelope.rcpt_tos.append(address)
        return "250 ok"

    async def handle_DATA(self, server, session, envelope):
        self.mails.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 kept"


@pytest.fixture
def letterbox(app: Flask, monkeypatch) -> Iterator[Letterbox]:
    box = Letterbox()
    controller = Controller(box, hostname="127.0.0.1", port=0)
    controller.port = free_port()
    controller.start()
    monkeypatch.setitem(app.config, "SMTP_URL", f"smtp://127.0.0.1:{controller.port}")
    yield box
    controller.stop()


@pytest.fixture
def worker(app: Flask) -> ModuleType:
    """The worker's module; its own application is made from the environment, and not used here."""
    os.environ.setdefault("SECRET_KEY", "tests-tests-tests-tests-tests-tests")
    os.environ.setdefault("DATABASE_URL", server_url("postgres"))
    os.environ.setdefault("REDIS_URL", os.environ["CRM_TEST_REDIS"])
    from worker import messages

    return messages
