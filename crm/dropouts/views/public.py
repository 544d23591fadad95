"""Pages without an account: somebody reports, a young person asks to be called back.

Reading changes nothing: mail scanners open links before people do. What is done is done by a form.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import wraps
from typing import Any

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_limiter import RequestLimit

from crm import links
from crm.dropouts import actions, queries
from crm.dropouts.forms import LinkedReportForm
from crm.dropouts.views.calling import bp
from crm.errors import refusals
from crm.protection import open_page, without_account


def gone(code: int, *, again: bool = False) -> ResponseReturnValue:
    return open_page("dropouts/linked_gone.html", code, again=again)


def too_often(_: RequestLimit) -> Any:
    return gone(429, again=True)


def sealed(view: Callable[[str], ResponseReturnValue]) -> Callable[[str], ResponseReturnValue]:
    """A page behind a link, whose forms carry its seal."""

    @wraps(view)
    def open_it(token: str) -> ResponseReturnValue:
        if request.method == "POST" and not links.sealed(token, request.form.get("csrf_token", "")):
            return gone(400, again=True)
        return view(token)

    return without_account(open_it, too_often)


@bp.route("/s/<token>", methods=["GET", "POST"])
@sealed
def linked_report(token: str) -> ResponseReturnValue:
    now = datetime.now(UTC)
    link = queries.report_link(token, now)
    if link is None:
        return gone(404)
    if request.args.get("done"):
        return open_page("dropouts/linked_thanks.html", link=link, again=url_for("dropouts.linked_report", token=token))
    form = LinkedReportForm()
    if form.validate_on_submit():
        with refusals(form):
            actions.report_by_link(link, form.values(), form.signed.data or "", now=now)
            return redirect(url_for("dropouts.linked_report", token=token, done=1), 303)
    school = queries.school(link.school_uai) if link.school_uai else None
    values = {"form": form, "link": link, "school": school, "seal": links.seal(token)}
    return open_page("dropouts/linked_report.html", 422 if form.errors else 200, **values)


@bp.route("/c/<token>", methods=["GET", "POST"])
@sealed
def call_back(token: str) -> ResponseReturnValue:
    """What a message leads to: whom to call, and one button to be called."""
    now, writes = datetime.now(UTC), request.method == "POST"
    case = queries.written_to(token, now, locked=writes)
    if case is None:
        return gone(404)
    if writes:
        actions.ask_back(case, now=now)
        return redirect(url_for("dropouts.call_back", token=token, done=1), 303)
    done = bool(request.args.get("done"))
    return open_page("dropouts/call_back.html", structure=case.structure, asked=done, seal=links.seal(token))
