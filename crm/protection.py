"""What stands between the web and the views: CSRF, rate limits, security headers, trusted proxies."""

from collections.abc import Callable
from hashlib import sha256
from typing import Any

from flask import Flask, Response, g, make_response, render_template, request
from flask_limiter import Limiter, RequestLimit
from flask_limiter.util import get_remote_address
from flask_login import current_user
from flask_talisman import Talisman
from flask_wtf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

csrf = CSRFProtect()
limiter = Limiter(get_remote_address, in_memory_fallback_enabled=True, headers_enabled=False)


def by_user() -> str:
    """Counts a user's requests: a whole structure may share one address."""
    return current_user.get_id() or get_remote_address()


def of_link() -> str:
    """Counts the requests of one link, whose address must not be kept in the counter."""
    return sha256(str((request.view_args or {}).get("token")).encode()).hexdigest()


def without_account(view: Callable[[str], Any], too_often: Callable[[RequestLimit], Any]) -> Callable[[str], Any]:
    """A page behind a link: no session, so no token of one, and few tries."""
    opened = limiter.limit("300/minute", on_breach=too_often)(view)
    opened = limiter.limit("60/minute", key_func=of_link, on_breach=too_often)(opened)
    opened = limiter.limit("30/hour", key_func=of_link, methods=["POST"], on_breach=too_often)(opened)
    return csrf.exempt(opened)  # type: ignore[no-any-return]


def open_page(template: str, code: int = 200, **values: Any) -> Response:
    """A page in French without a session, a cookie or a trace of the address in anybody's index."""
    g.language = "fr"
    answer = make_response(render_template(template, language="fr", direction="ltr", **values), code)
    answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    return answer


CONTENT_SECURITY_POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "manifest-src": "'self'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
    "base-uri": "'none'",
}


def init_app(app: Flask) -> None:
    if hops := app.config["TRUSTED_PROXIES"]:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    csrf.init_app(app)
    app.config.setdefault("RATELIMIT_STORAGE_URI", app.config["REDIS_URL"])
    app.config.setdefault("RATELIMIT_STORAGE_OPTIONS", {"socket_connect_timeout": 1, "socket_timeout": 1})
    limiter.init_app(app)
    Talisman(
        app,
        force_https=False,  # the proxy redirects; behind it, everything is https
        session_cookie_secure=app.config["SESSION_COOKIE_SECURE"],
        session_cookie_samesite=app.config["SESSION_COOKIE_SAMESITE"],
        strict_transport_security=app.config["SESSION_COOKIE_SECURE"],
        content_security_policy=CONTENT_SECURITY_POLICY,
        content_security_policy_nonce_in=["script-src", "style-src"],
        referrer_policy="no-referrer",
        frame_options="DENY",
        permissions_policy={"geolocation": "()", "camera": "()", "microphone": "()"},
    )

    @app.after_request
    def keep_private(response):  # type: ignore[no-untyped-def]
        if not response.cache_control.max_age:
            response.headers["Cache-Control"] = "no-store"
        return response
