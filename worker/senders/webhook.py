"""SMS by any gateway that takes a signed webhook: the message's key is the idempotency key."""

import json
import time
from collections.abc import Mapping

import requests

from crm.messages.rules import signature
from worker.senders.answers import TIMEOUT, judge, malformed, reached


class Webhook:
    """`{"provider": "webhook", "url", "secret"}`, and `sender`; what is posted is in docs/channels.md."""

    def __init__(self, account: Mapping[str, str]) -> None:
        self.url, self.secret, self.sender = account["url"], account["secret"], account.get("sender", "")
        self.session = requests.Session()

    def send(self, key: str, to: str, text: str, receipt_url: str) -> str:
        message = {"id": key, "to": to, "text": text, "sender": self.sender, "receipt_url": receipt_url}
        body = json.dumps({"type": "message.send", "data": message}).encode()
        now = int(time.time())
        proof = {
            "Content-Type": "application/json",
            "Idempotency-Key": key,
            "webhook-id": key,
            "webhook-timestamp": str(now),
            "webhook-signature": signature(self.secret, key, now, body),
        }
        with reached("webhook"):
            answer = self.session.post(self.url, data=body, headers=proof, timeout=TIMEOUT, allow_redirects=False)
        judge("webhook", answer, number_refused="unknown_number" in answer.text)
        return self.identity(answer, key)

    def identity(self, answer: requests.Response, key: str) -> str:
        """The gateway's own identifier, where its answer gives one."""
        if not answer.content:
            return key
        try:
            told = answer.json()
        except ValueError:
            raise malformed("webhook") from None
        return str(told.get("id") or key) if isinstance(told, dict) else key

    def find(self, _: str) -> None:
        """The gateway keeps to the key: to send again is harmless."""
