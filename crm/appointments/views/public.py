"""The page behind the link of a message, for a young person without an account, in their language.

Reading changes nothing: mail scanners open links before people do. What is done is done by a form, twice is once.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import wraps
from itertools import groupby
from typing import Any

from flask import g, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_limiter import RequestLimit
from flask_wtf import FlaskForm

from crm import links
from crm.appointments import actions, queries, rules
from crm.appointments.models import Participation
from crm.appointments.views.agenda import bp
from crm.codes.appointments import AnswerKind, AppointmentKind, ParticipationStatus
from crm.codes.people import Language
from crm.errors import refusals
from crm.protection import without_account

SHOWN = 24
"""Slots offered at once: enough to choose from, few enough to read."""


def chosen_language(usual: Language | None = None) -> Language:
    """The one asked for on the page, else the person's, else what their browser prefers."""
    asked = request.args.get("lang", "")
    if asked in set(Language):
        return Language(asked)
    tags = {language.replace("_", "-"): language for language in Language}
    spoken = request.accept_languages.best_match([*tags, "fa", "prs"])
    return usual or tags.get(spoken or "", Language.DARI if spoken else Language.FRENCH)


def page(template: str, code: int = 200, **values: Any) -> ResponseReturnValue:
    """A page without a session, a cookie or a trace of the address in anybody's index."""
    language = g.language
    answer = make_response(
        render_template(
            template,
            language=language,
            direction=rules.direction(language),
            endonyms=rules.ENDONYMS,
            in_language=in_language,
            day=lambda instant: rules.day(instant, language),
            hour=lambda instant: rules.hour(instant, language),
            **values,
        ),
        code,
    )
    answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    return answer


def in_language(language: Language) -> str:
    """The same page in another language; an answer to a form leads to the page of the appointment."""
    endpoint = str(request.endpoint) if request.method == "GET" else "appointments.public"
    return url_for(endpoint, **(request.view_args or {}), lang=language.value)


def gone(code: int, *, again: bool = False) -> ResponseReturnValue:
    return page("appointments/public_gone.html", code, again=again)


def too_often(_: RequestLimit) -> Any:
    g.language = chosen_language()
    return gone(429, again=True)


def by_link(view: Callable[[Participation], ResponseReturnValue]) -> Callable[[str], ResponseReturnValue]:
    """Open the page of a link that lives; all others get the same answer, whatever is wrong with them."""

    @wraps(view)
    def open_it(token: str) -> ResponseReturnValue:
        g.language = chosen_language()
        writes = request.method == "POST"
        if writes and not links.sealed(token, request.form.get("csrf_token", "")):
            return gone(400, again=True)
        found = queries.by_token(token, datetime.now(UTC), locked=writes)
        if found is None:
            return gone(404)
        g.language = chosen_language(found.person.language)
        return view(found)

    return without_account(open_it, too_often)


def address(endpoint: str, found: Participation) -> str:
    """A page of a link, in the language that was chosen on this one."""
    return url_for(f"appointments.{endpoint}", token=queries.token(found), lang=request.args.get("lang"))


def show(template: str, found: Participation, code: int = 200, **values: Any) -> ResponseReturnValue:
    appointment = found.appointment
    return page(
        template,
        code,
        participation=found,
        standing=rules.standing(found.status, found.starts_at, datetime.now(UTC)),
        structure=appointment.structure.short_name,
        place=queries.where(appointment, g.language),
        phone=queries.call_back(appointment),
        number=(appointment.site and appointment.site.phone) or appointment.structure.phone,
        to=lambda endpoint: address(endpoint, found),
        seal=links.seal(queries.token(found)),
        may_choose=may_choose(found, datetime.now(UTC)),
        **values,
    )


@bp.get("/r/<token>")
@by_link
def public(found: Participation) -> ResponseReturnValue:
    later = queries.next_of(found)
    return show(
        "appointments/public.html",
        found,
        later=later and address("public", later),
        called=queries.answered(found, AnswerKind.CALL_BACK) is not None,
    )


def may_choose(found: Participation, now: datetime) -> bool:
    """Other hours are chosen before the appointment, once, and for an individual one."""
    alone = found.appointment.kind is AppointmentKind.INDIVIDUAL
    return alone and now < found.starts_at and queries.next_of(found) is None


def back_to(participation: Participation) -> ResponseReturnValue:
    return redirect(address("public", participation), 303)


@bp.post("/r/<token>/confirm")
@by_link
def public_confirm(found: Participation) -> ResponseReturnValue:
    with refusals(FlaskForm(meta={"csrf": False})):
        return back_to(actions.confirm(found, now=datetime.now(UTC)))
    return offer(found, taken=True) if found.status is ParticipationStatus.EXCUSED else back_to(found)


@bp.route("/r/<token>/decline", methods=["GET", "POST"])
@by_link
def public_decline(found: Participation) -> ResponseReturnValue:
    if request.method == "POST":
        with refusals(FlaskForm(meta={"csrf": False})):
            actions.decline(found, now=datetime.now(UTC))
        return back_to(found)
    return show("appointments/public_decline.html", found)


@bp.route("/r/<token>/choose", methods=["GET", "POST"])
@by_link
def public_choose(found: Participation) -> ResponseReturnValue:
    if request.method == "GET":
        return offer(found)
    now, wanted = datetime.now(UTC), request.form.get("slot", "")
    slots = queries.slots_instead(found, now=now, limit=SHOWN)
    with refusals(FlaskForm(meta={"csrf": False})):
        for slot in (slot for slot in slots if slot.starts_at.isoformat() == wanted):
            return back_to(actions.choose(found, slot, now=now))
    return offer(found, taken=bool(wanted))


def offer(found: Participation, *, taken: bool = False) -> ResponseReturnValue:
    """The next open slots, day by day; said first when the one just chosen went to somebody else."""
    now = datetime.now(UTC)
    if not may_choose(found, now):
        return back_to(found)
    slots = queries.slots_instead(found, now=now, limit=SHOWN)
    days = [list(of_a_day) for _, of_a_day in groupby(slots, key=lambda slot: slot.day)]
    return show("appointments/public_choose.html", found, 409 if taken else 200, days=days, taken=taken)


@bp.post("/r/<token>/call-back")
@by_link
def public_call_back(found: Participation) -> ResponseReturnValue:
    actions.ask_back(found, wanted=request.form.get("wanted") != "no", now=datetime.now(UTC))
    return back_to(found)
