from datetime import UTC, datetime
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from crm import journal
from crm.auth import me
from crm.codes.dropouts import AttemptResult
from crm.db import db
from crm.dropouts import actions, queries, rules
from crm.dropouts.forms import AssignForm, AttemptForm, DiscardForm, ReportForm, SolutionForm, StartForm
from crm.dropouts.models import DropoutCase
from crm.errors import refusals
from crm.people import queries as people
from crm.policy import May, can
from crm.structures import queries as structures
from crm.structures.models import Structure

bp = Blueprint("dropouts", __name__)


@bp.get("/dropouts")
def index() -> str:
    actor, today = me(), datetime.now(UTC).date()
    name = request.args.get("box", "to_call")
    name = name if name in queries.BOXES else "to_call"
    skip = request.args.get("skip", 0, type=int)
    rows, more = queries.listed(actor, name, today, skip)
    return render_template(
        "dropouts/index.html",
        box=name,
        boxes=queries.BOXES,
        counts=queries.counts(actor, today),
        rows=rows,
        following=url_for(".index", box=name, skip=skip + queries.PAGE) if more else None,
    )


@bp.get("/dropouts/<uuid:uid>")
def show(uid: UUID) -> str:
    actor = me()
    case = queries.get(actor, uid)
    journal.record(actor, "dropouts.show", case.person)
    return render_template("dropouts/show.html", **page_of(case, AttemptForm()))


def page_of(case: DropoutCase, form: AttemptForm) -> dict[str, object]:
    today = datetime.now(UTC).date()
    person = case.person
    legal, reasons = rules.is_legal_dropout(person.education_level, person.last_class, person.born_on, case.reported_on)
    return {
        "case": case,
        "form": form,
        "legal": legal,
        "reasons": reasons,
        "moves": [name for name in rules.offered(case.state) if name not in ("verify", "discard")],
        "labels": rules.MOVES,
        "offered": rules.offered(case.state),
        "may_assign": can(me(), May.ASSIGN_CASE, case) and not case.closed_on,
        "may_open": can(me(), May.READ_IDENTITY, person),
        "propose_unreachable": queries.unreachable_proposed(case),
        "may_propose": rules.allowed("propose", case.state) or rules.allowed("start", case.state),
        "following": queries.following(me(), case, today),
    }


@bp.post("/dropouts/<uuid:uid>/attempts")
def attempt(uid: UUID) -> ResponseReturnValue:
    case, form = queries.get(me(), uid, May.WORK_CASE), AttemptForm()
    if form.validate_on_submit():
        with refusals(form):
            channel, result = form.channel.data, AttemptResult(form.result.data)
            actions.attempt(me(), case, channel, result, form.comment.data or "", now=datetime.now(UTC))
            flash("L’essai est noté.")
            onward = queries.following(me(), case, datetime.now(UTC).date()) if "next" in request.form else None
            return redirect(url_for("dropouts.show", uid=onward.uid if onward else uid), 303)
    return render_template("dropouts/show.html", **page_of(case, form)), 422


def done(case: DropoutCase, message: str) -> ResponseReturnValue:
    flash(message)
    return redirect(url_for("dropouts.show", uid=case.uid), 303)


@bp.post("/dropouts/<uuid:uid>/verify")
def verify(uid: UUID) -> ResponseReturnValue:
    case = queries.get(me(), uid, May.WORK_CASE)
    actions.verify(me(), case, now=datetime.now(UTC))
    return done(case, "Le décrochage est confirmé.")


@bp.post("/dropouts/<uuid:uid>/decide")
def decide(uid: UUID) -> ResponseReturnValue:
    case = queries.get(me(), uid, May.WORK_CASE)
    actions.decide(me(), case, request.form.get("move", ""), now=datetime.now(UTC))
    return done(case, "C’est noté.")


@bp.route("/dropouts/<uuid:uid>/discard", methods=["GET", "POST"])
def discard(uid: UUID) -> ResponseReturnValue:
    case, form = queries.get(me(), uid, May.WORK_CASE), DiscardForm()
    if form.validate_on_submit():
        with refusals(form):
            actions.discard(me(), case, form.code.data, now=datetime.now(UTC))
            flash("Ce jeune n’est pas concerné : le suivi est clos.")
            return redirect(url_for("dropouts.index"), 303)
    return render_template("dropouts/discard.html", form=form, case=case), 422 if form.errors else 200


@bp.route("/dropouts/<uuid:uid>/assign", methods=["GET", "POST"])
def assign(uid: UUID) -> ResponseReturnValue:
    case, form = queries.get(me(), uid, May.ASSIGN_CASE), AssignForm()
    form.structure.choices = [(s.id, s.short_name) for s in structures.covering(case.platform)]
    if form.validate_on_submit():
        with refusals(form):
            structure = db.session.get_one(Structure, form.structure.data)
            actions.assign(me(), case, structure, None, now=datetime.now(UTC))
            return done(case, f"Le suivi est confié à {structure.short_name}.")
    return render_template("dropouts/assign.html", form=form, case=case), 422 if form.errors else 200


@bp.route("/people/<uuid:uid>/dropouts/new", methods=["GET", "POST"])
def report(uid: UUID) -> ResponseReturnValue:
    person, form, now = people.get(me(), uid, May.READ_IDENTITY), ReportForm(), datetime.now(UTC)
    if request.method == "GET":
        form.reported_on.data = now.date()
    if form.validate_on_submit():
        with refusals(form):
            case = actions.report(
                me(),
                person,
                source=form.source.data,
                reported_on=form.reported_on.data or now.date(),
                left_on=form.left_on.data,
                school_uai=form.school_uai.data or None,
                school_name=form.school_name.data or "",
                now=now,
            )
            flash("Le signalement est enregistré : l’entretien est dû dans les trois mois.")
            target = "dropouts.show" if can(me(), May.READ_CASE, case) else "people.show"
            return redirect(url_for(target, uid=case.uid if target == "dropouts.show" else uid), 303)
    return render_template("dropouts/report.html", form=form, person=person), 422 if form.errors else 200


@bp.route("/dropouts/<uuid:uid>/solutions/new", methods=["GET", "POST"])
def propose(uid: UUID) -> ResponseReturnValue:
    case, form = queries.get(me(), uid, May.WORK_CASE), SolutionForm()
    if form.validate_on_submit():
        with refusals(form):
            now = datetime.now(UTC)
            actions.propose(me(), case, form.type.data, form.where.data or "", form.started_on.data, now=now)
            return done(case, "La solution est notée.")
    return render_template("dropouts/propose.html", form=form, case=case), 422 if form.errors else 200


@bp.route("/solutions/<uuid:uid>/start", methods=["GET", "POST"])
def start(uid: UUID) -> ResponseReturnValue:
    solution, form = queries.solution(me(), uid), StartForm()
    if form.validate_on_submit():
        with refusals(form):
            actions.start(me(), solution, form.started_on.data, now=datetime.now(UTC))  # type: ignore[arg-type]
            return done(solution.case, "La solution a commencé : un point est prévu à un, trois et six mois.")
    return render_template("dropouts/start.html", form=form, case=solution.case), 422 if form.errors else 200


@bp.post("/solutions/<uuid:uid>/refuse")
def refuse_solution(uid: UUID) -> ResponseReturnValue:
    solution = queries.solution(me(), uid)
    actions.refuse_solution(me(), solution, now=datetime.now(UTC))
    return done(solution.case, "Le refus est noté.")


@bp.post("/solutions/<uuid:uid>/check")
def check(uid: UUID) -> ResponseReturnValue:
    solution, still_in = queries.solution(me(), uid), request.form.get("still_in") == "yes"
    actions.check(me(), solution, still_in=still_in, now=datetime.now(UTC))
    return done(solution.case, "C’est noté." if still_in else "La solution est rompue : le dossier revient à appeler.")
