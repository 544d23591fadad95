"""Take a slot, and move it."""

from datetime import UTC, datetime
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from crm.accounts.models import User
from crm.appointments import actions, queries
from crm.appointments.forms import BookForm, MoveForm
from crm.appointments.views.agenda import bp
from crm.auth import me
from crm.db import db
from crm.errors import refusals
from crm.people import queries as people
from crm.policy import May
from crm.territory.rules import PARIS


@bp.route("/people/<uuid:uid>/appointments/new", methods=["GET", "POST"])
def book(uid: UUID) -> ResponseReturnValue:
    actor, form = me(), BookForm()
    person = people.get(actor, uid, May.BOOK)
    form.offer(actor, people.colleagues(actor), queries.rooms(actor))
    if request.method == "GET":
        form.counsellor.data = actor.user_id
    if form.validate_on_submit():
        with refusals(form):
            actions.book(
                actor,
                person,
                starts_at=form.starts_at.data,  # type: ignore[arg-type]
                minutes=form.minutes.data or 0,
                **form.where(),
                slot_origin=form.slot_origin.data,
                counsellor=db.session.get_one(User, form.counsellor.data),
                now=datetime.now(UTC),
            )
            flash("Le rendez-vous est pris. Le jeune reçoit une confirmation, puis un rappel.")
            return redirect(url_for("people.show", uid=uid), 303)
    return render_template("appointments/book.html", form=form, person=person), 422 if form.errors else 200


@bp.route("/appointments/<uuid:uid>/move", methods=["GET", "POST"])
def move(uid: UUID) -> ResponseReturnValue:
    participation = queries.participation(me(), uid)
    form = MoveForm(starts_at=participation.starts_at.astimezone(PARIS))
    if form.validate_on_submit():
        with refusals(form):
            actions.move(me(), participation, form.starts_at.data, now=datetime.now(UTC))  # type: ignore[arg-type]
            flash("Le rendez-vous est déplacé, et le jeune en est averti.")
            return redirect(url_for("people.show", uid=participation.person.uid), 303)
    known = queries.readable(me(), [participation.person_id])
    page = render_template("appointments/move.html", form=form, participation=participation, known=known)
    return page, 422 if form.errors else 200
