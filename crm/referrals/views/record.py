from datetime import UTC, datetime
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from crm import journal
from crm.accounts.models import User
from crm.auth import me
from crm.codes.structures import Role
from crm.db import db
from crm.errors import refusals
from crm.people import queries as people
from crm.policy import May, can
from crm.referrals import actions, queries
from crm.referrals.forms import AcceptForm, BookForm, CloseForm, DeclineForm, StructureForm
from crm.referrals.models import Referral
from crm.referrals.rules import MOVES, By, offered
from crm.structures import queries as structures
from crm.structures.models import Structure

bp = Blueprint("referrals", __name__)


@bp.get("/referrals")
def inbox() -> str:
    actor = me()
    names = queries.boxes(actor)
    name = request.args.get("box", names[0])
    name = name if name in names else names[0]
    rows, following = queries.listed(actor, name, request.args.get("after", type=int))
    return render_template(
        "referrals/inbox.html", box=name, boxes=names, counts=queries.counts(actor), rows=rows, following=following
    )


@bp.get("/referrals/<uuid:uid>")
def show(uid: UUID) -> str:
    actor = me()
    referral = queries.get(actor, uid)
    journal.record(actor, "referrals.show", referral.person)
    moves = [
        *(offered(referral.state, By.RECIPIENT) if can(actor, May.ANSWER_REFERRAL, referral) else []),
        *(offered(referral.state, By.SENDER) if can(actor, May.SEND_REFERRAL, referral) else []),
        *(offered(referral.state, By.COORDINATOR) if can_assign(referral) else []),
    ]
    known = can(actor, May.READ_IDENTITY, referral.person)
    return render_template(
        "referrals/show.html",
        referral=referral,
        moves=moves,
        labels=MOVES,
        travels=queries.travels(referral) if known or not referral.closed_to(actor.structure_id) else [],
        known=known,
    )


def can_assign(referral: Referral) -> bool:
    return me().role is Role.PSAD_COORDINATOR and can(me(), May.ASSIGN_REFERRAL, referral)


def answered(referral: Referral, message: str) -> ResponseReturnValue:
    flash(message)
    return redirect(url_for("referrals.show", uid=referral.uid), 303)


@bp.post("/referrals/<uuid:uid>/acknowledge")
def acknowledge(uid: UUID) -> ResponseReturnValue:
    referral = queries.get(me(), uid, May.ANSWER_REFERRAL)
    actions.acknowledge(me(), referral, now=datetime.now(UTC))
    return answered(referral, "L’orientation est à l’étude : la structure qui l’a envoyée le voit.")


@bp.route("/referrals/<uuid:uid>/accept", methods=["GET", "POST"])
def accept(uid: UUID) -> ResponseReturnValue:
    actor, form = me(), AcceptForm()
    referral = queries.get(actor, uid, May.ANSWER_REFERRAL)
    form.taker.choices = [(user.id, user.name) for user in people.colleagues(actor)]
    if request.method == "GET":
        form.taker.data = actor.user_id
    if form.validate_on_submit():
        with refusals(form):
            actions.accept(actor, referral, db.session.get_one(User, form.taker.data), now=datetime.now(UTC))
            flash("L’orientation est acceptée. Fixez maintenant le premier rendez-vous.")
            return redirect(url_for("referrals.book", uid=uid), 303)
    return render_template("referrals/accept.html", form=form, referral=referral), 422 if form.errors else 200


@bp.route("/referrals/<uuid:uid>/decline", methods=["GET", "POST"])
def decline(uid: UUID) -> ResponseReturnValue:
    referral, form = queries.get(me(), uid, May.ANSWER_REFERRAL), DeclineForm()
    if form.validate_on_submit():
        with refusals(form):
            actions.decline(me(), referral, form.reason.data, form.text.data or "", now=datetime.now(UTC))
            flash("La structure qui vous l’adressait connaît votre réponse.")
            return redirect(url_for("referrals.inbox"), 303)
    return render_template("referrals/decline.html", form=form, referral=referral), 422 if form.errors else 200


@bp.route("/referrals/<uuid:uid>/redirect", methods=["GET", "POST"], endpoint="redirect")
def pass_on(uid: UUID) -> ResponseReturnValue:
    referral, form = queries.get(me(), uid, May.ANSWER_REFERRAL), StructureForm()
    form.structure.choices = [(s.id, s.short_name) for s in queries.recipients(me(), referral.person)]
    if form.validate_on_submit():
        with refusals(form):
            structure = db.session.get_one(Structure, form.structure.data)
            actions.redirect(me(), referral, structure, now=datetime.now(UTC))
            flash(f"L’orientation est passée à {structure.short_name}.")
            return redirect(url_for("referrals.inbox"), 303)
    return render_template("referrals/redirect.html", form=form, referral=referral), 422 if form.errors else 200


@bp.route("/referrals/<uuid:uid>/assign", methods=["GET", "POST"])
def assign(uid: UUID) -> ResponseReturnValue:
    referral, form = queries.get(me(), uid, May.ASSIGN_REFERRAL), StructureForm()
    platform = me().platform
    form.structure.choices = [(s.id, s.short_name) for s in structures.covering(platform)] if platform else []
    if form.validate_on_submit():
        with refusals(form):
            structure = db.session.get_one(Structure, form.structure.data)
            actions.assign(me(), referral, structure, now=datetime.now(UTC))
            return answered(referral, f"L’orientation est confiée à {structure.short_name}.")
    return render_template("referrals/assign.html", form=form, referral=referral), 422 if form.errors else 200


@bp.route("/referrals/<uuid:uid>/book", methods=["GET", "POST"])
def book(uid: UUID) -> ResponseReturnValue:
    actor, form = me(), BookForm()
    referral = queries.get(actor, uid, May.ANSWER_REFERRAL)
    form.counsellor.choices = [(user.id, user.name) for user in people.colleagues(actor)]
    if request.method == "GET":
        form.counsellor.data = referral.assigned_to_id
    if form.validate_on_submit():
        with refusals(form):
            actions.book(
                actor,
                referral,
                starts_at=form.starts_at.data,  # type: ignore[arg-type]
                minutes=form.minutes.data or 0,
                location=form.location.data,
                counsellor=db.session.get_one(User, form.counsellor.data),
                now=datetime.now(UTC),
            )
            return answered(referral, "Le premier rendez-vous est fixé.")
    return render_template("referrals/book.html", form=form, referral=referral), 422 if form.errors else 200


@bp.post("/referrals/<uuid:uid>/withdraw")
def withdraw(uid: UUID) -> ResponseReturnValue:
    referral = queries.get(me(), uid, May.SEND_REFERRAL)
    actions.withdraw(me(), referral, now=datetime.now(UTC))
    return answered(referral, "L’orientation est retirée : ce qui avait été transmis est refermé.")


@bp.post("/referrals/<uuid:uid>/resend")
def resend(uid: UUID) -> ResponseReturnValue:
    referral = queries.get(me(), uid, May.SEND_REFERRAL)
    actions.resend(me(), referral, now=datetime.now(UTC))
    return answered(referral, "L’orientation est renvoyée.")


@bp.route("/referrals/<uuid:uid>/close", methods=["GET", "POST"])
def close(uid: UUID) -> ResponseReturnValue:
    referral, form = queries.get(me(), uid, May.ANSWER_REFERRAL), CloseForm()
    if form.validate_on_submit():
        with refusals(form):
            actions.close(me(), referral, form.outcome.data, now=datetime.now(UTC))
            return answered(referral, "C’est noté, et la structure qui vous l’adressait le sait.")
    return render_template("referrals/close.html", form=form, referral=referral), 422 if form.errors else 200
