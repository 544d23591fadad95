"""Report a dropout, and give the links by which people without an account do."""

from datetime import UTC, datetime
from uuid import UUID

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from crm.auth import me
from crm.dropouts import actions, queries
from crm.dropouts.forms import LinkForm, ReportForm
from crm.dropouts.views.calling import bp
from crm.errors import refusals
from crm.people import queries as people
from crm.policy import May, can, require


@bp.route("/people/<uuid:uid>/dropouts/new", methods=["GET", "POST"])
def report(uid: UUID) -> ResponseReturnValue:
    person, form, now = people.get(me(), uid, May.READ_IDENTITY), ReportForm(), datetime.now(UTC)
    if request.method == "GET":
        form.reported_on.data = now.date()
    if form.validate_on_submit():
        with refusals(form):
            uai = form.school_uai.number
            case = actions.report(
                me(),
                person,
                source=form.source.data,
                reported_on=form.reported_on.data or now.date(),
                left_on=form.left_on.data,
                school_uai=uai,
                school_name=form.school_name.data or (queries.school(uai) if uai else "") or "",
                now=now,
            )
            flash("Le signalement est enregistré : l’entretien est dû dans les trois mois.")
            target = "dropouts.show" if can(me(), May.READ_CASE, case) else "people.show"
            return redirect(url_for(target, uid=case.uid if target == "dropouts.show" else uid), 303)
    return render_template("dropouts/report.html", form=form, person=person), 422 if form.errors else 200


@bp.get("/schools")
def school() -> str:
    """The name of a school by its number, as it is typed; or what is wrong with the number."""
    require(me(), May.REPORT_DROPOUT)
    form = ReportForm(request.args, meta={"csrf": False})
    form.school_uai.validate(form)
    number = form.school_uai.number
    return render_template(
        "dropouts/school.html",
        name=queries.school(number) if number else None,
        number=number,
        wrong=form.school_uai.errors if len(form.school_uai.data or "") >= 8 else (),
    )


@bp.route("/dropouts/links", methods=["GET", "POST"])
def give_link() -> ResponseReturnValue:
    require(me(), May.COORDINATE)
    form, now = LinkForm(), datetime.now(UTC)
    if form.validate_on_submit():
        with refusals(form):
            label, uai, days = form.label.data or "", form.school_uai.number, form.days.data or 1
            actions.give_link(me(), label, form.source.data, uai, days, now=now)
            flash("Le lien est prêt : copiez-le et envoyez-le vous-même à qui le demande.")
            return redirect(url_for("dropouts.give_link"), 303)
    given = queries.given_links(me())
    page = render_template(
        "dropouts/give_link.html",
        form=form,
        links=[(link, f"{current_app.config['PUBLIC_URL']}/s/{queries.report_token(link)}") for link in given],
        now=now,
    )
    return page, 422 if form.errors else 200


@bp.post("/dropouts/links/<uuid:uid>/close")
def close_link(uid: UUID) -> ResponseReturnValue:
    actions.close_link(me(), queries.given_link(me(), uid), now=datetime.now(UTC))
    flash("Ce lien ne s’ouvre plus.")
    return redirect(url_for("dropouts.give_link"), 303)
