"""Decide on a case: is it a dropout, what came of it, who follows it, where it goes, why it ends."""

from datetime import UTC, datetime
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from crm.auth import me
from crm.db import db
from crm.dropouts import actions, queries, rules
from crm.dropouts.forms import AssignForm, CloseForm, DiscardForm, TransferForm
from crm.dropouts.views.calling import bp, done, onward, within
from crm.errors import refusals
from crm.policy import May, can
from crm.structures import queries as structures
from crm.structures.models import Structure

AWAY = "Hors de la région"


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
            return onward(case)
    page = render_template("dropouts/discard.html", form=form, case=case, within=within())
    return page, 422 if form.errors else 200


@bp.route("/dropouts/<uuid:uid>/close", methods=["GET", "POST"])
def close(uid: UUID) -> ResponseReturnValue:
    case, form = queries.get(me(), uid, May.WORK_CASE), CloseForm()
    form.reason.choices = [(reason.value, reason.label) for reason in rules.exits(case.state)]
    if form.validate_on_submit():
        with refusals(form):
            actions.close(me(), case, form.reason.data, now=datetime.now(UTC))
            flash("Le suivi est clos.")
            return onward(case)
    page = render_template("dropouts/close.html", form=form, case=case, within=within())
    return page, 422 if form.errors else 200


@bp.route("/dropouts/<uuid:uid>/transfer", methods=["GET", "POST"])
def transfer(uid: UUID) -> ResponseReturnValue:
    case, form = queries.get(me(), uid, May.WORK_CASE), TransferForm()
    platforms = {str(platform.uid): platform for platform in queries.other_platforms(case)}
    form.to.choices = [("", "Choisir"), *((number, one.name) for number, one in platforms.items()), ("away", AWAY)]
    if form.validate_on_submit():
        with refusals(form):
            platform = platforms.get(form.to.data)
            actions.transfer(me(), case, platform, now=datetime.now(UTC))
            flash(f"Le suivi continue : {platform.name}." if platform else "Le suivi est clos ici : parti·e ailleurs.")
            return redirect(url_for("dropouts.index"), 303)
    page = render_template("dropouts/transfer.html", form=form, case=case, within=within())
    return page, 422 if form.errors else 200


@bp.route("/dropouts/<uuid:uid>/assign", methods=["GET", "POST"])
def assign(uid: UUID) -> ResponseReturnValue:
    """To a structure of the territory; and, by its manager, to somebody who works there."""
    actor, case, form = me(), queries.get(me(), uid, May.ASSIGN_CASE), AssignForm()
    own = {str(user.uid): user for user in queries.colleagues(actor.structure_id)} if actor.structure_id else {}
    form.structure.choices = [(s.id, s.short_name) for s in structures.covering(case.platform)]
    form.owner.choices = [("", "Toute la structure"), *((number, user.name) for number, user in own.items())]
    if request.method == "GET":
        form.structure.data = case.structure_id
        form.owner.data = str(case.owner.uid) if case.owner else ""
    if form.validate_on_submit():
        with refusals(form):
            structure = db.session.get_one(Structure, form.structure.data)
            owner = own.get(form.owner.data) if structure.id == actor.structure_id else None
            actions.assign(actor, case, structure, owner, now=datetime.now(UTC))
            flash(f"Le suivi est confié à {owner.name if owner else structure.short_name}.")
            readable = can(actor, May.READ_CASE, case)
            onto = url_for("dropouts.show", uid=uid, **within()) if readable else url_for("dropouts.index", **within())
            return redirect(onto, 303)
    page = render_template("dropouts/assign.html", form=form, case=case, own=own, within=within())
    return page, 422 if form.errors else 200
