"""SMS by OVHcloud, with its own client: `POST /sms/{service}/jobs`.

It has no idempotency key. Each message carries its key as `tag`, and a message that may have left already is looked
for under it first.
"""

from collections.abc import Mapping
from typing import Any

import ovh
import requests

from crm.messages.rules import Undeliverable
from worker.senders.answers import BAD_NUMBER, TIMEOUT, judge, malformed, unanswered


class OVH:
    """`{"provider": "ovh", "service": "sms-ab12345-1", "application_key", "application_secret", "consumer_key"}`,
    and `sender`, a name declared at OVHcloud; without it, a short number that may be answered."""

    def __init__(self, account: Mapping[str, str]) -> None:
        self.path, self.sender = f"/sms/{account['service']}", account.get("sender")
        self.client = ovh.Client(
            endpoint=account.get("endpoint", "ovh-eu"),
            application_key=account["application_key"],
            application_secret=account["application_secret"],
            consumer_key=account["consumer_key"],
            timeout=TIMEOUT,
        )

    def send(self, key: str, to: str, text: str, _: str) -> str:
        who = {"sender": self.sender} if self.sender else {"senderForResponse": True}
        job = self.call(
            "POST",
            f"{self.path}/jobs",
            {"message": text, "receivers": [to], "tag": key, "noStopClause": True, "charset": "UTF-8", **who},
        )
        if not isinstance(job, dict):
            raise malformed("ovh")
        if job.get("invalidReceivers"):
            raise Undeliverable(BAD_NUMBER)
        return first("ovh", job.get("ids"))

    def find(self, key: str) -> str | None:
        """The identifier of the message that left under this key, or that is about to."""
        known = self.call("GET", f"{self.path}/outgoing?tag={key}") or []
        return first("ovh", known) if known else None

    def call(self, method: str, path: str, data: dict[str, Any] | None = None) -> Any:
        try:
            return self.client.call(method, path, data)
        except ovh.exceptions.HTTPError as error:
            raise unanswered("ovh", error.args[-1]) from None
        except (ovh.exceptions.InvalidResponse, AttributeError, TypeError):  # the client reads objects only
            raise malformed("ovh") from None
        except ovh.exceptions.APIError as error:
            answer = error.response if error.response is not None else requests.Response()
            judge("ovh", answer, number_refused="receiver" in str(error).lower())
            raise malformed("ovh") from None


def first(provider: str, ids: Any) -> str:
    if not isinstance(ids, list) or not ids:
        raise malformed(provider)
    return str(ids[0])
