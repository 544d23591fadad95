"""SMS by Brevo: `POST /v3/transactionalSMS/send`.

It has no idempotency key for text messages. Each carries its key as `tag`, and a message that may have left already
is looked for under it first; Brevo's list of events may lag by some seconds.
"""

from collections.abc import Mapping
from typing import Any

import requests

from worker.senders.answers import TIMEOUT, judge, malformed, reached


class Brevo:
    """`{"provider": "brevo", "api_key", "sender"}`; the sender has at most 11 letters or figures."""

    def __init__(self, account: Mapping[str, str]) -> None:
        self.url, self.sender = account.get("url", "https://api.brevo.com/v3"), account["sender"]
        self.session = requests.Session()
        self.session.headers.update({"api-key": account["api_key"], "Accept": "application/json"})

    def send(self, key: str, to: str, text: str, receipt_url: str) -> str:
        body = {
            "sender": self.sender,
            "recipient": to.removeprefix("+"),
            "content": text,
            "type": "transactional",
            "tag": key,
            "unicodeEnabled": True,
            "webUrl": receipt_url,
        }
        answer = self.call("POST", "/transactionalSMS/send", json=body)
        if not isinstance(answer, dict) or not answer.get("messageId"):
            raise malformed("brevo")
        return str(answer["messageId"])

    def find(self, key: str) -> str | None:
        """The identifier of the message that left under this key."""
        answer = self.call("GET", "/transactionalSMS/statistics/events", params={"tags": key, "limit": 1})
        events = answer.get("events") if isinstance(answer, dict) else None
        return str(events[0]["messageId"]) if events else None

    def call(self, method: str, path: str, **options: Any) -> Any:
        with reached("brevo"):
            answer = self.session.request(method, self.url + path, timeout=TIMEOUT, **options)
        judge("brevo", answer, number_refused="telephone" in answer.text or "phone" in answer.text)
        try:
            return answer.json()
        except ValueError:
            raise malformed("brevo") from None
