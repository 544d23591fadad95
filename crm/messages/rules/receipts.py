"""What providers tell of a text message afterwards, each in its own shape, read into one."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from crm.codes.appointments import MessageState
from crm.messages.rules.texting import says_stop

GONE = "Le numéro n’existe plus ou ne reçoit pas de SMS : vérifiez-le avec le jeune."
ASLEEP = "Le téléphone n’a pas pu recevoir le SMS (éteint, saturé) : appelez le jeune."
REFUSED = "L’opérateur a refusé le SMS : appelez le jeune."


@dataclass(frozen=True)
class Receipt:
    """What is told: of which message, by our key or the provider's; what became of it; who wants no more."""

    key: str = ""
    provider_id: str = ""
    state: MessageState | None = None
    reason: str = ""
    stop: str = ""
    """E.164 of who asks to receive no more."""


def e164(number: Any) -> str:
    """« 33612345678 », « 0033612345678 » or « +33612345678 » as E.164; nothing when it is no number."""
    digits = re.sub(r"\D", "", str(number or "")).removeprefix("00")
    return f"+{digits}" if 6 <= len(digits) <= 15 else ""


OVH = {"1": (MessageState.DELIVERED, ""), "2": (MessageState.FAILED, GONE), "16": (MessageState.FAILED, REFUSED)}
"""By `dlr`; 4 and 8 say that it is under way."""


def from_ovh(asked: Mapping[str, Any]) -> Receipt:
    """OVHcloud calls the account's `callBack` with `id` and `dlr`, its `stopCallBack` and replies with a number."""
    number = e164(asked.get("senderid") or asked.get("number") or asked.get("sender"))
    if number and ("dlr" not in asked) and says_stop(str(asked.get("message", "STOP"))):
        return Receipt(stop=number)
    state, reason = OVH.get(str(asked.get("dlr")), (None, ""))
    return Receipt(provider_id=str(asked.get("id", "")), state=state, reason=reason)


BREVO = {
    "delivered": (MessageState.DELIVERED, ""),
    "hard_bounce": (MessageState.FAILED, GONE),
    "soft_bounce": (MessageState.FAILED, ASLEEP),
    "rejected": (MessageState.FAILED, REFUSED),
    "blocked": (MessageState.FAILED, REFUSED),
}
STOPPED = ("unsubscribe", "unsubscribed", "blacklisted")


def from_brevo(told: Mapping[str, Any]) -> Receipt:
    """Brevo posts `msg_status` and `messageId`, and `tag` where we put our key."""
    status = re.sub(r"(?<=[a-z])(?=[A-Z])|[\s-]", "_", str(told.get("msg_status", ""))).lower()
    if status in STOPPED or says_stop(str(told.get("reply") or "")):
        return Receipt(stop=e164(told.get("to")))
    state, reason = BREVO.get(status, (None, ""))
    tag = told.get("tag") or ""
    key = str((tag[:1] or [""])[0] if isinstance(tag, list) else tag)
    return Receipt(key=key, provider_id=str(told.get("messageId", "")), state=state, reason=reason)


WEBHOOK = {
    "message.delivered": (MessageState.DELIVERED, ""),
    "message.failed": (MessageState.FAILED, REFUSED),
}
WHY = {"unknown_number": GONE, "unreachable": ASLEEP, "rejected": REFUSED}


def from_webhook(told: Mapping[str, Any]) -> Receipt:
    """Our own shape: `type`, and `data` with `id` (our key) or `from`, and `reason`; see docs/channels.md."""
    data = told.get("data")
    if not isinstance(data, dict):
        return Receipt()
    if told.get("type") == "message.stopped":
        return Receipt(stop=e164(data.get("from")))
    state, usual = WEBHOOK.get(str(told.get("type")), (None, ""))
    reason = WHY.get(str(data.get("reason")), usual) if state is MessageState.FAILED else ""
    return Receipt(key=str(data.get("id", "")), state=state, reason=reason)


READERS = {"ovh": from_ovh, "brevo": from_brevo, "webhook": from_webhook}
