"""Solutions, from the proposal to the check at six months."""

from datetime import UTC, datetime
from uuid import UUID

from flask import render_template, request
from flask.typing import ResponseReturnValue

from crm.auth import me
from crm.dropouts import actions, queries
from crm.dropouts.forms import SolutionForm, StartForm
from crm.dropouts.views.calling import bp, done, within
from crm.errors import refusals
from crm.policy import May

BACK = "La solution est rompue : ce jeune est de nouveau à appeler, dès aujourd’hui."


@bp.route("/dropouts/<uuid:uid>/solutions/new", methods=["GET", "POST"])
def propose(uid: UUID) -> ResponseReturnValue:
    case, form = queries.get(me(), uid, May.WORK_CASE), SolutionForm()
    if form.validate_on_submit():
        with refusals(form):
            now = datetime.now(UTC)
            actions.propose(me(), case, form.type.data, form.where.data or "", form.started_on.data, now=now)
            return done(case, "La solution est notée.")
    page = render_template("dropouts/propose.html", form=form, case=case, within=within())
    return page, 422 if form.errors else 200


@bp.route("/solutions/<uuid:uid>/start", methods=["GET", "POST"])
def start(uid: UUID) -> ResponseReturnValue:
    solution, form = queries.solution(me(), uid), StartForm()
    if form.validate_on_submit():
        with refusals(form):
            actions.start(me(), solution, form.started_on.data, now=datetime.now(UTC))  # type: ignore[arg-type]
            return done(solution.case, "La solution a commencé : un point est prévu à un, trois et six mois.")
    page = render_template("dropouts/start.html", form=form, case=solution.case, within=within())
    return page, 422 if form.errors else 200


@bp.post("/solutions/<uuid:uid>/accept")
def accept_solution(uid: UUID) -> ResponseReturnValue:
    solution = queries.solution(me(), uid)
    actions.accept_solution(me(), solution, now=datetime.now(UTC))
    return done(solution.case, "L’accord du jeune est noté.")


@bp.post("/solutions/<uuid:uid>/refuse")
def refuse_solution(uid: UUID) -> ResponseReturnValue:
    solution = queries.solution(me(), uid)
    actions.refuse_solution(me(), solution, now=datetime.now(UTC))
    return done(solution.case, "Le refus est noté.")


@bp.post("/solutions/<uuid:uid>/check")
def check(uid: UUID) -> ResponseReturnValue:
    solution, still_in = queries.solution(me(), uid), request.form.get("still_in") == "yes"
    actions.check(me(), solution, still_in=still_in, now=datetime.now(UTC))
    return done(solution.case, "C’est noté." if still_in else BACK)


@bp.post("/solutions/<uuid:uid>/break")
def break_off(uid: UUID) -> ResponseReturnValue:
    solution = queries.solution(me(), uid)
    actions.break_off(me(), solution, now=datetime.now(UTC))
    return done(solution.case, BACK)


@bp.post("/solutions/<uuid:uid>/complete")
def complete(uid: UUID) -> ResponseReturnValue:
    solution = queries.solution(me(), uid)
    actions.complete(me(), solution, now=datetime.now(UTC))
    return done(solution.case, "La solution est allée à son terme : voyez la suite avec le jeune.")
