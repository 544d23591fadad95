from datetime import UTC, datetime
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import BadRequest

from crm import journal
from crm.auth import me
from crm.codes.support import PathState
from crm.errors import refusals
from crm.people import queries as people
from crm.policy import May
from crm.support import actions, queries
from crm.support.forms import (
    ExploreForm,
    PathForm,
)
from crm.support.rules import ANSWERS
from crm.support.views.record import bp


@bp.route("/people/<uuid:uid>/path", methods=["GET", "POST"])
def path(uid: UUID) -> ResponseReturnValue:
    """Requests, proposals, steps and trades of a person; a line is added by the form at its top."""
    person, form = people.get(me(), uid, May.WRITE_SUPPORT), PathForm()
    if form.validate_on_submit():
        with refusals(form):
            theme, due_on = form.theme.data or None, form.due_on.data
            text, now = form.text.data or "", datetime.now(UTC)
            actions.add_path(me(), person, form.kind.data, text, theme=theme, due_on=due_on, now=now)
            flash("C’est noté.")
            return redirect(url_for("support.path", uid=uid), 303)
    text = request.args.get("metier", "")
    page = render_template(
        "support/path.html",
        form=form,
        explore=ExploreForm(),
        person=person,
        lines=queries.path(person),
        answers=ANSWERS,
        explored=queries.explored(person),
        barriers=queries.barriers(person),
        trades=queries.trades(text),
        text=text,
    )
    return page, 422 if form.errors else 200


@bp.post("/path/<uuid:uid>")
def settle_path(uid: UUID) -> ResponseReturnValue:
    item, state = queries.path_item(me(), uid), request.form.get("state", "")
    if state not in set(PathState):
        raise BadRequest
    actions.settle_path(me(), item, PathState(state), now=datetime.now(UTC))
    return redirect(url_for("support.path", uid=item.person.uid), 303)


@bp.post("/people/<uuid:uid>/trades")
def explore(uid: UUID) -> ResponseReturnValue:
    person, form = people.get(me(), uid, May.WRITE_SUPPORT), ExploreForm()
    if form.validate_on_submit():
        trade = queries.trade(form.trade.data or 0)
        actions.explore(me(), person, trade, form.how.data, form.interest.data, now=datetime.now(UTC))
        flash(f"« {trade.label} » est parmi les métiers explorés.")
    else:
        flash("Choisissez un métier dans la liste.", "warning")
    return redirect(url_for("support.path", uid=uid), 303)


@bp.post("/barriers/<int:number>/recheck")
def recheck(number: int) -> ResponseReturnValue:
    barrier, person = queries.barrier(me(), number)
    actions.recheck(me(), barrier, person, now=datetime.now(UTC))
    return redirect(url_for("support.path", uid=person.uid), 303)


@bp.get("/people/<uuid:uid>/summary")
def summary(uid: UUID) -> str:
    """One page to print: for a colleague, or for the person."""
    actor = me()
    person = people.get(actor, uid)
    journal.record(actor, "support.summary", person)
    return render_template(
        "support/summary.html",
        person=person,
        circle=people.circle(person),
        episodes=queries.episodes(person),
        barriers=queries.barriers(person),
        situations=queries.situations(person),
        lines=queries.path(person),
        explored=queries.explored(person),
        theirs=request.args.get("for") == "person",
    )
