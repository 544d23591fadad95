from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from crm.accounts.models import User
from crm.appointments import actions, queries, rules
from crm.appointments.forms import BookForm, MoveForm
from crm.auth import me
from crm.db import db
from crm.errors import refusals
from crm.people import queries as people
from crm.policy import May
from crm.territory.rules import PARIS, public_holiday, school_holiday

bp = Blueprint("appointments", __name__)


def chosen_day() -> date:
    try:
        return date.fromisoformat(request.args.get("day", ""))
    except ValueError:
        return datetime.now(PARIS).date()


@bp.get("/agenda")
def agenda() -> str:
    actor, day = me(), chosen_day()
    by_day, whole = request.args.get("view") == "day", request.args.get("who") == "structure"
    days = [day] if by_day else rules.week_of(day)
    found = queries.agenda(actor, days[0], days[-1], None if whole else actor.user_id)
    columns = [(d, [a for a in found if a.starts_at.astimezone(PARIS).date() == d]) for d in days]
    return render_template(
        "appointments/agenda.html",
        columns=columns,
        day=day,
        step=timedelta(days=1 if by_day else 7),
        by_day=by_day,
        whole=whole,
        public_holiday=public_holiday,
        school_holiday=school_holiday,
    )


@bp.route("/people/<uuid:uid>/appointments/new", methods=["GET", "POST"])
def book(uid: UUID) -> ResponseReturnValue:
    actor, form = me(), BookForm()
    person = people.get(actor, uid, May.BOOK)
    colleagues = people.colleagues(actor)
    form.counsellor.choices = [(user.id, user.name) for user in colleagues]
    if request.method == "GET":
        form.counsellor.data = actor.user_id
    if form.validate_on_submit():
        with refusals(form):
            actions.book(
                actor,
                person,
                starts_at=form.starts_at.data,  # type: ignore[arg-type]
                minutes=form.minutes.data or 0,
                location=form.location.data,
                place=form.place.data or "",
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
    page = render_template("appointments/move.html", form=form, participation=participation)
    return page, 422 if form.errors else 200


def noted(message: str) -> ResponseReturnValue:
    flash(message)
    target = request.form.get("back", "")
    inside = target.startswith("/") and not target.startswith(("//", "/\\"))
    return redirect(target if inside else url_for("appointments.agenda"), 303)


@bp.post("/appointments/<uuid:uid>/cancel")
def cancel(uid: UUID) -> ResponseReturnValue:
    actions.cancel(me(), queries.participation(me(), uid), now=datetime.now(UTC))
    return noted("Le rendez-vous est annulé, et le jeune en est averti.")


@bp.post("/appointments/<uuid:uid>/excuse")
def excuse(uid: UUID) -> ResponseReturnValue:
    actions.excuse(me(), queries.participation(me(), uid), now=datetime.now(UTC))
    return noted("C’est noté : le créneau est libre.")


@bp.post("/appointments/<uuid:uid>/attend")
def attend(uid: UUID) -> ResponseReturnValue:
    came_in = request.form.get("came") == "yes"
    actions.attend(me(), queries.participation(me(), uid), came_in=came_in, now=datetime.now(UTC))
    return noted("Présence notée." if came_in else "Absence notée.")
