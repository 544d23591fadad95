"""The page behind the link of a structure without accounts: what travelled, and the answers it may give.

Reading changes nothing: mail scanners open links before people do. What is done is done by a form.
"""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import wraps
from typing import Any

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_limiter import RequestLimit

from crm import links
from crm.errors import refusals
from crm.protection import open_page, without_account
from crm.referrals import actions, queries
from crm.referrals.forms import LinkedDeclineForm, LinkedForm, LinkedWordsForm
from crm.referrals.models import Referral
from crm.referrals.rules import LINK, By, offered
from crm.referrals.views.record import bp
from crm.support.rules import Finding, lint

FORMS: dict[str, type[LinkedForm]] = {
    "accept": LinkedForm,
    "acknowledge": LinkedForm,
    "advise": LinkedWordsForm,
    "ask": LinkedWordsForm,
    "decline": LinkedDeclineForm,
    "follow": LinkedForm,
}
"""What each answer asks for, besides the name of who gives it."""


def gone(code: int, *, again: bool = False) -> ResponseReturnValue:
    return open_page("referrals/linked_gone.html", code, again=again)


def too_often(_: RequestLimit) -> Any:
    return gone(429, again=True)


def by_link(view: Callable[[Referral], ResponseReturnValue]) -> Callable[[str], ResponseReturnValue]:
    """Open the page of a link that lives; all others get the same answer, whatever is wrong with them."""

    @wraps(view)
    def open_it(token: str) -> ResponseReturnValue:
        writes = request.method == "POST"
        if writes and not links.sealed(token, request.form.get("csrf_token", "")):
            return gone(400, again=True)
        found = queries.by_token(token, datetime.now(UTC), locked=writes)
        return gone(404) if found is None else view(found)

    return without_account(open_it, too_often)


def show(
    found: Referral, code: int = 200, *, sent: LinkedForm | None = None, at: str = "", doubts: Sequence[Finding] = ()
) -> ResponseReturnValue:
    """Exactly what travelled, and one form for each answer; the one that was refused keeps what was typed."""
    token, moves = queries.token(found), offered(found.state, By.RECIPIENT, found.kind)
    return open_page(
        "referrals/linked.html",
        code,
        referral=found,
        travels=queries.travels(found),
        posts=queries.posts(found),
        moves=moves,
        forms={verb: sent if sent and verb == at else kind(formdata=None, prefix=verb) for verb, kind in FORMS.items()},
        refused=sent.form_errors if sent and at not in moves else [],
        doubts=doubts,
        seal=links.seal(token),
        to=lambda verb: url_for(f"referrals.{verb}", token=token),
        until=found.linked_at + LINK if found.linked_at else None,
    )


def answering(found: Referral, verb: str, act: Callable[[LinkedForm, datetime], None]) -> ResponseReturnValue | None:
    """Do what was sent, unless it is incomplete or refused: then the page says why, and keeps it."""
    form = FORMS[verb](prefix=verb)
    doubts = lint(form["text"].data or "") if isinstance(form, LinkedWordsForm) else []
    if form.validate() and (not doubts or form["kept"].data):
        with refusals(form):
            act(form, datetime.now(UTC))
            return None
    return show(found, 422, sent=form, at=verb, doubts=doubts)


def back_to(found: Referral) -> ResponseReturnValue:
    return redirect(url_for("referrals.linked", token=queries.token(found)), 303)


def thanks() -> ResponseReturnValue:
    """It is over, and the link with it: nothing of the person is shown any more."""
    return open_page("referrals/linked_thanks.html")


@bp.get("/o/<token>")
@by_link
def linked(found: Referral) -> ResponseReturnValue:
    return show(found)


@bp.post("/o/<token>/accept")
@by_link
def linked_accept(found: Referral) -> ResponseReturnValue:
    def act(form: LinkedForm, now: datetime) -> None:
        actions.accept_by_link(found, form.name, now=now)

    return answering(found, "accept", act) or back_to(found)


@bp.post("/o/<token>/acknowledge")
@by_link
def linked_acknowledge(found: Referral) -> ResponseReturnValue:
    def act(form: LinkedForm, now: datetime) -> None:
        actions.acknowledge_by_link(found, form.name, now=now)

    return answering(found, "acknowledge", act) or back_to(found)


@bp.post("/o/<token>/advise")
@by_link
def linked_advise(found: Referral) -> ResponseReturnValue:
    def act(form: LinkedForm, now: datetime) -> None:
        actions.advise_by_link(found, form.name, form["text"].data, now=now)

    return answering(found, "advise", act) or thanks()


@bp.post("/o/<token>/ask")
@by_link
def linked_ask(found: Referral) -> ResponseReturnValue:
    def act(form: LinkedForm, now: datetime) -> None:
        actions.ask_by_link(found, form.name, form["text"].data, now=now)

    return answering(found, "ask", act) or back_to(found)


@bp.post("/o/<token>/decline")
@by_link
def linked_decline(found: Referral) -> ResponseReturnValue:
    def act(form: LinkedForm, now: datetime) -> None:
        actions.decline_by_link(found, form.name, form["reason"].data, form["text"].data or "", now=now)

    return answering(found, "decline", act) or thanks()


@bp.post("/o/<token>/follow")
@by_link
def linked_follow(found: Referral) -> ResponseReturnValue:
    """The person came, or never did: the end of what a link follows."""
    follow = actions.arrive_by_link if request.form.get("came") == "yes" else actions.close_by_link

    def act(form: LinkedForm, now: datetime) -> None:
        follow(found, form.name, now=now)

    return answering(found, "follow", act) or thanks()
