"""Who is asking, and from which membership: everybody must say, except on the pages listed here."""

from typing import cast
from uuid import UUID

import structlog
from flask import Flask, g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import LoginManager, current_user
from sqlalchemy import select
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import Forbidden

from crm.accounts.models import Membership, User
from crm.db import db

OPEN = {
    "static",
    "health.live",
    "accounts.sign_in",
    "accounts.sign_out",
    "accounts.forgot",
    "accounts.accept",
    "appointments.public",
    "appointments.public_confirm",
    "appointments.public_decline",
    "appointments.public_choose",
    "appointments.public_call_back",
    "appointments.feed",
    "dropouts.call_back",
    "dropouts.linked_report",
    "messages.receive",
    "reports.public",
    "reports.public_download",
    "referrals.linked",
    "referrals.linked_accept",
    "referrals.linked_acknowledge",
    "referrals.linked_advise",
    "referrals.linked_ask",
    "referrals.linked_decline",
    "referrals.linked_follow",
}
"""Endpoints that answer without a signed-in user. A test holds this list."""

login_manager = LoginManager()


@login_manager.user_loader  # type: ignore[untyped-decorator]
def load_user(identity: str) -> User | None:
    """A session ends when the account closes or its password changes: the version in it is no longer the user's."""
    uid, _, version = identity.partition("/")
    user = db.session.scalar(select(User).where(User.uid == UUID(uid), User.active))
    return user if user and str(user.session_version) == version else None


def me() -> Membership:
    """The membership from which this request acts."""
    if "membership" not in g:
        memberships = [m for m in cast(User, current_user).memberships if m.current]
        chosen = session.get("membership")
        g.membership = next((m for m in memberships if str(m.uid) == chosen), memberships[0] if memberships else None)
    if g.membership is None:
        raise Forbidden("Ce compte n’est plus rattaché à aucune structure.")
    return cast(Membership, g.membership)


def acting() -> Membership | None:
    """For the frame of pages, error pages too: nobody, if the database cannot say or the account has no place left."""
    try:
        return me() if current_user.is_authenticated else None
    except (Forbidden, OperationalError):
        return None


def init_app(app: Flask) -> None:
    login_manager.init_app(app, add_context_processor=False)  # it would ask the database, on error pages too
    app.context_processor(lambda: {"acting": acting()})

    @login_manager.unauthorized_handler  # type: ignore[untyped-decorator]
    def ask() -> ResponseReturnValue:
        target = request.full_path.rstrip("?") if request.method == "GET" else None
        return redirect(url_for("accounts.sign_in", next=target), 303)

    @app.before_request
    def sign_in_first() -> ResponseReturnValue | None:
        if request.endpoint in OPEN:
            return None
        if not current_user.is_authenticated:
            return cast(ResponseReturnValue, login_manager.unauthorized())
        structlog.contextvars.bind_contextvars(user=current_user.id, membership=me().id)
        return None
