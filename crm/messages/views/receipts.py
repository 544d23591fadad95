"""Receipts of text messages: providers call here, and prove that they are who they say."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from flask import current_app, request
from flask.typing import ResponseReturnValue

from crm.messages import actions
from crm.messages.rules import LIFETIME, READERS, is_sealed, is_signed
from crm.messages.views.settings import bp
from crm.protection import csrf, limiter

LARGEST = 64 * 1024
EVER = datetime.fromtimestamp(0, UTC)


@bp.route("/receipts/<account>", methods=["GET", "POST"])
@csrf.exempt  # type: ignore[untyped-decorator]
@limiter.limit("3000/minute")
def receive(account: str) -> ResponseReturnValue:
    """Answers the same whether the message is known or not; what cannot be proved is not even read."""
    request.max_content_length = LARGEST
    now = datetime.now(UTC)
    known = current_app.config["SMS_ACCOUNTS"].get(account, {})
    provider = known.get("provider", "")
    if not proved(account, provider, known, now):
        return "", 401
    told: Any = request.args if provider == "ovh" else request.get_json(silent=True)
    if isinstance(told, Mapping):
        actions.receive(READERS[provider](told), now=now)
    return "", 204


def proved(account: str, provider: str, known: Mapping[str, str], now: datetime) -> bool:
    """OVHcloud and Brevo sign nothing: the address that we gave them is sealed. A gateway signs each body."""
    if provider == "webhook":
        identity, timestamp, given = (
            request.headers.get(f"webhook-{name}", "") for name in ("id", "timestamp", "signature")
        )
        return is_signed(known["secret"], identity, timestamp, request.get_data(), given, now)
    oldest = {"ovh": EVER, "brevo": now - LIFETIME}.get(provider)
    timestamp, given = request.args.get("t", ""), request.args.get("s", "")
    return oldest is not None and is_sealed(current_app.config["SECRET_KEY"], account, timestamp, given, oldest)
