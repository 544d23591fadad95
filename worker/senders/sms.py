"""Text messages: each structure's account says which provider carries them. Every provider is a small class:

`send(key, to, text, receipt_url)` returns the provider's identifier, or raises Undeliverable, Unavailable or Down;
`find(key)` returns that of a message which left under this key already, where the provider cannot promise so itself.
"""

import time
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from functools import cache
from typing import Protocol

from flask import current_app

from crm.db import db
from crm.messages import queries
from crm.messages.models import Message
from crm.messages.rules import LEASE, PATIENCE, Content, Deliver, Down, plain, seal, size
from crm.structures.models import Structure
from worker.senders.answers import Silent
from worker.senders.brevo import Brevo
from worker.senders.file import File
from worker.senders.ovh import OVH
from worker.senders.webhook import Webhook


class Sender(Protocol):
    def send(self, key: str, to: str, text: str, receipt_url: str, /) -> str: ...
    def find(self, key: str, /) -> str | None: ...


PROVIDERS: dict[str, Callable[[Mapping[str, str]], Sender]] = {
    "ovh": OVH,
    "brevo": Brevo,
    "webhook": Webhook,
    "file": File,
}


@cache
def opened(account: tuple[tuple[str, str], ...]) -> Sender:
    """One sender for each account, which keeps its connections."""
    values = dict(account)
    return PROVIDERS[values["provider"]](values)


SILENT: dict[str, float] = {}
"""Until when, on the clock of this process, an account that did not answer is left in peace."""


@contextmanager
def connection() -> Generator[Deliver]:
    """Delivers through the accounts of `SMS_ACCOUNTS`, whose connections last longer than one pass."""
    yield deliver


def deliver(message: Message, content: Content) -> str:
    """Hand a text message to the account of its structure. Returns the provider's identifier."""
    name = queries.setting(db.session.get_one(Structure, message.structure_id)).account
    account: dict[str, str] | None = current_app.config["SMS_ACCOUNTS"].get(name)
    if account is None or time.monotonic() < SILENT.get(name, 0):
        raise Down
    sender, key, text = opened(tuple(sorted(account.items()))), str(message.uid), plain(content.text)
    try:
        known = sender.find(key) if may_have_left(message) else None
        identity = known or sender.send(key, content.to, text, receipt_url(name, message))
    except Silent:
        SILENT[name] = time.monotonic() + PATIENCE.total_seconds()
        raise
    message.segments = size(text).segments
    return identity


def may_have_left(message: Message) -> bool:
    """It was tried before, or a worker may have died with it: its lease began long after it was due."""
    assert message.lease_until
    return message.attempts > 0 or message.lease_until - LEASE >= message.not_before + LEASE


def receipt_url(account: str, message: Message) -> str:
    """Where this message's receipts come, for providers that take an address with each message."""
    assert message.lease_until
    moment = int((message.lease_until - LEASE).timestamp())
    proof = seal(current_app.config["SECRET_KEY"], account, moment)
    return f"{current_app.config['PUBLIC_URL']}/receipts/{account}?t={moment}&s={proof}"
